/**
 * One group of VS Code's Manage Models, checked: the configuration that VS Code hands over (from the user's profile, the key from its
 * secret storage) becomes an address, a key for that address alone, and the models that the group names.
 */
import * as vscode from 'vscode';
import { Redacted } from '../../engine/model.ts';
import { type ApiName, apiNames, type GuardedModel, readAddress, readModel } from '../chat/models.ts';
import { isPlainId, plainName } from './plain-name.ts';
import { addressOfPreset, type Preset } from './presets.ts';

export interface Group {
  readonly api: ApiName;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly key?: Redacted<string>;
  /** Beside those of the provider's list, or in its place where there is none. */
  readonly named: readonly GuardedModel[];
  /** The provider lists its models. */
  readonly lists: boolean;
  /** What is known of any model of this provider. */
  readonly preset?: Preset;
}

const fieldsOfModel = new Set([
  'model',
  'name',
  'maxInputTokens',
  'maxOutputTokens',
  'imageInput',
  'toolCalling',
  'reasoning',
]);
const mostNamed = 200;

/** `preset` is nothing for a group that says its own API and address. Throws an error whose message VS Code shows at the group. */
export function readGroup(preset: Preset | undefined, configuration: Readonly<Record<string, unknown>>): Group {
  const key = readKey(configuration.apiKey);
  if (key === undefined && preset?.keyPage !== undefined) {
    throw new Error(vscode.l10n.t('There is no API key. Use "Update API Key" in the menu of this group.'));
  }
  const place = preset === undefined ? ownPlace(configuration) : presetPlace(preset, configuration);
  return {
    ...place,
    ...(key === undefined ? {} : { key }),
    ...(preset === undefined ? {} : { preset }),
    lists: preset?.lists ?? true,
    named: readNamed(configuration.models, place, preset),
  };
}

/** What is known of a model: what it says itself, then its provider's defaults. */
export function groupModel(
  model: string,
  more: Readonly<Record<string, unknown>>,
  place: Pick<Group, 'api' | 'baseUrl'>,
  preset: Preset | undefined,
): ReturnType<typeof readModel> {
  const { maxInputTokens, maxOutputTokens, imageInput } = preset ?? {};
  const known = { ...(model === preset?.defaultModel ? { maxInputTokens, maxOutputTokens } : {}), imageInput };
  const entry = Object.fromEntries(
    Object.entries({ ...known, name: plainName(model), ...defined(more) }).filter(([, value]) => value !== undefined),
  );
  const read = readModel({ ...entry, id: 'group', model, ...place }, 'models');
  return 'problems' in read ? read : { ...read, id: model, name: plainName(read.name) };
}

function readKey(value: unknown): Redacted<string> | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (!/^[\x21-\x7e]+$/.test(value.trim())) {
    throw new Error(vscode.l10n.t('The API key holds spaces or special letters. Enter it again.'));
  }
  return new Redacted(value.trim());
}

function ownPlace({ api, baseUrl }: Readonly<Record<string, unknown>>): Pick<Group, 'api' | 'baseUrl'> {
  const known = apiNames.find((name) => name === api);
  if (known === undefined) {
    throw new Error(vscode.l10n.t('"{0}" must be one of {1}.', 'api', apiNames.join(', ')));
  }
  const problems: string[] = [];
  const address = readAddress(typeof baseUrl === 'string' ? baseUrl.trim() : '', (message) => problems.push(message));
  if (address === '' || problems[0] !== undefined) {
    throw new Error(`baseUrl: ${problems[0] ?? vscode.l10n.t('It is missing.')}`);
  }
  return { api: known, baseUrl: address };
}

function presetPlace(preset: Preset, configuration: Readonly<Record<string, unknown>>): Pick<Group, 'api' | 'baseUrl'> {
  const values: Record<string, string> = {};
  for (const { name, pattern, example } of preset.fields ?? []) {
    const value = configuration[name];
    if (typeof value !== 'string' || !matches(pattern, value.trim())) {
      throw new Error(vscode.l10n.t('"{0}" must look like {1}.', name, example));
    }
    values[name] = value.trim();
  }
  const given = configuration.baseUrl;
  // A server of this machine may listen elsewhere on it.
  if (preset.local === true && typeof given === 'string' && given.trim() !== '') {
    return ownPlace({ api: preset.api, baseUrl: given });
  }
  return { api: preset.api, baseUrl: addressOfPreset(preset, values) };
}

/** True when the whole text matches, whatever the pattern's own anchors are. */
export function matches(pattern: RegExp, text: string): boolean {
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).test(text);
}

function readNamed(
  value: unknown,
  place: Pick<Group, 'api' | 'baseUrl'>,
  preset: Preset | undefined,
): readonly GuardedModel[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(vscode.l10n.t('"{0}" must be a list.', 'models'));
  const models = new Map<string, GuardedModel>();
  for (const [index, entry] of value.slice(0, mostNamed).entries()) {
    const field = `models[${index}]`;
    const raw = typeof entry === 'string' ? { model: entry } : entry;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      throw new Error(`${field}: ${vscode.l10n.t('A model must be an object.')}`);
    }
    const fields = raw as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(fields).find((name) => !fieldsOfModel.has(name));
    if (unknown !== undefined) throw new Error(`${field}.${unknown}: ${vscode.l10n.t('There is no such field.')}`);
    const { model, ...more } = fields;
    if (typeof model !== 'string' || !isPlainId(model.trim())) {
      throw new Error(`${field}.model: ${vscode.l10n.t("It must be the model's name at its provider.")}`);
    }
    const read = groupModel(model.trim(), more, place, preset);
    if ('problems' in read) {
      const problem = read.problems[0]!;
      throw new Error(`${field}${problem.field.slice('models'.length)}: ${problem.message}`);
    }
    models.set(read.id, read);
  }
  return [...models.values()];
}

function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
