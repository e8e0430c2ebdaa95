/**
 * VS Code's chat asks for a Copilot account before it lets anybody use a model of their own, unless its setting `chat.allowAnonymousAccess`
 * is on. This turns the setting on after a person agreed, and back to what it was.
 */
import * as vscode from 'vscode';
import { confirm } from '../confirm.ts';
import type { Storage } from '../state/state.ts';

const name = 'allowAnonymousAccess';
const beforeKey = 'takumo.chatAccess.before';

/** What the setting was before: `false` is a value of the user's, `unset` is none. */
type Before = 'unset' | 'false';

/** Asks, and switches. True when the setting was changed. */
export async function toggleChatAccess(storage: Storage): Promise<boolean> {
  const chat = vscode.workspace.getConfiguration('chat');
  const found = chat.inspect<boolean>(name);
  const on = found?.globalValue === true;
  const sure = on ? await confirmOff() : await confirmOn();
  if (!sure) return false;
  const before = storage.get<Before>(beforeKey);
  const next = on ? (before === 'false' ? false : undefined) : true;
  try {
    await chat.update(name, next, vscode.ConfigurationTarget.Global);
  } catch {
    await changeByHand(on);
    return false;
  }
  await storage.update(beforeKey, on ? undefined : found?.globalValue === false ? 'false' : 'unset');
  vscode.window.setStatusBarMessage(
    on
      ? vscode.l10n.t('The chat asks for a Copilot account again.')
      : vscode.l10n.t('The chat can be used without a Copilot account.'),
    4000,
  );
  return true;
}

/** Versions of VS Code that hide the setting obey it, but let no extension write it: a person can. */
async function changeByHand(on: boolean): Promise<void> {
  const line = `"chat.${name}": true`;
  if (!on) await vscode.env.clipboard.writeText(`${line},`);
  await vscode.commands.executeCommand('workbench.action.openSettingsJson');
  void vscode.window.showInformationMessage(
    on
      ? vscode.l10n.t('Delete this line and save. VS Code lets only you change this setting: {0}', line)
      : vscode.l10n.t(
          'Paste the copied line after the first brace and save. VS Code lets only you change this setting: {0}',
          line,
        ),
  );
}

function confirmOn(): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Use the chat without a Copilot account?'),
    vscode.l10n.t('Turn on chat.allowAnonymousAccess'),
    vscode.l10n.t(
      'A setting of VS Code, which it does not document. It changes nothing for people who are signed in. VS Code may then offer Copilot models without an account too: those are not guarded. Run this command again to undo it.',
    ),
  );
}

function confirmOff(): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Let the chat ask for a Copilot account again?'),
    vscode.l10n.t('Turn off chat.allowAnonymousAccess'),
    vscode.l10n.t('The setting gets back the value that it had before.'),
  );
}
