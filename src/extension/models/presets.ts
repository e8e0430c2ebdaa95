/** Providers that need only a key, and the servers of this machine that need none. Data: what is asked is in the commands. */
import type { ApiName } from '../chat/models.ts';

/** A part of an address that is a user's own: `{resource}` in a base URL. */
export interface PresetField {
  readonly name: 'resource' | 'region';
  readonly example: string;
  /** What a value must look like as a whole: it becomes part of a host name. */
  readonly pattern: RegExp;
}

export interface Preset {
  /** The beginning of ids made from it: lower case, no spaces. */
  readonly id: string;
  /** A proper name, the same in every language. */
  readonly label: string;
  readonly api: ApiName;
  /** `{resource}` and `{region}` stand for `fields`. */
  readonly baseUrl: string;
  readonly fields?: readonly PresetField[];
  /** The page where a key is made; absent where no key is needed. */
  readonly keyPage?: string;
  /** How keys of this provider begin, where they do. */
  readonly keyPrefix?: string;
  /** The name to begin with when the list can't be fetched. */
  readonly defaultModel: string;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly imageInput?: boolean;
  /** The default model takes an effort of reasoning. */
  readonly reasoning: boolean;
  /** The provider lists its models. */
  readonly lists: boolean;
  /** Found by `findLocalServers`. */
  readonly local?: true;
}

/** The address with its fields filled in. Each value must match its field's pattern. */
export function addressOfPreset(preset: Preset, values: Readonly<Record<string, string>>): string {
  return preset.baseUrl.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
