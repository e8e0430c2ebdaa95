/** Add Guarded Model: who provides it, its key, and which of the provider's models. What the provider lists is offered; a name can be typed. */
import * as vscode from 'vscode';
import { isTakumoError } from '../../engine/errors.ts';
import { Redacted } from '../../engine/model.ts';
import type { ListedModel } from '../../engine/wire/api.ts';
import { sentences } from '../chat/chat-error.ts';
import { type ApiName, apiNames, type GuardedModel, readAddress } from '../chat/models.ts';
import { likelyApi, typedAddress } from './address.ts';
import { askKey, askMany, askOne, type Choice } from './ask.ts';
import type { CommandDeps } from './command-deps.ts';
import { matches } from './group.ts';
import { listedModel } from './group-models.ts';
import { isPlainId } from './plain-name.ts';
import { addressOfPreset, type Preset, presets } from './presets.ts';
import { saveModels } from './save-models.ts';

/** Where the models are, and what is known of them. */
export interface Place {
  readonly label: string;
  readonly api: ApiName;
  readonly baseUrl: string;
  readonly preset?: Preset;
}

const title = (): string => vscode.l10n.t('Add Guarded Model');

/** `given`: the id of a preset to begin with. True when a model was added. */
export async function addModel(deps: CommandDeps, given?: unknown): Promise<boolean> {
  const place = await choosePlace(presets.find((preset) => preset.id === given));
  if (place === undefined) return false;
  const key = await keyFor(deps, place);
  if (key === undefined) return false;
  const chosen = await chooseModels(deps, place, key.value);
  if (chosen === undefined) return false;
  return addModels(deps, place, chosen.models, chosen.key);
}

/** Saves what was chosen and says so. */
export async function addModels(
  { models }: CommandDeps,
  place: Place,
  chosen: readonly GuardedModel[],
  key: Redacted<string> | undefined,
): Promise<boolean> {
  const named = chosen.map((model) => ({ ...model, name: `${model.name} (${place.label})` }));
  await saveModels(models, place.preset?.id ?? new URL(place.baseUrl).hostname, named, key);
  const names = named.map(({ name }) => name).join(', ');
  vscode.window.setStatusBarMessage(vscode.l10n.t('Now in the model picker: {0}', names), 6000);
  return true;
}

async function choosePlace(begin: Preset | undefined): Promise<Place | undefined> {
  const chosen = begin ?? (await chooseProvider());
  if (chosen === undefined) return undefined;
  if (typeof chosen === 'string') return ownPlace(chosen);
  const values: Record<string, string> = {};
  for (const { name, example, pattern } of chosen.fields ?? []) {
    const value = await vscode.window.showInputBox({
      title: title(),
      prompt: vscode.l10n.t('{0} of {1}, for example {2}', name, chosen.label, example),
      ignoreFocusOut: true,
      validateInput: (text) =>
        matches(pattern, text.trim()) ? undefined : vscode.l10n.t('"{0}" must look like {1}.', name, example),
    });
    if (value === undefined) return undefined;
    values[name] = value.trim();
  }
  return { label: chosen.label, api: chosen.api, baseUrl: addressOfPreset(chosen, values), preset: chosen };
}

/** A preset, or an address; an empty one has yet to be typed. */
function chooseProvider(): Promise<Preset | string | undefined> {
  const choices: Choice<Preset | string>[] = presets.map((preset) => ({
    label: preset.label,
    description: preset.baseUrl,
    value: preset,
  }));
  const other = vscode.l10n.t('Other');
  const detail = vscode.l10n.t('Any server that speaks one of these APIs: {0}', apiNames.join(', '));
  return askOne({
    title: title(),
    placeholder: vscode.l10n.t('Who provides the model? Choose, or type the address of an API'),
    choices: [...choices, { label: other, detail, alwaysShow: true, value: '' }],
    typed(text) {
      const address = typedAddress(text);
      return address === undefined
        ? undefined
        : { label: vscode.l10n.t('Use this address'), description: address, value: address };
    },
  });
}

async function ownPlace(typed: string): Promise<Place | undefined> {
  const first = typed === '' ? vscode.l10n.t('It is missing.') : problemOf(typed);
  const given =
    first === undefined
      ? typed
      : await vscode.window.showInputBox({
          title: title(),
          prompt: vscode.l10n.t('Base URL of the API'),
          value: typed === '' ? 'https://' : typed,
          ignoreFocusOut: true,
          validateInput: (text) => problemOf(typedAddress(text) ?? text),
        });
  if (given === undefined) return undefined;
  const baseUrl = readAddress(typedAddress(given) ?? given, () => undefined);
  const likely = likelyApi(baseUrl);
  const api = await askOne({
    title: title(),
    placeholder: vscode.l10n.t('Which API does {0} speak?', new URL(baseUrl).host),
    choices: [likely, ...apiNames.filter((name) => name !== likely)].map((name) => ({
      label: name,
      ...(name === likely ? { description: vscode.l10n.t('most likely') } : {}),
      value: name,
    })),
  });
  return api === undefined ? undefined : { label: new URL(baseUrl).host, api, baseUrl };
}

function problemOf(address: string): string | undefined {
  let problem: string | undefined;
  const read = readAddress(address.trim(), (message) => {
    problem ??= message;
  });
  return problem ?? (read === '' ? vscode.l10n.t('It is missing.') : undefined);
}

/** The key that is there for this address already, or one that is asked for. `value` is nothing where none is needed. */
async function keyFor(
  { models }: CommandDeps,
  place: Place,
): Promise<{ readonly value: Redacted<string> | undefined } | undefined> {
  const { origin, host } = new URL(place.baseUrl);
  for (const model of models.list()) {
    if (new URL(model.baseUrl).origin !== origin) continue;
    const value = await models.keys.stored(model);
    if (value !== undefined) return { value };
  }
  if (place.preset !== undefined && place.preset.keyPage === undefined) return { value: undefined };
  return askForKey(place, host);
}

async function askForKey(
  { preset, label }: Place,
  host: string,
): Promise<{ readonly value: Redacted<string> | undefined } | undefined> {
  const text = await askKey({
    title: vscode.l10n.t('API key of {0}', label),
    prompt:
      preset === undefined
        ? vscode.l10n.t('Kept in the secret storage, and sent to {0} only. Leave it empty if there is none.', host)
        : vscode.l10n.t('Kept in the secret storage, and sent to {0} only.', host),
    ...(preset?.keyPage === undefined ? { optional: true } : { page: preset.keyPage }),
    ...(preset?.keyPrefix === undefined ? {} : { prefix: preset.keyPrefix }),
  });
  if (text === undefined) return undefined;
  return { value: text === '' ? undefined : new Redacted(text) };
}

/** Asks the provider for its list; when it refuses the key, another can be entered. */
async function chooseModels(
  deps: CommandDeps,
  place: Place,
  first: Redacted<string> | undefined,
): Promise<{ models: readonly GuardedModel[]; key: Redacted<string> | undefined } | undefined> {
  let key = first;
  for (;;) {
    const fetched = await fetchList(deps, place, key);
    if (fetched === undefined) return undefined;
    if (Array.isArray(fetched)) {
      const models = await pickModels(place, fetched);
      return models === undefined ? undefined : { models, key };
    }
    const next = await afterTrouble(place, fetched);
    if (next === undefined) return undefined;
    if (next === 'key') {
      const other = await askForKey(place, new URL(place.baseUrl).host);
      if (other === undefined) return undefined;
      key = other.value;
    } else if (next === 'type') {
      const models = await typeModel(place);
      return models === undefined ? undefined : { models, key };
    }
  }
}

/** The list, or what went wrong; nothing when it was cancelled. An API without a list gives an empty one. */
async function fetchList(
  deps: CommandDeps,
  place: Place,
  key: Redacted<string> | undefined,
): Promise<ListedModel[] | Error | undefined> {
  if (place.preset?.lists === false) return [];
  const abort = new AbortController();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Asking {0} for its models…', place.label),
      cancellable: true,
    },
    async (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      try {
        const where = { api: place.api, baseUrl: place.baseUrl, ...(key === undefined ? {} : { key }) };
        return [...(await deps.fetchList(where, abort.signal))];
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        deps.log.error('a list of models could not be fetched', error);
        if (isTakumoError(error) && error.code === 'upstream-not-found') return [];
        return error instanceof Error ? error : new Error();
      }
    },
  );
}

function afterTrouble({ label }: Place, error: Error): Promise<'key' | 'type' | 'again' | undefined> {
  const refused =
    isTakumoError(error) && (error.code === 'upstream-unauthorized' || error.code === 'upstream-forbidden');
  const again = { label: `$(refresh) ${vscode.l10n.t('Try Again')}`, value: 'again' as const };
  const key = { label: `$(key) ${vscode.l10n.t('Enter Another Key')}`, value: 'key' as const };
  const type = { label: `$(edit) ${vscode.l10n.t("Type the Model's Name")}`, value: 'type' as const };
  return askOne({
    title: vscode.l10n.t('The models of {0} could not be listed', label),
    placeholder: vscode.l10n.t('What to do'),
    prompt: isTakumoError(error) ? sentences(error, '') : vscode.l10n.t('The list of models could not be fetched.'),
    choices: refused ? [key, again, type] : [again, type, key],
  });
}

async function pickModels(place: Place, listed: readonly ListedModel[]): Promise<readonly GuardedModel[] | undefined> {
  if (listed.length === 0) return typeModel(place);
  const models = listed.flatMap((one) => listedModel(place, one) ?? []);
  return askMany({
    title: title(),
    placeholder: vscode.l10n.t('Check one model or more, or type a name'),
    choices: models.map((model) => choiceOf(model)),
    typed(text) {
      const found = models.some((model) => model.model.includes(text));
      const model = text === '' || found || !isPlainId(text) ? undefined : listedModel(place, { id: text });
      return model && { label: model.model, description: vscode.l10n.t('as typed'), value: model };
    },
  });
}

/** `gpt-4.1`, with what it takes. */
export function choiceOf(model: GuardedModel): Choice<GuardedModel> {
  const count = (tokens: number): string => tokens.toLocaleString(vscode.env.language);
  const more = [
    vscode.l10n.t('{0} tokens in, {1} out', count(model.maxInputTokens), count(model.maxOutputTokens)),
    ...(model.imageInput ? [vscode.l10n.t('images')] : []),
    ...(model.toolCalling ? [vscode.l10n.t('tools')] : []),
  ];
  return {
    label: model.name,
    ...(model.name === model.model ? {} : { description: model.model }),
    detail: more.join(' · '),
    value: model,
  };
}

async function typeModel(place: Place): Promise<readonly GuardedModel[] | undefined> {
  const name = await vscode.window.showInputBox({
    title: title(),
    prompt: vscode.l10n.t("The model's name at its provider"),
    value: place.preset?.defaultModel ?? '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      isPlainId(text.trim()) ? undefined : vscode.l10n.t("It must be the model's name at its provider."),
  });
  const model = name === undefined ? undefined : listedModel(place, { id: name.trim() });
  return model === undefined ? undefined : [model];
}
