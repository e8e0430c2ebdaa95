/**
 * Reads a text as if nothing broke its lines: a wrap with indentation, a backslash at the end, string literals put together over lines,
 * and, on demand, the signs that diffs, quotations and comments put before a line. The text is cut into the pieces that remain.
 */

import { gramLength } from './grams.ts';
import type { Matcher } from './matcher.ts';
import type { View } from './view.ts';

export class LinePieces {
  private breaks = new Int32Array(256);
  private breakCount = 0;
  private starts = new Int32Array(256);
  private ends = new Int32Array(256);
  private count = 0;

  /** Finds the line breaks of a view; false when it has none. */
  read(view: View): boolean {
    const { units, length } = view;
    let { breaks } = this;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      if (unit > 0x0d || (unit !== 0x0a && unit !== 0x0d)) continue;
      if (count === breaks.length) {
        breaks = new Int32Array(count * 2);
        breaks.set(this.breaks);
        this.breaks = breaks;
      }
      breaks[count++] = i;
    }
    this.breakCount = count;
    return count > 0;
  }

  /** Cuts the view that was read. With `marks`, a mark where a line begins is cut off too; false when no line has one. */
  cut(view: View, marks: boolean): boolean {
    const { units, length } = view;
    const { breaks, breakCount } = this;
    let marked = false;
    let start = 0;
    this.count = 0;
    for (let k = 0; k < breakCount; k++) {
      const i = breaks[k]!;
      if (i < start) continue;
      let next = i + 1;
      while (next < length && isSpace(units[next]!)) next++;
      if (marks) {
        const after = skipMark(units, next, length);
        marked ||= after > next;
        next = after;
      }
      let end = i;
      while (end > start && isSpace(units[end - 1]!)) end--;
      this.push(start, end);
      const opening = afterOpeningQuote(units, next, length);
      if (opening > next && this.dropClosingQuote(units)) next = opening;
      else if (end > start && units[end - 1] === 0x5c) this.ends[this.count - 1] = end - 1;
      start = next;
    }
    this.push(start, length);
    return !marks || marked;
  }

  /** False when no pattern can cross a place where two pieces meet. */
  mayMatch(view: View, matcher: Matcher): boolean {
    const { units } = view;
    const { grams } = matcher;
    // The last units of the joined text, and how many of them stand behind the last junction.
    grams.restart();
    let behind = gramLength;
    for (let piece = 0; piece < this.count; piece++) {
      const end = this.ends[piece]!;
      let i = this.starts[piece]!;
      if (end > i) behind = Math.min(behind, 0);
      for (; i < end; i++) {
        if (behind >= gramLength - 1) {
          const skipTo = end - (gramLength - 1);
          if (skipTo > i) {
            grams.restart();
            i = skipTo;
          }
        }
        if (grams.next(units[i]!) && behind < gramLength - 1) return true;
        behind++;
      }
    }
    return false;
  }

  /** Writes the joined text. */
  join(view: View, target: View): void {
    target.reset(view.length);
    for (let piece = 0; piece < this.count; piece++) {
      if (this.ends[piece]! > this.starts[piece]!) target.copy(view, this.starts[piece]!, this.ends[piece]!);
    }
  }

  private push(start: number, end: number): void {
    if (this.count === this.starts.length) {
      const [starts, ends] = [new Int32Array(this.count * 2), new Int32Array(this.count * 2)];
      starts.set(this.starts);
      ends.set(this.ends);
      this.starts = starts;
      this.ends = ends;
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Cuts a quote off the end, with an operator or a backslash behind it; changes nothing when there is none. */
  private dropClosingQuote(units: Uint16Array): boolean {
    for (let piece = this.count - 1; piece >= 0 && piece >= this.count - 3; piece--) {
      const start = this.starts[piece]!;
      let at = this.ends[piece]! - 1;
      while (at >= start && (isSpace(units[at]!) || isOperator(units[at]!) || units[at] === 0x5c)) at--;
      if (at < start) continue;
      if (!isQuote(units[at]!)) return false;
      this.ends[piece] = at;
      for (let empty = piece + 1; empty < this.count; empty++) this.ends[empty] = this.starts[empty]!;
      return true;
    }
    return false;
  }
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

/** The place after an operator, a string prefix (`f`, `b`) and an opening quote, or `at` when there is no quote. */
function afterOpeningQuote(units: Uint16Array, at: number, length: number): number {
  let i = at;
  while (i < length && (isOperator(units[i]!) || units[i] === 0x20 || units[i] === 0x09)) i++;
  if (i + 1 < length && isQuote(units[i + 1]!) && isStringPrefix(units[i]!)) i++;
  return i < length && isQuote(units[i]!) ? i + 1 : at;
}

/** b, f, r, u in either case. */
function isStringPrefix(unit: number): boolean {
  const letter = unit | 0x20;
  return letter === 0x62 || letter === 0x66 || letter === 0x72 || letter === 0x75;
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
