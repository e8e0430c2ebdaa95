/** Writes new entries to the setting `takumo.models`: nothing that is there is changed, and every entry gets an id of its own. */
import * as vscode from 'vscode';
import type { Redacted } from '../../engine/model.ts';
import { defaultSizes, type GuardedModel } from '../chat/models.ts';
import type { Models } from './models.ts';

/** Saves the models under new ids that begin with `prefix`, their key first, so that no request goes out without it. Gives the ids. */
export async function saveModels(
  models: Models,
  prefix: string,
  chosen: readonly GuardedModel[],
  key: Redacted<string> | undefined,
): Promise<readonly string[]> {
  const before = models.entries();
  const taken = new Set(before.map((entry) => (entry as { id?: unknown } | null)?.id));
  const entries: Record<string, unknown>[] = [];
  for (const model of chosen) {
    const id = freeId(`${prefix}-${model.model}`, taken);
    taken.add(id);
    entries.push(entryOf(model, id));
    if (key !== undefined) await models.keys.set({ id, baseUrl: model.baseUrl }, key);
  }
  await vscode.workspace
    .getConfiguration('takumo')
    .update('models', [...before, ...entries], vscode.ConfigurationTarget.Global);
  return entries.map((entry) => String(entry.id));
}

/** Changes fields of one entry. False when it is no longer there. */
export async function changeModel(
  models: Models,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<boolean> {
  const entries = models.entries();
  const isIt = (entry: unknown): boolean => (entry as { id?: unknown } | null)?.id === id;
  if (!entries.some(isIt)) return false;
  await vscode.workspace.getConfiguration('takumo').update(
    'models',
    entries.map((entry) => (isIt(entry) ? { ...(entry as object), ...fields } : entry)),
    vscode.ConfigurationTarget.Global,
  );
  return true;
}

/** What differs from the defaults, in the order of the schema. */
function entryOf(model: GuardedModel, id: string): Record<string, unknown> {
  const { name, api, baseUrl, maxInputTokens, maxOutputTokens, imageInput, toolCalling } = model;
  return {
    id,
    name,
    api,
    baseUrl,
    model: model.model,
    ...(maxInputTokens === defaultSizes.maxInputTokens ? {} : { maxInputTokens }),
    ...(maxOutputTokens === defaultSizes.maxOutputTokens ? {} : { maxOutputTokens }),
    ...(imageInput ? { imageInput } : {}),
    ...(toolCalling ? {} : { toolCalling }),
  };
}

/** Letters, digits, dots and dashes, as the setting wants ids. */
function freeId(text: string, taken: ReadonlySet<unknown>): string {
  const base =
    text
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 56) || 'model';
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
