/**
 * Reads a text as if nothing broke its lines: a wrap with indentation, a backslash at the end, string literals put together over lines,
 * and, on demand, the signs that diffs, quotations and comments put before a line. The text is cut into the pieces that remain.
 */

import { type Grams, gramLength } from './grams.ts';
import type { View } from './view.ts';

export class LinePieces {
  private breaks = new Int32Array(256);
  private breakCount = 0;
  private starts = new Int32Array(256);
  private ends = new Int32Array(256);
  /** 1 where a mark was cut off before the piece. */
  private marked = new Uint8Array(256);
  private count = 0;
  /** Five units before a place and five behind it. */
  private readonly around = new Uint16Array(2 * gramLength - 2);

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

  /** Cuts the view that was read where its lines break. */
  cut(view: View): void {
    const { units, length } = view;
    const { breaks, breakCount } = this;
    let start = 0;
    this.count = 0;
    for (let k = 0; k < breakCount; k++) {
      const i = breaks[k]!;
      if (i < start) continue;
      let next = i + 1;
      while (next < length && isSpace(units[next]!)) next++;
      let end = i;
      while (end > start && isSpace(units[end - 1]!)) end--;
      this.push(start, end);
      const opening = afterOpeningQuote(units, next, length);
      if (opening > next && this.dropClosingQuote(units, this.count - 1)) next = opening;
      else if (end > start && units[end - 1] === 0x5c) this.ends[this.count - 1] = end - 1;
      start = next;
    }
    this.push(start, length);
  }

  /** Cuts the marks off the lines too; false when no line has one. */
  cutMarks(view: View): boolean {
    const { units } = view;
    const { starts, ends, marked, count } = this;
    let any = false;
    for (let piece = 1; piece < count; piece++) {
      const after = skipMark(units, starts[piece]!, ends[piece]!);
      marked[piece] = after > starts[piece]! ? 1 : 0;
      if (marked[piece] === 0) continue;
      any = true;
      const opening = afterOpeningQuote(units, after, ends[piece]!);
      starts[piece] = opening > after && this.dropClosingQuote(units, piece - 1) ? opening : after;
    }
    return any;
  }

  /** False when no pattern can cross a place where two pieces meet; with `marks`, a place where a mark was cut off. */
  mayMatch(view: View, grams: Grams, marks: boolean): boolean {
    const { units } = view;
    const { starts, ends, marked, count } = this;
    let last = -1;
    let crossed = false;
    for (let piece = 0; piece < count; piece++) {
      crossed ||= !marks || marked[piece] === 1;
      if (ends[piece]! <= starts[piece]!) continue;
      if (last >= 0 && crossed && grams.hasPair(units[ends[last]! - 1]!, units[starts[piece]!]!)) {
        const before = this.gatherBefore(units, last);
        const behind = this.gatherBehind(units, piece);
        if (grams.hasAny(this.around, gramLength - 1 - before, behind - 1)) return true;
      }
      last = piece;
      crossed = false;
    }
    return false;
  }

  /** Copies up to five units of the joined text that end with a piece; gives how many. */
  private gatherBefore(units: Uint16Array, last: number): number {
    let count = 0;
    for (let piece = last; piece >= 0 && count < gramLength - 1; piece--) {
      for (let i = this.ends[piece]! - 1; i >= this.starts[piece]! && count < gramLength - 1; i--) {
        count++;
        this.around[gramLength - 1 - count] = units[i]!;
      }
    }
    return count;
  }

  /** The same for what begins with a piece. */
  private gatherBehind(units: Uint16Array, first: number): number {
    let count = 0;
    for (let piece = first; piece < this.count && count < gramLength - 1; piece++) {
      for (let i = this.starts[piece]!; i < this.ends[piece]! && count < gramLength - 1; i++) {
        this.around[gramLength - 1 + count++] = units[i]!;
      }
    }
    return count;
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
      const [starts, ends, marked] = [
        new Int32Array(this.count * 2),
        new Int32Array(this.count * 2),
        new Uint8Array(this.count * 2),
      ];
      starts.set(this.starts);
      ends.set(this.ends);
      marked.set(this.marked);
      this.starts = starts;
      this.ends = ends;
      this.marked = marked;
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Cuts a quote off a piece's end, with an operator or a backslash behind it; changes nothing when there is none. */
  private dropClosingQuote(units: Uint16Array, last: number): boolean {
    for (let piece = last; piece >= 0 && piece >= last - 2; piece--) {
      const start = this.starts[piece]!;
      let at = this.ends[piece]! - 1;
      while (at >= start && (isSpace(units[at]!) || isOperator(units[at]!) || units[at] === 0x5c)) at--;
      if (at < start) continue;
      if (!isQuote(units[at]!)) return false;
      this.ends[piece] = at;
      for (let empty = piece + 1; empty <= last; empty++) this.ends[empty] = this.starts[empty]!;
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
  if (at >= length) return at;
  let i = at;
  const unit = units[i];
  if (unit === 0x2f && units[i + 1] === 0x2f) i += 2;
  else if (unit === 0x2b || unit === 0x2d || unit === 0x3e || unit === 0x23 || unit === 0x2a || unit === 0x7c) i++;
  else return at;
  while (i < length && (units[i] === 0x20 || units[i] === 0x09)) i++;
  return i;
}
