/** Tells by one pass over a text which custom policies can match in it, however many there are, with the detector's literal gate. */

import { createGate } from '../detect/gate.ts';
import type { Entry } from './resolve.ts';
import type { ScanText } from './types.ts';

/** Characters of all literals together: with as many states at most the gate's table stays within a few megabytes. */
const mostCharacters = 40_000;
const longestLiteral = 12;

/** The entries that may match, in their order: those whose literals stand in the text, and those that have none. */
export function createCandidates(entries: readonly Entry[]): (scan: ScanText) => readonly Entry[] {
  const literals: string[] = [];
  const owners: number[] = [];
  const always = new Set<number>();
  let characters = 0;
  entries.forEach(({ policy }, index) => {
    const own = policy.matcher?.literals?.map((literal) => literal.slice(0, longestLiteral));
    const length = own?.reduce((sum, literal) => sum + literal.length, 0) ?? 0;
    if (own === undefined || own.some(isBeyondAscii) || characters + length > mostCharacters) {
      always.add(index);
      return;
    }
    characters += length;
    for (const literal of own) {
      literals.push(literal);
      owners.push(index);
    }
  });
  const gate = literals.length > 0 ? createGate(literals) : undefined;
  return (scan) => {
    const hit = new Set(always);
    gate?.scan(scan.folded, (literal) => hit.add(owners[literal]!));
    return hit.size === 0 ? [] : entries.filter((_, index) => hit.has(index));
  };
}

/** The gate folds ASCII only. */
function isBeyondAscii(text: string): boolean {
  return /\P{ASCII}/u.test(text);
}
