/**
 * Which settings keep Copilot's completions away from files that hold secrets, what they were before, and the way back. Pure: the command
 * shows the plan, and writes it. Undo gives back exactly what was there, and leaves alone what somebody changed since.
 */

/** Files that hold secrets by their nature, as patterns of `files.associations`. */
export const secretFilePatterns = [
  '**/.env',
  '**/.env.*',
  '**/.envrc',
  '*.pem',
  '*.key',
  '*.tfvars',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '.git-credentials',
  '.pgpass',
  '**/.aws/credentials',
  '**/.kube/config',
] as const;

export const enableSetting = 'github.copilot.enable';
export const associationsSetting = 'files.associations';

type SettingName = typeof enableSetting | typeof associationsSetting;
type Values = Readonly<Record<string, unknown>>;

/** One property of one of the two settings. `before` is absent where the user had not set it. */
export interface SettingChange {
  readonly setting: SettingName;
  readonly key: string;
  readonly before?: unknown;
  readonly after: unknown;
}

/** The user's own values of the two settings; undefined where a setting is not set at all. */
export interface UserSettings {
  readonly [enableSetting]: Values | undefined;
  readonly [associationsSetting]: Values | undefined;
}

/** What was written, to be undone: kept outside the settings. `unset`: the settings that the user had not set at all. */
export interface ProtectionRecord {
  readonly changes: readonly SettingChange[];
  readonly unset: readonly SettingName[];
}

/** A language of which only files with secrets are: highlighting for `NAME=value`, and nobody's programs are affected. */
export function secretLanguage(languages: readonly string[]): string {
  return languages.includes('dotenv') ? 'dotenv' : 'properties';
}

/** What would change. Empty when everything is as it should be. */
export function planProtection(user: UserSettings, language: string): readonly SettingChange[] {
  const change = (setting: SettingName, key: string, after: unknown): SettingChange[] => {
    const values = user[setting];
    if (values !== undefined && Object.hasOwn(values, key)) {
      return values[key] === after ? [] : [{ setting, key, before: values[key], after }];
    }
    return [{ setting, key, after }];
  };
  return [
    ...change(enableSetting, language, false),
    ...secretFilePatterns.flatMap((pattern) => change(associationsSetting, pattern, language)),
  ];
}

/** The settings with some changes made, for those settings that change. */
export function withChanges(
  user: UserSettings,
  changes: readonly SettingChange[],
): Partial<Record<SettingName, Values>> {
  const result: Partial<Record<SettingName, Record<string, unknown>>> = {};
  for (const { setting, key, after } of changes) {
    const values = result[setting] ?? { ...user[setting] };
    values[key] = after;
    result[setting] = values;
  }
  return result;
}

/** Adds changes to the record: of a property that was changed before, the oldest value stays the one to give back. */
export function recordChanges(
  record: ProtectionRecord | undefined,
  user: UserSettings,
  changes: readonly SettingChange[],
): ProtectionRecord {
  const known = record?.changes ?? [];
  const merged = changes.map((change) => {
    const first = known.find(({ setting, key }) => setting === change.setting && key === change.key);
    if (first === undefined) return change;
    const { setting, key, after } = change;
    return 'before' in first ? { setting, key, before: first.before, after } : { setting, key, after };
  });
  const kept = known.filter((old) => !merged.some(({ setting, key }) => setting === old.setting && key === old.key));
  const touched = new Set(known.map(({ setting }) => setting));
  const unset = ([enableSetting, associationsSetting] as const).filter(
    (name) => record?.unset.includes(name) === true || (!touched.has(name) && user[name] === undefined),
  );
  return { changes: [...kept, ...merged], unset };
}

export interface Undone {
  /** What each setting becomes; undefined: it is removed, as it was not there. */
  readonly settings: ReadonlyMap<SettingName, Values | undefined>;
  /** Properties that somebody changed since: they stay. */
  readonly left: readonly SettingChange[];
}

export function undoProtection(record: ProtectionRecord, user: UserSettings): Undone {
  const settings = new Map<SettingName, Record<string, unknown>>();
  const left: SettingChange[] = [];
  for (const change of record.changes) {
    const { setting, key, after } = change;
    const values = settings.get(setting) ?? { ...user[setting] };
    if (!Object.hasOwn(values, key) || values[key] !== after) {
      left.push(change);
      continue;
    }
    if ('before' in change) values[key] = change.before;
    else delete values[key];
    settings.set(setting, values);
  }
  const result = new Map<SettingName, Values | undefined>();
  for (const [name, values] of settings) {
    result.set(name, Object.keys(values).length === 0 && record.unset.includes(name) ? undefined : values);
  }
  return { settings: result, left };
}
