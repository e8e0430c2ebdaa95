/** Which model a command means: the one it was given, or the one a person picks. */
import * as vscode from 'vscode';
import { askOne } from './ask.ts';
import type { ChosenModel, CommandDeps } from './command-deps.ts';

/** The models of the settings. */
export function settingsModels({ models }: CommandDeps): readonly ChosenModel[] {
  return models.list().map((model) => ({ model, from: 'settings' as const, key: () => models.key(model) }));
}

/** Those of the settings, then those of the groups. */
export function allModels(deps: CommandDeps): readonly ChosenModel[] {
  const groups = deps.groupModels().map(({ model, key }) => ({ model, from: 'group' as const, key: async () => key }));
  return [...settingsModels(deps), ...groups];
}

/** `given` is the id of a model. The only one is taken without a question, unless `askAlways`. Nothing when there is none to choose, which is said, or after Escape. */
export async function chooseModel(
  list: readonly ChosenModel[],
  given: unknown,
  title: string,
  { askAlways = false }: { readonly askAlways?: boolean } = {},
): Promise<ChosenModel | undefined> {
  const named = list.find(({ model }) => model.id === given);
  if (named !== undefined) return named;
  if (list.length === 0) {
    const add = vscode.l10n.t('Add Guarded Model');
    const chosen = await askOne({
      title,
      placeholder: vscode.l10n.t('There is no guarded model yet.'),
      choices: [{ label: `$(add) ${add}`, value: true }],
    });
    if (chosen === true) await vscode.commands.executeCommand('takumo.addModel');
    return undefined;
  }
  if (list.length === 1 && !askAlways) return list[0];
  return askOne({
    title,
    placeholder: vscode.l10n.t('Choose a model'),
    choices: list.map((value) => ({
      label: value.model.name,
      description: value.from === 'settings' ? value.model.id : vscode.l10n.t('from Manage Language Models'),
      detail: `${value.model.model} · ${new URL(value.model.baseUrl).host}`,
      value,
    })),
  });
}
