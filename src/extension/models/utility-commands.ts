/**
 * Use a guarded model for inline chat, titles and commit messages. VS Code asks other models for these, whatever the chat's own model is,
 * and they see what the conversation is about. Which settings change is shown first; undoing puts back what was there.
 */
import * as vscode from 'vscode';
import { askOne } from './ask.ts';
import {
  apply,
  plan,
  readChanges,
  type SettingValue,
  type UserSettings,
  type UtilityModel,
  undoable,
} from './utility-settings.ts';

const storageKey = 'takumo.utilityModels';

const title = (): string => vscode.l10n.t('Inline chat, titles and commit messages');

/** `given`: a model's id, or the person picks. True when settings changed. */
export async function useForUtility(storage: vscode.Memento, given: unknown): Promise<boolean> {
  const model = await chooseModel(given);
  if (model === undefined) return false;
  const planned = plan(userSettings, model);
  if (planned.length === 0) {
    await tell(vscode.l10n.t('{0} is used for all of them already.', model.name));
    return false;
  }
  const yes = await agree(
    vscode.l10n.t('Use {0} for inline chat, titles and commit messages?', model.name),
    vscode.l10n.t('Change the settings below'),
    planned.map(({ key, from, to, workspace }) => ({
      label: key,
      description: changeText(from, to),
      ...(workspace === undefined
        ? {}
        : { detail: vscode.l10n.t('This workspace sets {0}, which wins here.', shown(workspace)) }),
    })),
  );
  if (!yes) return false;
  await storage.update(storageKey, await apply(userSettings, planned, readChanges(storage.get(storageKey))));
  const done = vscode.l10n.t('{0} is used for inline chat, titles and commit messages.', model.name);
  vscode.window.setStatusBarMessage(done, 6000);
  return true;
}

/** True when settings changed. */
export async function undoUtility(storage: vscode.Memento): Promise<boolean> {
  const changes = undoable(userSettings, readChanges(storage.get(storageKey)));
  if (changes.length === 0) {
    await storage.update(storageKey, undefined);
    await tell(
      vscode.l10n.t('There is nothing to undo: Takumo changed none of these settings, or they have changed since.'),
    );
    return false;
  }
  const yes = await agree(
    vscode.l10n.t('Put back what was there?'),
    vscode.l10n.t('Change the settings below'),
    changes.map(({ key, from, to }) => ({ label: key, description: changeText(from, to) })),
  );
  if (!yes) return false;
  for (const { key, to } of changes) await userSettings.update(key, to);
  await storage.update(storageKey, undefined);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The settings are as they were.'), 4000);
  return true;
}

/** Only models that the settings can name: one of several with the same name would be ignored there, and an unguarded one used. */
async function chooseModel(given: unknown): Promise<UtilityModel | undefined> {
  const all = (await vscode.lm.selectChatModels()).filter(({ vendor }) => /^takumo(?:-|$)/.test(vendor));
  const once = (model: vscode.LanguageModelChat): boolean =>
    all.filter(({ vendor, id }) => vendor === model.vendor && id === model.id).length === 1 &&
    all.filter(({ vendor, name }) => vendor === model.vendor && name === model.name).length === 1;
  const models = all.filter(once);
  const named = models.find(({ id }) => id === given);
  if (named !== undefined) return named;
  if (models.length === 0) {
    const chosen = await askOne({
      title: title(),
      placeholder: vscode.l10n.t('There is no guarded model yet.'),
      choices: [{ label: `$(add) ${vscode.l10n.t('Add Guarded Model')}`, value: true }],
    });
    if (chosen === true) await vscode.commands.executeCommand('takumo.addModel');
    return undefined;
  }
  return askOne({
    title: title(),
    placeholder: vscode.l10n.t('Which guarded model is to be used for them?'),
    choices: models.map((model) => ({
      label: model.name,
      description: model.vendor,
      detail: model.family,
      value: model,
    })),
  });
}

/** Shows what would change; true only when the person chose to change it. */
async function agree(question: string, action: string, changes: readonly vscode.QuickPickItem[]): Promise<boolean> {
  const separator = { label: vscode.l10n.t('Settings'), kind: vscode.QuickPickItemKind.Separator, value: false };
  const answer = await askOne({
    title: question,
    placeholder: vscode.l10n.t('"Takumo: Undo Inline Chat and Utility Models" puts back what was there.'),
    choices: [
      { label: `$(check) ${action}`, value: true },
      { label: `$(close) ${vscode.l10n.t('Cancel')}`, value: false },
      separator,
      ...changes.map((change) => ({ ...change, value: false })),
    ],
  });
  return answer === true;
}

async function tell(text: string): Promise<void> {
  await askOne({ title: title(), placeholder: text, choices: [{ label: vscode.l10n.t('Close'), value: true }] });
}

const changeText = (from: SettingValue, to: SettingValue): string => `${shown(from)} → ${shown(to)}`;

const shown = (value: SettingValue): string =>
  value === undefined || value === '' ? vscode.l10n.t('(not set)') : value;

/** The user's own settings. One that VS Code does not register has no default value. */
const userSettings: UserSettings = {
  inspect(key) {
    const found = vscode.workspace.getConfiguration().inspect<unknown>(key);
    if (found?.defaultValue === undefined) return undefined;
    return { user: text(found.globalValue), workspace: text(found.workspaceFolderValue ?? found.workspaceValue) };
  },
  update: (key, value) => vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global),
};

const text = (value: unknown): SettingValue => (typeof value === 'string' ? value : undefined);
