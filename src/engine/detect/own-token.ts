/** Recognises our own canonical placeholders: they stand for a secret and are none. What stands round them is scanned as ever. */

import { opening, placeholderAt } from '../tokenize/placeholder.ts';

/** The end of the canonical placeholder that begins at `at`, or -1. */
export function ownTokenEnd(text: string, at: number): number {
  if (!text.startsWith(opening, at)) return -1;
  const token = placeholderAt(text, at);
  return token === undefined ? -1 : at + token.length;
}

/** The parts of [start, end) which are not placeholders. Looks at nothing outside. */
export function partsBetweenOwnTokens(
  text: string,
  start: number,
  end: number,
): readonly { start: number; end: number }[] {
  const within = text.slice(start, end);
  let at = within.indexOf(opening);
  if (at < 0) return [{ start, end }];
  const parts: { start: number; end: number }[] = [];
  let from = 0;
  while (at >= 0) {
    const after = ownTokenEnd(within, at);
    if (after > 0) {
      if (at > from) parts.push({ start: start + from, end: start + at });
      from = after;
    }
    at = within.indexOf(opening, Math.max(at + 1, after));
  }
  if (start + from < end) parts.push({ start: start + from, end });
  return parts;
}
