/** Secrets of a text that can leave it for `.env`: what the detector and the policies find, and values that stand in `.env` already. */
import * as vscode from 'vscode';
import type { Detector } from '../../engine/detect/index.ts';
import type { Category, Span } from '../../engine/model.ts';
import type { PolicySet } from '../../engine/policy/index.ts';
import { loadEngine } from '../engine.ts';
import type { FoundSecret } from './move-plan.ts';

export interface SecretDeps {
  readonly policies: { get(): Promise<PolicySet> };
  detector(): Promise<Detector>;
}

/** Private hosts, names and personal data are no settings of a program. */
const movable: ReadonlySet<Category> = new Set(['KEY', 'SECRET', 'CONN', 'TOKEN']);
/** More than these in one text is a list of secrets, not a program with some. */
const most = 20;
/** UTF-16 code units. */
const mostText = 200_000;

export async function findMovable(
  deps: SecretDeps,
  text: string,
  about: { readonly path: string; readonly languageId: string },
  values: readonly string[] = [],
): Promise<readonly FoundSecret[]> {
  if (text.length > mostText) return [];
  const [set, base] = await Promise.all([deps.policies.get(), deps.detector()]);
  const found: FoundSecret[] = set
    .patternDetector(base)
    .detect(text, about)
    .filter(({ kind, category, confidence }) => kind === 'secret' && movable.has(category) && confidence !== 'low')
    .map(({ start, end, rule }) => ({ start, end, rule }));
  for (const value of values) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      const span = { start: at, end: at + value.length, rule: 'known-value' };
      if (!found.some((other) => overlap(other, span))) found.push(span);
    }
  }
  return found.length > most ? [] : found.sort((a, b) => a.start - b.start);
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The distinctive secret values of a `.env` text. */
export async function secretValues(text: string): Promise<readonly string[]> {
  const { readSecretFile, isDistinctive } = await loadEngine();
  return readSecretFile('.env', text)
    .map(({ value }) => value)
    .filter((value) => value.length >= 8 && isDistinctive(value));
}

/** How the detector and the planner are told of a document. */
export function aboutOf({ uri, languageId }: vscode.TextDocument): {
  readonly path: string;
  readonly languageId: string;
} {
  return { path: vscode.workspace.asRelativePath(uri, false).replaceAll('\\', '/'), languageId };
}
