/** Finds values that are assigned to given names: `NAME=value`, `name: "value"`, `{ "name": "value" }`, `name := value`, `name => value`. */

import type { Span } from '../model.ts';
import { fold } from './scan-text.ts';
import type { ScanText } from './types.ts';

const longestName = 128;
const longestValue = 4096;
const shortestValue = 4;
/** Spaces allowed on each side of the operator. */
const widestGap = 40;

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
        const value = valueAfter(scan.text, name.end, text);
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

function valueAfter(text: string, nameEnd: number, name: string): Span | undefined {
  let at = nameEnd;
  if (isQuote(text[at])) at += 1;
  if (text[at] === ']') at += 1;
  at = skipBlanks(text, at);
  let operator = operatorAt(text, at);
  if (operator === undefined) return undefined;
  at = skipBlanks(text, at + operator.length);
  // A type annotation (`name: string = "value"`): the value stands after the equals sign.
  const annotated = operator === ':' ? /^[A-Za-z_][\w.<>[\]| ]{0,80}?=(?![=>])/.exec(text.slice(at, at + 90)) : null;
  if (annotated) {
    operator = '=';
    at = skipBlanks(text, at + annotated[0].length);
  }
  // Letters before a quote mark a kind of string: Python's r"", b"", f"".
  if (/^[A-Za-z]{1,2}["']/.test(text.slice(at, at + 3))) at += text.slice(at, at + 3).search(/["']/);
  const value = isQuote(text[at]) ? quotedValue(text, at) : bareValue(text, at, name);
  return value !== undefined && value.end - value.start >= shortestValue ? value : undefined;
}

/** `==` and its like compare. */
function operatorAt(text: string, at: number): string | undefined {
  if (text.startsWith('==', at)) return undefined;
  for (const operator of [':=', '=>', '=', ':']) if (text.startsWith(operator, at)) return operator;
  return undefined;
}

function quotedValue(text: string, at: number): Span | undefined {
  const quote = text[at]!;
  const fence = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  const start = at + fence.length;
  const limit = Math.min(text.length, start + longestValue);
  for (let end = start; end < limit; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text.startsWith(fence, end)) return { start, end };
    else if (text[end] === '\n' && fence.length === 1 && quote !== '`') return undefined;
  }
  return undefined;
}

/** Without quotes: up to a blank or a mark that ends a value. An expression is not a value: a call, a member, a template, a keyword. */
function bareValue(text: string, start: number, name: string): Span | undefined {
  const limit = Math.min(text.length, start + longestValue);
  let end = start;
  while (end < limit && !/[\s,;"'`]/.test(text[end]!)) end += 1;
  const value = text.slice(start, end);
  if (/[(){}[\]<>]/.test(value) || value.startsWith('$') || value.startsWith('//')) return undefined;
  if (/^[A-Za-z_]\w*(?:[.:]+[A-Za-z_]\w*)+$/.test(value)) return undefined;
  const folded = fold(value);
  return words.has(folded) || folded === name ? undefined : { start, end };
}

const words = new Set([
  'true',
  'false',
  'null',
  'none',
  'undefined',
  'string',
  'number',
  'boolean',
  'bytes',
  'object',
  'optional',
  'required',
]);

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at - from < widestGap && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'" || char === '`';
}

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
