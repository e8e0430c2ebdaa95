/**
 * Restores text in the editor, by a person's own gesture: every live token of this window's session, in the form in which its value was
 * first seen, under what the policies say of values that come back. A forged token, and one of another session, restores nothing.
 */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import type { RehydratePolicy } from '../../engine/model.ts';
import type { PolicySet } from '../../engine/policy/index.ts';
import type { WindowSession } from '../session/window-session.ts';
import { planRestore, type Restored, type RestorePlan } from './restore-lines.ts';

/** What the features of tokens in documents share. */
export interface TokenDeps {
  readonly session: WindowSession<Session>;
  readonly policies: { get(): Promise<PolicySet>; readonly current: PolicySet | undefined };
}

/** Restores one text; asks neither for the session nor for a policy any more. */
export type Restore = (text: string) => Restored;

/** Undefined when a policy lets no value come back. `prose`: not inside links, images and tags, which fetch when they are drawn. */
export async function createRestore(
  { session, policies }: TokenDeps,
  sink: 'plain' | 'prose' = 'plain',
): Promise<Restore | undefined> {
  const [live, set] = await Promise.all([session.get(), policies.get()]);
  const rules: RehydratePolicy | undefined = set.settings.rehydrate?.value;
  if (rules?.mode === 'never') return undefined;
  const never = new Set(rules?.neverCategories ?? []);
  return (text) => {
    const result = live.rehydrate(text, { never, sink });
    return result;
  };
}

/** Restores in a document, or says why it can't. */
export async function planDocument(deps: TokenDeps, text: string): Promise<RestorePlan | undefined> {
  const restore = await createRestore(deps);
  return restore && planRestore(text, restore);
}

export function tellForbidden(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('A policy says that values are not restored, so the tokens stay.'),
  );
}
