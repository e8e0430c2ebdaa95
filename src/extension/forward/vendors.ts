/** The vendors whose models are forwarded: a person's own setting, which no repository can set. */
import * as vscode from 'vscode';

const name = 'forward.vendors';
const longest = 64;

/** True for this extension's own vendors: forwarding to them would go round in a circle. */
export const isOurs = (vendor: string): boolean => /^takumo(?:-|$)/.test(vendor);

/** What a person calls a vendor. Hosts give extensions no display names of vendors. */
export const vendorName = (vendor: string): string => (vendor === 'copilot' ? 'GitHub Copilot' : vendor);

export function readVendors(): readonly string[] {
  const value = vscode.workspace.getConfiguration('takumo').inspect<unknown>(name)?.globalValue;
  const listed = Array.isArray(value) ? value : [];
  const fit = listed.filter((each): each is string => typeof each === 'string' && /^[\w.-]+$/.test(each));
  return [...new Set(fit)].filter((vendor) => vendor.length <= longest && !isOurs(vendor));
}

export async function writeVendors(vendors: readonly string[]): Promise<void> {
  const value = vendors.length === 0 ? undefined : [...vendors];
  await vscode.workspace.getConfiguration('takumo').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Calls `changed` when the setting changes. */
export function onDidChangeVendors(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`takumo.${name}`)) changed();
  });
}
