/** Compiles what a custom policy looks for: pattern and variable names, narrowed by paths and by keywords nearby. */

import type { Span } from '../model.ts';
import { canonicalJson } from './canonical-json.ts';
import { pathMatcher } from './globs.ts';
import { compilePattern, matchesEmpty, type Pattern } from './pattern.ts';
import { fold } from './scan-text.ts';
import type { PolicyMatcher, ScanText } from './types.ts';
import { coreOf, variableMatcher } from './variables.ts';

export interface MatcherFields {
  readonly pattern: string | undefined;
  readonly variableNames: readonly string[];
  readonly paths: readonly string[];
  readonly keywords: readonly string[];
  readonly keywordDistance: number;
}

/** The matcher, or what is wrong with the pattern: `unsupported` when RE2 can't run it, `useless` when it would match everywhere. */
export type MatcherResult =
  | { readonly matcher: PolicyMatcher }
  | { readonly unsupported: string }
  | { readonly useless: string };

export function compileMatcher(fields: MatcherFields): MatcherResult {
  let pattern: Pattern | undefined;
  if (fields.pattern !== undefined) {
    const compiled = compilePattern(fields.pattern);
    if ('unsupported' in compiled) return compiled;
    if (matchesEmpty(fields.pattern))
      return { useless: 'The pattern matches an empty text, so it would match everywhere.' };
    pattern = compiled;
  }
  const paths = fields.paths.length > 0 ? pathMatcher(fields.paths) : undefined;
  const values = fields.variableNames.length > 0 ? variableMatcher(fields.variableNames) : undefined;
  const near = keywordMatcher(fields.keywords, fields.keywordDistance);
  const unaided =
    pattern !== undefined && pattern.literals === undefined && values === undefined && fields.keywords.length === 0;
  return {
    matcher: {
      key: keyOf(fields),
      literals: literalsOf(fields, pattern),
      appliesTo: (path) => path === undefined || paths === undefined || paths(path),
      notes: unaided
        ? ['Its pattern holds no literal of three characters and it has no keywords, so it runs over every text whole.']
        : [],
      find(scan) {
        if (!near.mayMatch(scan) || pattern?.mayMatch(scan) === false) return [];
        return near.filter(scan, spansOf(scan, pattern, values));
      },
    },
  };
}

/** What is needed most rarely: the pattern's own literals, else the names', else the keywords. */
function literalsOf(
  { variableNames, keywords }: MatcherFields,
  pattern: Pattern | undefined,
): readonly string[] | undefined {
  if (pattern?.literals) return pattern.literals;
  if (variableNames.length > 0) return variableNames.map(coreOf);
  return keywords.length > 0 ? keywords.map(fold) : undefined;
}

function spansOf(
  scan: ScanText,
  pattern: Pattern | undefined,
  values: ((scan: ScanText) => readonly Span[]) | undefined,
): readonly Span[] {
  if (values === undefined) return pattern?.find(scan.text) ?? [];
  const assigned = values(scan);
  if (pattern === undefined) return assigned;
  return assigned.flatMap(({ start, end }) => pattern.find(scan.text.slice(start, end), start));
}

/** Same pattern and matchers, same key; the order of a list doesn't matter, nor does a distance without keywords. */
function keyOf({ pattern, variableNames, paths, keywords, keywordDistance }: MatcherFields): string {
  const sorted = (list: readonly string[]) => [...new Set(list)].sort();
  const distance = keywords.length > 0 ? keywordDistance : 0;
  return canonicalJson([pattern ?? null, sorted(variableNames), sorted(paths), sorted(keywords.map(fold)), distance]);
}

function keywordMatcher(keywords: readonly string[], distance: number) {
  const folded = keywords.map(fold);
  return {
    mayMatch: (scan: ScanText) => folded.length === 0 || folded.some((keyword) => scan.folded.includes(keyword)),
    filter(scan: ScanText, spans: readonly Span[]): readonly Span[] {
      if (folded.length === 0) return spans;
      return spans.filter(({ start, end }) => {
        const before = scan.folded.slice(Math.max(0, start - distance), start);
        const after = scan.folded.slice(end, end + distance);
        return folded.some((keyword) => before.includes(keyword) || after.includes(keyword));
      });
    },
  };
}
