/** Runs a user's pattern: linear in the text by RE2's automata, and only on texts that hold one of its literals. */

import { RE2JS } from 're2js';
import type { Span } from '../model.ts';
import { requiredLiterals } from './literals.ts';
import type { ScanText } from './types.ts';

export interface Pattern {
  /** Undefined: no literal could be found, so the pattern runs over each text whole. */
  readonly literals: readonly string[] | undefined;
  /** False when the text can't hold a match. */
  mayMatch(scan: ScanText): boolean;
  /** Matches in order, none empty. `offset` is added to each span. */
  find(text: string, offset?: number): readonly Span[];
}

/** The pattern, or why it can't be run, in words that quote no more than a construct's first signs. */
export function compilePattern(source: string): Pattern | { readonly unsupported: string } {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    return { unsupported: reasonOf(error, source) };
  }
  const literals = requiredLiterals(source);
  const group = 'value' in compiled.namedGroups() ? 'value' : undefined;
  return {
    literals,
    mayMatch: ({ folded }) => literals === undefined || literals.some((literal) => folded.includes(literal)),
    find(text, offset = 0) {
      const spans: Span[] = [];
      const matcher = compiled.matcher(text);
      while (matcher.find()) {
        const start = group === undefined ? matcher.start() : matcher.start(group);
        const end = group === undefined ? matcher.end() : matcher.end(group);
        if (start >= 0 && end > start) spans.push({ start: start + offset, end: end + offset });
      }
      return spans;
    },
  };
}

/** True when the pattern matches nothing at all, which would be everywhere. */
export function matchesEmpty(source: string): boolean {
  return RE2JS.compile(source).matcher('').find();
}

const constructs: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'look-ahead and look-behind are not in RE2'],
  [/\(\?>/, 'atomic groups are not in RE2'],
  [/\\[1-9]|\\k</, 'back references are not in RE2'],
  [/[*+?}]\+/, 'possessive quantifiers are not in RE2'],
];

function reasonOf(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : '';
  // The library's message ends in a piece of the pattern between back quotes, which may be long or hold what it looks for.
  const said = message.replace(/^error parsing regexp: /, '').replace(/:? *`[\s\S]*$/, '');
  const known = constructs.find(([sign]) => sign.test(source))?.[1];
  if (/missing|unexpected|invalid character class|trailing/.test(said) || known === undefined)
    return said || 'RE2 refuses it';
  return known;
}
