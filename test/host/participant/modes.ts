/** What the built-in policies do, during a test. */
import * as vscode from 'vscode';
import { sleep } from '../harness/chat.ts';

const names =
  'aws-keys database-urls stripe-keys github-tokens ai-provider-keys chat-and-registry-tokens jwt-and-bearer private-keys named-secrets known-values private-hosts';

/** `block` is what they do unless told otherwise. */
export async function setModes(mode: 'block' | 'monitor'): Promise<void> {
  const modes = mode === 'block' ? undefined : Object.fromEntries(names.split(' ').map((name) => [name, mode]));
  const settings = vscode.workspace.getConfiguration('takumo');
  await settings.update('policies.modes', modes, vscode.ConfigurationTarget.Global);
  // Policies are built when the setting has changed.
  await sleep(800);
}
