/** Where the values that a session knows stand in a text that stays on this machine. Nothing is masked, counted or remembered. */
import type { KnownValues } from './known-values.ts';
import { findPlaceholders } from './placeholder.ts';
import { groupOverlaps } from './spans.ts';
import type { KnownPlace } from './types.ts';
import type { Vault } from './vault.ts';

/** In the order of the text, not overlapping; a placeholder's own digits are nobody's value. */
export function findKnown(text: string, values: KnownValues, vault: Vault): KnownPlace[] {
  const spans = values.find(text, 0);
  if (spans.length === 0) return [];
  const live = findPlaceholders(text).filter(({ token }) => vault.byTokenText(token) >= 0);
  const outside = spans.filter((span) => !live.some((token) => token.start <= span.start && span.end <= token.end));
  return groupOverlaps(outside).map(({ start, end, items }) => {
    const { category, type, title, kind, source } = vault.entry(items[0]!.entry);
    return { start, end, category, type, title, kind, ...(source === undefined ? {} : { source }) };
  });
}
