/**
 * VS Code's settings for the model behind inline chat, titles and commit messages: what would change, changing it, and putting back
 * exactly what was there. A setting that somebody else has changed since is left alone.
 */

/** A setting's value in the user's settings; nothing when it is not set there. */
export type SettingValue = string | undefined;

export interface UserSettings {
  /** Nothing when this VS Code has no such setting. */
  inspect(key: string): { readonly user: SettingValue; readonly workspace: SettingValue } | undefined;
  update(key: string, value: SettingValue): PromiseLike<void>;
}

/** What was changed, as it is kept: by setting. */
export type Changes = Readonly<Record<string, { readonly before: SettingValue; readonly set: string }>>;

export interface PlannedChange {
  readonly key: string;
  readonly from: SettingValue;
  readonly to: string;
  /** A workspace's own value, which wins over the user's in that workspace. */
  readonly workspace: SettingValue;
}

export interface UtilityModel {
  readonly vendor: string;
  readonly id: string;
  readonly name: string;
}

/** How each setting names a model. Read in VS Code 1.139: inline chat by its qualified name, the utility models by vendor and id. */
const settings: Readonly<Record<string, (model: UtilityModel) => string>> = {
  'inlineChat.defaultModel': ({ name, vendor }) => `${name} (${vendor})`,
  'chat.utilityModel': ({ vendor, id }) => `${vendor}/${id}`,
  'chat.utilitySmallModel': ({ vendor, id }) => `${vendor}/${id}`,
};

const utilityKeys = Object.keys(settings);

/** The settings that this VS Code has and that don't name the model yet. */
export function plan(user: UserSettings, model: UtilityModel): readonly PlannedChange[] {
  return Object.entries(settings).flatMap(([key, nameIn]) => {
    const found = user.inspect(key);
    const to = nameIn(model);
    return found === undefined || found.user === to
      ? []
      : [{ key, from: found.user, to, workspace: found.workspace === to ? undefined : found.workspace }];
  });
}

/** Makes the changes. A setting that was changed by us before keeps its first value as the one to go back to. */
export async function apply(user: UserSettings, planned: readonly PlannedChange[], before: Changes): Promise<Changes> {
  const changes: Record<string, Changes[string]> = { ...before };
  for (const { key, from, to } of planned) {
    await user.update(key, to);
    const earlier = before[key];
    changes[key] = { before: earlier !== undefined && earlier.set === from ? earlier.before : from, set: to };
  }
  return changes;
}

/** What undoing would change: only what still has the value that we set. */
export function undoable(
  user: UserSettings,
  changes: Changes,
): readonly { key: string; from: string; to: SettingValue }[] {
  return Object.entries(changes).flatMap(([key, { before, set }]) =>
    user.inspect(key)?.user === set ? [{ key, from: set, to: before }] : [],
  );
}

/** Reads what was kept: anything else than changes of our settings counts as none. */
export function readChanges(value: unknown): Changes {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value as Record<string, { before?: unknown; set?: unknown } | null>).filter(
    ([key, change]) =>
      utilityKeys.includes(key) &&
      typeof change?.set === 'string' &&
      (change.before === undefined || typeof change.before === 'string'),
  );
  return Object.fromEntries(entries) as Changes;
}
