/**
 * `Takumo: Connect to Policy Server…`: address, key, then the organization and the fingerprint of its signing key, which the person compares
 * and pins. Nothing is connected before that, whoever called the command.
 */
import * as vscode from 'vscode';
import { isTakumoError } from '../../engine/errors.ts';
import { Redacted } from '../../engine/model.ts';
import { confirm } from '../confirm.ts';
import { localized } from '../localize.ts';
import { DisposableStore } from '../store.ts';
import type { Organization } from './organization.ts';
import type { SyncDoor } from './sync-door.ts';

export function registerConnect(organization: Organization, sync: SyncDoor): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    vscode.commands.registerCommand('takumo.connect', (given?: { url?: unknown; apiKey?: unknown }) =>
      connect(organization, sync, given ?? {}),
    ),
  );
  store.add(
    vscode.commands.registerCommand('takumo.disconnect', async () => {
      const name = organization.name;
      if (name === undefined) return;
      const sure = await confirm(
        vscode.l10n.t('Disconnect from {0}?', name),
        vscode.l10n.t('Disconnect'),
        vscode.l10n.t('Its policies are no longer in force here. The built-in policies are.'),
      );
      if (sure) await organization.disconnect();
    }),
  );
  return store;
}

async function connect(
  organization: Organization,
  sync: SyncDoor,
  given: { url?: unknown; apiKey?: unknown },
): Promise<boolean> {
  const title = vscode.l10n.t('Connect to Policy Server');
  const configured = vscode.workspace.getConfiguration('takumo').inspect<string>('cloud.url')?.globalValue ?? '';
  const url = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the policy server'),
    value: typeof given.url === 'string' ? given.url : configured,
    placeHolder: 'https://policies.example.com',
    ignoreFocusOut: true,
    validateInput: (text) =>
      isAddress(text)
        ? undefined
        : vscode.l10n.t('Enter an https address. Plain http is accepted for this machine only.'),
  });
  if (url === undefined) return false;
  const key = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('API key for {0}', new URL(url.trim()).host),
    value: typeof given.apiKey === 'string' ? given.apiKey : '',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a key, or press Escape.') : undefined),
  });
  if (key === undefined) return false;
  const apiKey = key.trim();
  try {
    const pinned = await sync.fetchSigningKey({ url: url.trim(), apiKey: new Redacted(apiKey) });
    const pin = vscode.l10n.t('Pin this key and connect');
    const chosen = await vscode.window.showQuickPick(
      [
        { label: `$(verified) ${pin}`, detail: sync.fingerprintOf(pinned), pin: true },
        {
          label: `$(close) ${vscode.l10n.t('Cancel')}`,
          detail: vscode.l10n.t('If the fingerprint is not the one that {0} published', pinned.organization),
          pin: false,
        },
      ],
      {
        title: vscode.l10n.t('{0}: compare the fingerprint of its signing key', pinned.organization),
        ignoreFocusOut: true,
      },
    );
    if (chosen?.pin !== true) return false;
    await organization.connect({ url: url.trim(), apiKey, pinned });
    return true;
  } catch (error) {
    void vscode.window.showErrorMessage(
      isTakumoError(error) ? localized(error.message) : vscode.l10n.t('The policy server could not be reached.'),
    );
    return false;
  }
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, hostname } = new URL(text.trim());
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(hostname))
  );
}
