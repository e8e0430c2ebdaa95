/** `Takumo: Choose What Happens…`: asks, tells or keeps quiet when a secret is found, for everything or by kind. Tokens leave in each case. */
import * as vscode from 'vscode';
import type { Policies } from '../policy/policies.ts';
import {
  type Choice,
  choiceOf,
  choiceOfAll,
  type GroupId,
  type PolicyGroup,
  policyGroups,
  withChoice,
  withChoiceForAll,
} from './policy-modes.ts';

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
  readonly group?: PolicyGroup;
}

/** Shows the list again after each change, so that several kinds can be set; Escape ends. True when something was changed. */
export async function chooseModes(policies: Policies): Promise<boolean> {
  let changed = false;
  for (;;) {
    const modes = userModes();
    const picked = await vscode.window.showQuickPick<ChoiceItem>(
      [
        ...choices(choiceOfAll(modes), false),
        { label: vscode.l10n.t('By kind'), kind: vscode.QuickPickItemKind.Separator },
        ...policyGroups.map((group) => ({
          label: groupName(group.id),
          description: [choiceName(choiceOf(modes, group), group), heldNote(policies, group)]
            .filter(Boolean)
            .join(' · '),
          group,
        })),
      ],
      {
        title: vscode.l10n.t('When a request holds a secret'),
        placeHolder: vscode.l10n.t('Secrets leave as tokens in each case. Escape closes.'),
      },
    );
    if (picked?.choice !== undefined) {
      await save(withChoiceForAll(modes, picked.choice));
      return true;
    }
    if (picked?.group === undefined) return changed;
    changed = (await chooseForGroup(picked.group)) || changed;
  }
}

async function chooseForGroup(group: PolicyGroup): Promise<boolean> {
  const picked = await vscode.window.showQuickPick<ChoiceItem>(choices(choiceOf(userModes(), group), true, group), {
    title: vscode.l10n.t('When a request holds this: {0}', groupName(group.id)),
  });
  if (picked?.choice === undefined) return false;
  await save(withChoice(userModes(), [group], picked.choice));
  return true;
}

/** `single`: for one group, whose default is another than the product's as a whole. */
function choices(current: Choice | 'mixed', single: boolean, group?: PolicyGroup): ChoiceItem[] {
  const { t } = vscode.l10n;
  const item = (choice: Choice, icon: string, label: string, detail: string): ChoiceItem => ({
    label: `$(${icon}) ${label}`,
    detail,
    choice,
    ...(current === choice ? { description: t('chosen') } : {}),
  });
  const ask = t('The request waits until you have looked at what was found.');
  const tell = t('The request goes out with tokens, and a quiet notice says what was kept back.');
  const quiet = t('The request goes out with tokens, without a word. The receipt has it.');
  if (!single)
    return [
      item('default', 'question', t('Ask me'), ask),
      item('warn', 'bell', t('Tell me'), tell),
      item('monitor', 'eye-closed', t('Tokenize quietly'), quiet),
    ];
  return [
    item('default', 'discard', t('As Takumo does by itself'), defaultDetail(group)),
    item('block', 'question', t('Ask me'), ask),
    item('warn', 'bell', t('Tell me'), tell),
    item('monitor', 'eye-closed', t('Tokenize quietly'), quiet),
  ];
}

function defaultDetail(group: PolicyGroup | undefined): string {
  switch (group?.id) {
    case 'hosts':
      return vscode.l10n.t('Private hosts are in nearly every request: they leave as tokens, and Takumo tells you.');
    case 'personal':
      return vscode.l10n.t('Takumo looks for personal data only when you choose one of the three below.');
    default:
      return vscode.l10n.t('Takumo asks.');
  }
}

function choiceName(choice: Choice | 'mixed', group: PolicyGroup): string {
  const { t } = vscode.l10n;
  switch (choice) {
    case 'block':
      return t('Ask me');
    case 'warn':
      return t('Tell me');
    case 'monitor':
      return t('Tokenize quietly');
    case 'mixed':
      return t('Not all the same');
    case 'default':
      return group.id === 'hosts' ? t('Tell me') : group.id === 'personal' ? t('Off') : t('Ask me');
  }
}

function groupName(id: GroupId): string {
  const { t } = vscode.l10n;
  switch (id) {
    case 'keys':
      return t('API keys, tokens and private keys');
    case 'passwords':
      return t('Passwords and other secrets');
    case 'databases':
      return t('Database URLs with a password');
    case 'env':
      return t('Values of your .env files');
    case 'hosts':
      return t('Private hosts and addresses');
    case 'personal':
      return t('Personal data');
  }
}

/** Says so where an organization's lock makes a looser choice idle. */
function heldNote(policies: Policies, group: PolicyGroup): string | undefined {
  const set = policies.current;
  if (set?.organization === undefined) return undefined;
  const held = set
    .describe()
    .some((state) => state.locked && state.source !== 'user' && group.policies.includes(state.name));
  return held ? vscode.l10n.t('held by {0}', set.organization) : undefined;
}

/** The user's own value: a workspace can't set it. */
function userModes(): unknown {
  return vscode.workspace.getConfiguration('takumo').inspect<unknown>('policies.modes')?.globalValue;
}

async function save(modes: Readonly<Record<string, unknown>> | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('takumo').update('policies.modes', modes, vscode.ConfigurationTarget.Global);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Takumo does so from the next request on.'), 4000);
}
