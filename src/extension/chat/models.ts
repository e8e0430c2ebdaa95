/**
 * Reads `takumo.models`: each entry becomes a model or a problem that names its field; a bad entry never takes the others down. Plain
 * http is accepted to loopback only, and no address may carry credentials.
 */
import * as vscode from 'vscode';
import { type ReasoningEffort, reasoningEfforts } from '../../engine/wire/efforts.ts';
import { isLoopback } from '../../platform/upstream/address.ts';

/** The upstream APIs, as the setting names them; the engine's `apis` has one for each. */
export const apiNames = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'ollama'] as const;
export type ApiName = (typeof apiNames)[number];

/** One guarded model, checked. */
export interface GuardedModel {
  readonly id: string;
  readonly name: string;
  readonly api: ApiName;
  /** Without a trailing slash: `https://api.example.com/v1`. */
  readonly baseUrl: string;
  /** The model's name at its provider. */
  readonly model: string;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly imageInput: boolean;
  readonly toolCalling: boolean;
  readonly apiKeyEnv?: string;
  /** How much the model is to reason; the provider's default when it is not said. */
  readonly reasoning?: ReasoningEffort;
}

/** Why an entry of `takumo.models` is not offered. `field` is the setting's path: `takumo.models[2].baseUrl`. */
export interface ModelProblem {
  readonly field: string;
  readonly message: string;
}

/** In model tokens, for a model that nobody says more about. */
export const defaultSizes = { maxInputTokens: 128_000, maxOutputTokens: 16_000 };
const known = new Set([
  'id',
  'name',
  'api',
  'baseUrl',
  'model',
  'maxInputTokens',
  'maxOutputTokens',
  'imageInput',
  'toolCalling',
  'apiKeyEnv',
  'reasoning',
]);

/** Checks every entry on its own. */
export function readModels(entries: readonly unknown[]): {
  readonly models: readonly GuardedModel[];
  readonly problems: readonly ModelProblem[];
} {
  const models: GuardedModel[] = [];
  const problems: ModelProblem[] = [];
  const ids = new Set<string>();
  entries.forEach((entry, index) => {
    const found = readModel(entry, `takumo.models[${index}]`);
    if ('problems' in found) {
      problems.push(...found.problems);
    } else if (ids.has(found.id)) {
      problems.push({
        field: `takumo.models[${index}].id`,
        message: vscode.l10n.t('Another model has the id "{0}" already.', found.id),
      });
    } else {
      ids.add(found.id);
      models.push(found);
    }
  });
  return { models, problems };
}

/** Checks one entry; `field` is its place in the problems. */
export function readModel(entry: unknown, field: string): GuardedModel | { readonly problems: ModelProblem[] } {
  const problems: ModelProblem[] = [];
  const fail = (name: string, message: string) => {
    problems.push({ field: name === '' ? field : `${field}.${name}`, message });
  };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    fail('', vscode.l10n.t('A model must be an object.'));
    return { problems };
  }
  const raw = entry as Record<string, unknown>;
  const text = (name: string): string => {
    const value = raw[name];
    if (typeof value === 'string' && value.trim() !== '') {
      return value.trim();
    }
    fail(
      name,
      value === undefined ? vscode.l10n.t('It is missing.') : vscode.l10n.t('It must be a text that is not empty.'),
    );
    return '';
  };
  const count = (name: 'maxInputTokens' | 'maxOutputTokens'): number => {
    const value = raw[name];
    if (value !== undefined && (!Number.isSafeInteger(value) || (value as number) < 1)) {
      fail(name, vscode.l10n.t('It must be a whole number of 1 or more.'));
    }
    return typeof value === 'number' ? value : defaultSizes[name];
  };
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = raw[name];
    if (value !== undefined && typeof value !== 'boolean') {
      fail(name, vscode.l10n.t('It must be true or false.'));
    }
    return typeof value === 'boolean' ? value : otherwise;
  };
  for (const name of Object.keys(raw)) {
    if (!known.has(name)) {
      fail(name, vscode.l10n.t('There is no such field.'));
    }
  }
  const id = text('id');
  if (id !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id)) {
    fail('id', vscode.l10n.t('It may hold letters, digits, ".", "_" and "-" only, 64 at most.'));
  }
  const api = text('api');
  if (api !== '' && !isOneOf(apiNames, api)) {
    fail('api', vscode.l10n.t('"{0}" is not known; it must be one of {1}.', api, apiNames.join(', ')));
  }
  const { reasoning } = raw;
  if (reasoning !== undefined && !isOneOf(reasoningEfforts, reasoning)) {
    fail('reasoning', vscode.l10n.t('It must be one of {0}.', reasoningEfforts.join(', ')));
  }
  const baseUrl = readAddress(text('baseUrl'), (message) => fail('baseUrl', message));
  const model: GuardedModel = {
    id,
    name: text('name'),
    api: isOneOf(apiNames, api) ? api : 'openai-chat',
    baseUrl,
    model: text('model'),
    maxInputTokens: count('maxInputTokens'),
    maxOutputTokens: count('maxOutputTokens'),
    imageInput: flag('imageInput', false),
    toolCalling: flag('toolCalling', true),
    ...(raw.apiKeyEnv === undefined || raw.apiKeyEnv === '' ? {} : { apiKeyEnv: text('apiKeyEnv') }),
    ...(isOneOf(reasoningEfforts, reasoning) ? { reasoning } : {}),
  };
  if (model.apiKeyEnv !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(model.apiKeyEnv)) {
    fail('apiKeyEnv', vscode.l10n.t('It must be the name of an environment variable, not a key.'));
  }
  return problems.length > 0 ? { problems } : model;
}

function isOneOf<T extends string>(words: readonly T[], word: unknown): word is T {
  return (words as readonly unknown[]).includes(word);
}

/** The address of an API without a trailing slash. What is wrong with it goes to `fail`. */
export function readAddress(text: string, fail: (message: string) => void): string {
  if (text === '') {
    return '';
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    fail(vscode.l10n.t('It is not an address such as https://api.example.com/v1.'));
    return '';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    fail(vscode.l10n.t('It must begin with https:// (or http:// for this machine).'));
  } else if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail(vscode.l10n.t('Plain http is accepted for this machine only (127.0.0.1, [::1], localhost). Use https.'));
  } else if (url.username !== '' || url.password !== '') {
    fail(vscode.l10n.t('It must hold no user name or password. Store the key with "Takumo: Set Model API Key…".'));
  } else if (url.search !== '' || url.hash !== '') {
    fail(vscode.l10n.t('It must end with its path: no "?" and no "#".'));
  }
  return url.href.replace(/\/+$/, '');
}
