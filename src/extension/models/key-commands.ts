/** Set and Remove Model API Key. A key is never shown, and never in the settings. */
import * as vscode from 'vscode';
import { Redacted } from '../../engine/model.ts';
import { confirm } from '../confirm.ts';
import { askKey } from './ask.ts';
import { chooseModel, settingsModels } from './choose-model.ts';
import type { ChosenModel, CommandDeps } from './command-deps.ts';
import { presetOf } from './preset-of.ts';

export async function setKey(deps: CommandDeps, given: unknown): Promise<boolean> {
  const chosen = await chooseModel(settingsModels(deps), given, vscode.l10n.t('Set Model API Key'));
  if (chosen === undefined) return false;
  const { model } = chosen;
  const { host, origin } = new URL(model.baseUrl);
  const preset = presetOf(model.baseUrl);
  const text = await askKey({
    title: vscode.l10n.t('API key of {0}', model.name),
    prompt: vscode.l10n.t('Kept in the secret storage, and sent to {0} only.', host),
    ...(preset?.keyPage === undefined ? {} : { page: preset.keyPage }),
    ...(preset?.keyPrefix === undefined ? {} : { prefix: preset.keyPrefix }),
  });
  if (text === undefined) return false;
  const { keys } = deps.models;
  const key = new Redacted(text);
  await keys.set(model, key);
  const keyless: ChosenModel[] = [];
  for (const other of settingsModels(deps)) {
    const same = other.model.id !== model.id && new URL(other.model.baseUrl).origin === origin;
    if (same && !(await keys.has(other.model))) keyless.push(other);
  }
  const names = keyless.map((other) => other.model.name).join(', ');
  if (
    keyless.length > 0 &&
    (await confirm(
      vscode.l10n.t('Other models at {0} have no key', host),
      vscode.l10n.t('Use this key for them too'),
      names,
    ))
  ) {
    for (const other of keyless) await keys.set(other.model, key);
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('The key of {0} is set.', model.name), 4000);
  return true;
}

export async function removeKey(deps: CommandDeps, given: unknown): Promise<boolean> {
  const chosen = await chooseModel(settingsModels(deps), given, vscode.l10n.t('Remove Model API Key'), {
    askAlways: true,
  });
  if (chosen === undefined) return false;
  const { model } = chosen;
  await deps.models.keys.remove(model.id);
  const left = await deps.models.keys.has(model);
  vscode.window.setStatusBarMessage(
    left && model.apiKeyEnv !== undefined
      ? vscode.l10n.t('The key of {0} was removed. The environment variable {1} is used.', model.name, model.apiKeyEnv)
      : vscode.l10n.t('The key of {0} was removed.', model.name),
    6000,
  );
  return true;
}
