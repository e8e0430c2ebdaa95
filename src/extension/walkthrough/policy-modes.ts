/**
 * The built-in policies in the groups a person thinks in, and the setting `takumo.policies.modes` with one group or all of them changed.
 * What the setting says of other names stays as it is.
 */

export type Mode = 'block' | 'warn' | 'monitor';

/** What a person chooses: a mode, or what the product does by itself. */
export type Choice = Mode | 'default';

export type GroupId = 'keys' | 'passwords' | 'databases' | 'env' | 'hosts' | 'personal';

export interface PolicyGroup {
  readonly id: GroupId;
  /** Names of built-in policies. Together the groups name each of them once. */
  readonly policies: readonly string[];
}

export const policyGroups: readonly PolicyGroup[] = [
  {
    id: 'keys',
    policies: [
      'aws-keys',
      'stripe-keys',
      'github-tokens',
      'ai-provider-keys',
      'chat-and-registry-tokens',
      'jwt-and-bearer',
      'private-keys',
    ],
  },
  { id: 'passwords', policies: ['named-secrets', 'other-secrets'] },
  { id: 'databases', policies: ['database-urls'] },
  { id: 'env', policies: ['known-values'] },
  { id: 'hosts', policies: ['private-hosts'] },
  { id: 'personal', policies: ['pii'] },
];

type Modes = Readonly<Record<string, unknown>>;

/** The setting with these groups changed; undefined when nothing is left of it, so that the default holds. */
export function withChoice(modes: unknown, groups: readonly PolicyGroup[], choice: Choice): Modes | undefined {
  const next: Record<string, unknown> = { ...entriesOf(modes) };
  for (const name of groups.flatMap((group) => group.policies)) {
    if (choice === 'default') delete next[name];
    else next[name] = choice;
  }
  return Object.keys(next).length === 0 ? undefined : next;
}

/** For everything at once: personal data is a switch of its own, and looking for it is nobody's default. */
export function withChoiceForAll(modes: unknown, choice: Choice): Modes | undefined {
  const all = policyGroups.filter((group) => choice === 'default' || group.id !== 'personal');
  return withChoice(modes, all, choice);
}

/** What the setting says of a group: a mode, `default` when it says nothing, `mixed` when its policies differ. */
export function choiceOf(modes: unknown, group: PolicyGroup): Choice | 'mixed' {
  const entries = entriesOf(modes);
  const found = new Set(group.policies.map((name) => modeOf(entries[name])));
  const [first = 'default'] = found;
  return found.size === 1 ? first : 'mixed';
}

/** What it says of everything but personal data. */
export function choiceOfAll(modes: unknown): Choice | 'mixed' {
  const policies = policyGroups.filter((group) => group.id !== 'personal').flatMap((group) => group.policies);
  return choiceOf(modes, { id: 'keys', policies });
}

function entriesOf(modes: unknown): Modes {
  return typeof modes === 'object' && modes !== null && !Array.isArray(modes) ? (modes as Modes) : {};
}

function modeOf(value: unknown): Choice {
  return value === 'block' || value === 'warn' || value === 'monitor' ? value : 'default';
}
