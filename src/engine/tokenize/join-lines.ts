/**
 * Reads a text as if nothing broke its lines: a wrap with indentation, a backslash at the end, string literals put together over lines,
 * and, on demand, the signs that diffs, quotations and comments put before a line.
 */
import type { Reading } from './decode.ts';
import type { View } from './view.ts';

export const joinLines: Reading = (source, target) => join(source, target, false);

/** Also drops `+`, `-`, `>`, `#`, `*`, `|` and `//` where a line begins. Says false when no line begins so. */
export const joinMarkedLines: Reading = (source, target) => join(source, target, true);

function join(source: View, target: View, marks: boolean): boolean {
  const { units, starts, ends, length } = source;
  target.reset(length);
  let joined = false;
  let marked = false;
  for (let i = 0; i < length; i++) {
    const unit = units[i]!;
    if (unit !== 0x0a && unit !== 0x0d) {
      target.push(unit, starts[i]!, ends[i]!);
      continue;
    }
    joined = true;
    let next = i + 1;
    while (next < length && isSpace(units[next]!)) next++;
    if (marks) {
      const after = skipMark(units, next, length);
      marked ||= after > next;
      next = after;
    }
    dropSpaces(target);
    const opening = afterOpeningQuote(units, next, length);
    if (opening > next && dropClosingQuote(target)) next = opening;
    else if (target.length > 0 && target.units[target.length - 1] === 0x5c) target.length--;
    i = next - 1;
  }
  return joined && (!marks || marked);
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0x60;
}

/** `+`, `.`, `,` and `&` put strings together. */
function isOperator(unit: number): boolean {
  return unit === 0x2b || unit === 0x2e || unit === 0x2c || unit === 0x26;
}

function dropSpaces(target: View): void {
  while (target.length > 0 && isSpace(target.units[target.length - 1]!)) target.length--;
}

/** Drops a quote at the end, with an operator or a backslash behind it; changes nothing when there is none. */
function dropClosingQuote(target: View): boolean {
  const { units } = target;
  let at = target.length - 1;
  while (at >= 0 && (isSpace(units[at]!) || isOperator(units[at]!) || units[at] === 0x5c)) at--;
  if (at < 0 || !isQuote(units[at]!)) return false;
  target.length = at;
  return true;
}

/** The place after an operator, a string prefix (`f`, `b`) and an opening quote, or `at` when there is no quote. */
function afterOpeningQuote(units: Uint16Array, at: number, length: number): number {
  let i = at;
  while (i < length && (isOperator(units[i]!) || units[i] === 0x20 || units[i] === 0x09)) i++;
  if (i + 1 < length && isQuote(units[i + 1]!) && 'bfruBFRU'.includes(String.fromCharCode(units[i]!))) i++;
  return i < length && isQuote(units[i]!) ? i + 1 : at;
}

function skipMark(units: Uint16Array, at: number, length: number): number {
  let i = at;
  const unit = units[i];
  if (unit === 0x2f && units[i + 1] === 0x2f) i += 2;
  else if (unit === 0x2b || unit === 0x2d || unit === 0x3e || unit === 0x23 || unit === 0x2a || unit === 0x7c) i++;
  else return at;
  while (i < length && (units[i] === 0x20 || units[i] === 0x09)) i++;
  return i;
}
