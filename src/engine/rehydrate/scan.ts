/**
 * Finds the next token in a text that may not be complete. What it decides never depends on text that has not come yet, so that a stream and
 * the whole text see the same tokens.
 */
import { beginnings, readMangled } from '../tokenize/mangled.ts';
import { placeholderAt } from '../tokenize/placeholder.ts';

/** What may be done with a canonical token: `keep` is for one that is known and not to be restored here. */
export type Permission = 'restore' | 'keep' | 'unknown';

export interface Found {
  readonly start: number;
  /** Where the token ends, or for one that stays: how far the text is settled. */
  readonly end: number;
  readonly permission: Permission;
  /** Canonical, for a token that may be restored; else as it stands there. */
  readonly token: string;
  readonly mangled: boolean;
}

/** A token, or how far the text holds none; the rest can still become one. */
export type Step = { readonly found: Found } | { readonly found: undefined; readonly settled: number };

export function nextToken(text: string, from: number, final: boolean, permission: (token: string) => Permission): Step {
  beginnings.lastIndex = from;
  for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
    const start = match.index;
    const canonical = placeholderAt(text, start);
    if (canonical !== undefined) {
      const allowed = permission(canonical);
      // What is only shaped like a token may share its last underscores with one that is.
      const end = start + canonical.length - (allowed === 'unknown' ? 2 : 0);
      return { found: { start, end, permission: allowed, token: canonical, mangled: false } };
    }
    const mangled = readMangled(text, start, final);
    if (mangled === 'more') return { found: undefined, settled: start };
    if (mangled === undefined) continue;
    const known = new Map<string, { end: number; permission: Permission }>();
    for (const reading of mangled.readings) {
      const allowed = permission(reading.token);
      if (allowed !== 'unknown') known.set(reading.token, { end: reading.end, permission: allowed });
    }
    const [only] = known;
    if (known.size === 1 && only !== undefined) {
      return { found: { start, token: only[0], mangled: true, ...only[1] } };
    }
    const token = text.slice(start, mangled.end);
    return { found: { start, end: mangled.resume, permission: 'unknown', token, mangled: true } };
  }
  return { found: undefined, settled: text.length };
}
