/** The typed messages between the extension and the Activity view. They carry counts, rule ids, times and localized words. */
import type { Category } from '../../engine/model.ts';
import { isCounts, isObject, isText, isTexts } from '../base/shapes.ts';
import type { ActivityRow } from './summary.ts';

export interface ActivityWords {
  readonly title: string;
  readonly period: string;
  readonly periods: { readonly day: string; readonly week: string };
  readonly showTable: string;
  readonly empty: string;
  readonly openChat: string;
  readonly requests: string;
  readonly keptBack: string;
  readonly restored: string;
  readonly blocked: string;
  readonly unguarded: string;
  readonly added: string;
  readonly median: string;
  readonly p95: string;
  readonly byType: string;
  readonly findings: string;
  readonly none: string;
  readonly time: string;
  readonly count: string;
  readonly type: string;
  readonly rule: string;
  /** A name and a value: `{0}: {1}`. */
  readonly pair: string;
  readonly categories: Readonly<Record<Category, string>>;
}

/** Everything; what was shown before is replaced. */
export interface ActivityData {
  readonly type: 'data';
  readonly words: ActivityWords;
  /** BCP 47 tag for dates and numbers. */
  readonly language: string;
  readonly rows: readonly ActivityRow[];
}

export interface ActivityMore {
  readonly type: 'more';
  readonly rows: readonly ActivityRow[];
}

export type ToActivity = ActivityData | ActivityMore;
export type FromActivity = { readonly type: 'ready' | 'chat' };

/** Checks a message from the view: anything else is ignored. */
export function readFromActivity(message: unknown): FromActivity | undefined {
  const type = isObject(message) ? message.type : undefined;
  return type === 'ready' || type === 'chat' ? { type } : undefined;
}

/** Checks a message to the view, as far as the view relies on it. A row that is none is left out. */
export function readToActivity(message: unknown): ToActivity | undefined {
  if (!isObject(message) || !Array.isArray(message.rows)) return undefined;
  const rows = message.rows.filter(isRow);
  if (message.type === 'more') return { type: 'more', rows };
  const known = message.type === 'data' && isObject(message.words) && isText(message.language, 64);
  return known ? { ...(message as unknown as ActivityData), rows } : undefined;
}

function isRow(value: unknown): value is ActivityRow {
  return (
    isObject(value) &&
    isText(value.id, 500) &&
    ['time', 'restored', 'added'].every((name) => typeof value[name] === 'number') &&
    ['sent', 'blocked', 'failed', 'unguarded'].includes(value.decision as string) &&
    isCounts(value.byCategory) &&
    isCounts(value.byDetector) &&
    isTexts(value.sentinel)
  );
}
