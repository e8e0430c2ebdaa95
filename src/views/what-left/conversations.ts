/** Receipts as a person looks for them: by conversation, newest first, searched by every word that is shown. Pure. */
import type { Category, Counts, Receipt } from '../../engine/model.ts';
import { type Formats, insert } from '../base/formats.ts';
import type { ReceiptWords } from './words.ts';

/** The requests of one conversation; a receipt that names none is one by itself. */
export interface Conversation {
  /** Unique among all; the same when more requests come. */
  readonly id: string;
  /** Newest first, at least one. */
  readonly requests: readonly Receipt[];
}

/** A fact about a receipt: its name and its value, both for a person. */
export interface Detail {
  readonly name: string;
  readonly value: string;
}

/** Groups receipts, given newest first: the conversation with the newest request comes first. */
export function groupByConversation(receipts: readonly Receipt[]): readonly Conversation[] {
  const groups = new Map<string, Receipt[]>();
  for (const receipt of receipts) {
    const id = receipt.conversation === undefined ? `r:${receipt.id}` : `c:${receipt.conversation}`;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [receipt]);
    else group.push(receipt);
  }
  return [...groups].map(([id, requests]) => ({ id, requests }));
}

/** The models of a conversation, each once, the newest first. */
export function modelsOf({ requests }: Conversation): readonly string[] {
  return [...new Set(requests.map(({ model }) => model))];
}

/** Secrets that were kept back: what was found in a request that went out unguarded was not. */
export function keptBack(receipts: readonly Receipt[]): number {
  return receipts.reduce(
    (sum, { decision, byCategory }) => sum + (decision === 'unguarded' ? 0 : total(byCategory)),
    0,
  );
}

/** Makes a search: receipts in which every word of the query stands somewhere, whatever its case. */
export function createSearch(words: ReceiptWords): (receipts: readonly Receipt[], query: string) => readonly Receipt[] {
  const texts = new WeakMap<Receipt, string>();
  const textOf = (receipt: Receipt): string => {
    let text = texts.get(receipt);
    if (text === undefined) {
      text = searchText(receipt, words);
      texts.set(receipt, text);
    }
    return text;
  };
  return (receipts, query) => {
    const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
    return parts.length === 0
      ? receipts
      : receipts.filter((receipt) => parts.every((part) => textOf(receipt).includes(part)));
  };
}

/** `API keys: 2`, for each category or rule. */
export function pairs(counts: Counts, words: ReceiptWords, formats: Formats): readonly string[] {
  return Object.entries(counts).map(([name, count]) =>
    insert(words.pair, words.categories[name as Category] ?? name, formats.number(count)),
  );
}

/** Everything a receipt says, in the order in which it is shown; facts that it hasn't are left out. */
export function detailsOf(receipt: Receipt, words: ReceiptWords, formats: Formats): readonly Detail[] {
  const { usage, durations } = receipt;
  const policies = receipt.policies.map(({ name, revision }) => (revision === 0 ? name : `${name} (${revision})`));
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.time, `${formats.moment(receipt.time)} · ${words.surfaces[receipt.surface] ?? receipt.surface}`],
    [words.model, insert(words.modelAt, receipt.model, receipt.provider)],
    [words.found, formats.list(pairs(receipt.byCategory, words, formats)) || words.nothingFound],
    [words.rules, formats.list(pairs(receipt.byDetector, words, formats))],
    [words.places, formats.list(receipt.places ?? [])],
    [words.policies, formats.list(policies)],
    [words.sent, formats.bytes(receipt.bytesOut)],
    [words.received, receipt.decision === 'blocked' ? undefined : formats.bytes(receipt.bytesIn)],
    [words.restored, receipt.decision === 'blocked' ? undefined : formats.number(receipt.tokensRestored)],
    [words.findings, formats.list(receipt.findings)],
    [words.unscannable, formats.list(receipt.unscannable)],
    [words.modelTokens, usage === undefined ? undefined : modelTokens(usage, words, formats)],
    [words.added, formats.ms(durations.guard + durations.inbound)],
    [words.provider, receipt.decision === 'blocked' ? undefined : formats.ms(durations.upstream)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function modelTokens(usage: NonNullable<Receipt['usage']>, words: ReceiptWords, formats: Formats): string {
  const [input, output] = [formats.number(usage.input), formats.number(usage.output)];
  return usage.cached === undefined
    ? insert(words.inOut, input, output)
    : insert(words.inCachedOut, input, formats.number(usage.cached), output);
}

function searchText(receipt: Receipt, words: ReceiptWords): string {
  return [
    receipt.time,
    receipt.model,
    receipt.provider,
    receipt.surface,
    words.surfaces[receipt.surface] ?? '',
    receipt.decision,
    words.decisions[receipt.decision],
    ...Object.keys(receipt.byCategory).flatMap((name) => [name, words.categories[name as Category] ?? '']),
    ...Object.keys(receipt.byDetector),
    ...receipt.policies.map(({ name }) => name),
    ...receipt.findings,
    ...receipt.unscannable,
    ...(receipt.places ?? []),
  ]
    .join('\n')
    .toLowerCase();
}
