/** Finds values that are assigned to given names, by the detector's own grammar of assignments. */

import { operatorAfter } from '../detect/assign/operators.ts';
import { valueAt } from '../detect/assign/values.ts';
import type { Span } from '../model.ts';
import { fold } from './scan-text.ts';
import type { ScanText } from './types.ts';

const longestName = 128;
const shortestValue = 4;

/** `names` may hold `*`. A dotted name in the text (`config.internalSecret`) also fits by its last part. */
export function variableMatcher(names: readonly string[]): (scan: ScanText) => readonly Span[] {
  const shapes = names.map((name) => ({ core: coreOf(name), fits: nameMatcher(fold(name)) }));
  return (scan) => {
    const spans = new Map<number, Span>();
    for (const { core, fits } of shapes) {
      let from = 0;
      for (let hit = scan.folded.indexOf(core); hit >= 0; hit = scan.folded.indexOf(core, from)) {
        const name = nameRound(scan.folded, hit, hit + core.length);
        from = Math.max(name.end, hit + core.length);
        const text = scan.folded.slice(name.start, name.end);
        if (!fits(text) && !fits(text.slice(text.lastIndexOf('.') + 1))) continue;
        const value = valueAfter(scan.text, name, text);
        if (value) spans.set(value.start, value);
      }
    }
    return [...spans.values()].sort((a, b) => a.start - b.start);
  };
}

/** The longest part of a name without a `*`: what the text must hold. */
export function coreOf(name: string): string {
  return fold(name)
    .split('*')
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** Compares parts in order, each at its first place: no backtracking. */
function nameMatcher(glob: string): (name: string) => boolean {
  const parts = glob.split('*');
  if (parts.length === 1) return (name) => name === glob;
  const first = parts[0]!;
  const last = parts.at(-1)!;
  const middle = parts.slice(1, -1);
  return (name) => {
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    const end = name.length - last.length;
    for (const part of middle) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

function nameRound(text: string, start: number, end: number): Span {
  let left = start;
  while (left > 0 && start - left < longestName && isNameChar(text.charCodeAt(left - 1))) left -= 1;
  let right = end;
  while (right < text.length && right - end < longestName && isNameChar(text.charCodeAt(right))) right += 1;
  return { start: left, end: right };
}

/** Undefined where nothing is assigned, or what is assigned is an expression: a call, a member, a template, a keyword. */
function valueAfter(text: string, name: Span, folded: string): Span | undefined {
  const operator = operatorAfter(text, name.start, name.end);
  if (operator === undefined || operator.kind === 'compare') return undefined;
  const value = valueAt(text, operator.at, false);
  if (value === undefined || value.end - value.start < shortestValue) return undefined;
  if (!value.quoted && isExpression(text, value, folded)) return undefined;
  return { start: value.start, end: value.end };
}

function isExpression(text: string, { start, end }: Span, name: string): boolean {
  const value = text.slice(start, end);
  if (/[({[]/.test(value) || value.startsWith('$') || value.startsWith('//')) return true;
  if (/^[A-Za-z_]\w*(?:[.:]+[A-Za-z_]\w*)+$/.test(value)) return true;
  const folded = fold(value);
  return words.has(folded) || folded === name;
}

const words: ReadonlySet<string> = new Set(
  'true false null none undefined string number boolean bytes object optional required'.split(' '),
);

/** Letters, digits, `_`, `$`, `.` and `-`; the text is folded. */
function isNameChar(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code === 46 ||
    code === 45
  );
}
