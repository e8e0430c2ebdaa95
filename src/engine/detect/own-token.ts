/** Recognises our own canonical placeholders: they stand for a secret and are none. What stands round them is scanned as ever. */

import { opening, placeholderAt } from '../tokenize/placeholder.ts';

/** The end of the canonical placeholder that begins at `at`, or -1. */
export function ownTokenEnd(text: string, at: number): number {
  if (!text.startsWith(opening, at)) return -1;
  const token = placeholderAt(text, at);
  return token === undefined ? -1 : at + token.length;
}

/** The parts of [start, end) which are not placeholders. */
export function partsBetweenOwnTokens(
  text: string,
  start: number,
  end: number,
): readonly { start: number; end: number }[] {
  let at = text.indexOf(opening, start);
  if (at < 0 || at >= end) return [{ start, end }];
  const parts: { start: number; end: number }[] = [];
  let from = start;
  while (at >= 0 && at < end) {
    const after = ownTokenEnd(text, at);
    if (after > 0 && after <= end) {
      if (at > from) parts.push({ start: from, end: at });
      from = after;
    }
    at = text.indexOf(opening, Math.max(at + 1, after));
  }
  if (from < end) parts.push({ start: from, end });
  return parts;
}
