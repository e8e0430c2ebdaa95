/** The typed messages between the extension and the tab "What Left". They carry receipts (metadata) and localized words, never a value. */
import type { Receipt } from '../../engine/model.ts';
import { isCounts, isObject, isText, isTexts } from '../base/shapes.ts';
import type { WhatLeftWords } from './words.ts';

/** Everything; what was shown before is replaced. */
export interface WhatLeftData {
  readonly type: 'data';
  readonly words: WhatLeftWords;
  /** BCP 47 tag for dates and numbers. */
  readonly language: string;
  /** Newest first. */
  readonly receipts: readonly Receipt[];
  /** How many receipts are kept; more than `receipts` holds when there are very many. */
  readonly kept: number;
  readonly damaged: number;
  readonly zdr: boolean;
  /** What was searched for when the tab was hidden. */
  readonly query: string;
}

/** Receipts of requests that have just ended, newest first. */
export interface WhatLeftMore {
  readonly type: 'more';
  readonly receipts: readonly Receipt[];
}

export type ToWhatLeft = WhatLeftData | WhatLeftMore;

export type FromWhatLeft =
  | { readonly type: 'ready' | 'export' | 'copy' | 'chat' }
  /** What is searched for. The extension keeps it in memory, since the view's own state may be written to disk. */
  | { readonly type: 'query'; readonly query: string };

export const longestQuery = 200;

/** Checks a message from the view: anything else is ignored. */
export function readFromWhatLeft(message: unknown): FromWhatLeft | undefined {
  if (!isObject(message)) return undefined;
  const { type, query } = message;
  if (type === 'query') return isText(query, longestQuery) ? { type, query } : undefined;
  return type === 'ready' || type === 'export' || type === 'copy' || type === 'chat' ? { type } : undefined;
}

/** Checks a message to the view, as far as the view relies on it. One receipt that is none is left out; the others are shown. */
export function readToWhatLeft(message: unknown): ToWhatLeft | undefined {
  if (!isObject(message) || !Array.isArray(message.receipts)) return undefined;
  const receipts = message.receipts.filter(isReceipt);
  if (message.type === 'more') return { type: 'more', receipts };
  const known = message.type === 'data' && isObject(message.words) && isText(message.language, 64);
  return known ? { ...(message as unknown as WhatLeftData), receipts } : undefined;
}

/** Whether something has the shape of a receipt: also asked of what was stored by another version. */
export function isReceipt(value: unknown): value is Receipt {
  if (!isObject(value)) return false;
  const { durations, policies, usage, places, conversation } = value;
  return (
    ['id', 'time', 'surface', 'model', 'provider', 'enforcement', 'posture'].every((name) =>
      isText(value[name], 500),
    ) &&
    ['bytesOut', 'bytesIn', 'tokensRestored'].every((name) => typeof value[name] === 'number') &&
    ['sent', 'blocked', 'failed', 'unguarded'].includes(value.decision as string) &&
    isCounts(value.byCategory) &&
    isCounts(value.byDetector) &&
    isTexts(value.findings) &&
    isTexts(value.unscannable) &&
    isObject(durations) &&
    ['guard', 'upstream', 'inbound'].every((name) => typeof durations[name] === 'number') &&
    Array.isArray(policies) &&
    policies.every((policy) => isObject(policy) && isText(policy.name, 500) && typeof policy.revision === 'number') &&
    (places === undefined || isTexts(places)) &&
    (conversation === undefined || isText(conversation, 500)) &&
    (usage === undefined || (isObject(usage) && typeof usage.input === 'number' && typeof usage.output === 'number'))
  );
}
