/**
 * `Keep Copilot's Completions off Secret Files`, and its undo. Completions read what stands round the cursor, and nothing can guard that:
 * so the files are given a language for which Copilot is off. Every change is shown, and can be left out, before it is written to the user's
 * settings; what was there before is kept, and undo gives back that and nothing else.
 */
import * as vscode from 'vscode';
import { DisposableStore } from '../store.ts';
import {
  associationsSetting,
  enableSetting,
  type ProtectionRecord,
  planProtection,
  recordChanges,
  type SettingChange,
  secretLanguage,
  type UserSettings,
  undoProtection,
  withChanges,
} from './protected-files.ts';

const recordKey = 'takumo.protectedFiles';

export function registerProtectCommands(memory: vscode.Memento): vscode.Disposable {
  const store = new DisposableStore();
  store.add(vscode.commands.registerCommand('takumo.protectSecretFiles', () => protect(memory)));
  store.add(vscode.commands.registerCommand('takumo.unprotectSecretFiles', () => unprotect(memory)));
  return store;
}

/** Gives how many properties were changed. */
async function protect(memory: vscode.Memento): Promise<number> {
  const inspected = vscode.workspace.getConfiguration().inspect<object>(enableSetting);
  if (inspected?.defaultValue === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Copilot is not installed here, so there are no completions of it to switch off.'),
    );
    return 0;
  }
  const language = secretLanguage(await vscode.languages.getLanguages());
  const user = userSettings();
  const plan = planProtection(user, language);
  if (plan.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copilot is off for secret files already.'), 4000);
    return 0;
  }
  const overruled =
    overruledBy(inspected.workspaceValue, language) || overruledBy(inspected.workspaceFolderValue, language);
  const chosen = await vscode.window.showQuickPick(
    plan.map((change) => ({ change, picked: true, ...shown(change) })),
    {
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      title: vscode.l10n.t('Give secret files a language for which Copilot is off, with these user settings?'),
      placeHolder: overruled
        ? vscode.l10n.t('This workspace switches Copilot on again for these files.')
        : vscode.l10n.t('A command undoes exactly this.'),
    },
  );
  if (chosen === undefined || chosen.length === 0) return 0;
  const changes = chosen.map(({ change }) => change);
  // Remembered first: what can't be undone is not done.
  await memory.update(recordKey, recordChanges(memory.get<ProtectionRecord>(recordKey), user, changes));
  for (const [name, values] of Object.entries(withChanges(user, changes))) await write(name, values);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copilot is off for secret files.'), 4000);
  return changes.length;
}

async function unprotect(memory: vscode.Memento): Promise<number> {
  const record = memory.get<ProtectionRecord>(recordKey);
  if (record === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing was changed by Takumo, so there is nothing to give back.'),
    );
    return 0;
  }
  const { settings, left } = undoProtection(record, userSettings());
  for (const [name, values] of settings) await write(name, values);
  await memory.update(recordKey, undefined);
  vscode.window.setStatusBarMessage(
    left.length === 0
      ? vscode.l10n.t('Your settings for secret files are as they were.')
      : vscode.l10n.t('Your settings are as they were, but for {0} that you changed since.', left.length),
    6000,
  );
  return record.changes.length - left.length;
}

function userSettings(): UserSettings {
  return { [enableSetting]: userValue(enableSetting), [associationsSetting]: userValue(associationsSetting) };
}

function userValue(name: string): Readonly<Record<string, unknown>> | undefined {
  return vscode.workspace.getConfiguration().inspect<Record<string, unknown>>(name)?.globalValue;
}

async function write(name: string, values: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, values, vscode.ConfigurationTarget.Global);
}

function overruledBy(value: object | undefined, language: string): boolean {
  return (value as Readonly<Record<string, unknown>> | undefined)?.[language] === true;
}

/** Exactly what will change, as it stands in the settings. */
function shown({ setting, key, before, after }: SettingChange): { label: string; description: string } {
  const was = before === undefined ? vscode.l10n.t('not set') : JSON.stringify(before);
  return { label: `"${key}": ${JSON.stringify(after)}`, description: vscode.l10n.t('{0}, now {1}', setting, was) };
}
