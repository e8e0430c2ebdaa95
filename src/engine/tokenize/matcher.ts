/**
 * Finds every occurrence of many exact patterns in one pass that skips most of the text (Wu and Manber, 1994). Patterns can be added at any
 * time at no cost for those that are there. It keeps patterns as units in a pool of its own, which `destroy` zeroes.
 */

import { Grams } from './grams.ts';

/** A pattern is not shorter than this, so that the search can skip. */
export const shortestPattern = 8;
const block = 3;
const farthest = shortestPattern - block;

/** The units of all patterns, shared by the matchers that search for some of them. */
export class PatternPool {
  units = new Uint16Array(4096);
  private used = 0;
  readonly offsets: number[] = [];
  readonly lengths: number[] = [];

  get count(): number {
    return this.offsets.length;
  }

  /** Appends a text without making it a pattern; gives its offset. */
  store(text: string): number {
    if (this.used + text.length > this.units.length) {
      const larger = new Uint16Array(Math.max(this.units.length * 2, this.used + text.length));
      larger.set(this.units.subarray(0, this.used));
      this.units.fill(0);
      this.units = larger;
    }
    const offset = this.used;
    for (let i = 0; i < text.length; i++) this.units[offset + i] = text.charCodeAt(i);
    this.used += text.length;
    return offset;
  }

  /** Makes `length` stored units a pattern; gives its number. */
  add(offset: number, length: number): number {
    this.lengths.push(length);
    return this.offsets.push(offset) - 1;
  }

  destroy(): void {
    this.units.fill(0);
    this.units = new Uint16Array(0);
    this.used = 0;
    this.offsets.length = 0;
    this.lengths.length = 0;
  }
}

export class Matcher {
  readonly tableBits: number;
  readonly grams: Grams;
  private readonly pool: PatternPool;
  private readonly mask: number;
  private readonly shifts: Uint8Array;
  private readonly heads: Int32Array;
  private readonly nexts: number[] = [];
  private readonly patterns: number[] = [];
  /** Where in its pattern the window of eight lies that the search looks for. */
  private readonly windows: number[] = [];

  /** `bits`: size of the tables; 12 for a few patterns, 17 for thousands. */
  constructor(pool: PatternPool, bits: number) {
    this.pool = pool;
    this.tableBits = bits;
    this.grams = new Grams(bits + 1);
    this.mask = (1 << bits) - 1;
    this.shifts = new Uint8Array(1 << bits).fill(farthest + 1);
    this.heads = new Int32Array(1 << bits).fill(-1);
  }

  get size(): number {
    return this.patterns.length;
  }

  add(pattern: number): void {
    const { units } = this.pool;
    const offset = this.pool.offsets[pattern]!;
    const window = this.chooseWindow(offset, this.pool.lengths[pattern]!);
    const at = offset + window;
    for (let j = 0; j <= farthest; j++) {
      const hash = this.hash(units[at + j]!, units[at + j + 1]!, units[at + j + 2]!);
      if (this.shifts[hash]! > farthest - j) this.shifts[hash] = farthest - j;
    }
    const hash = this.hash(units[at + farthest]!, units[at + farthest + 1]!, units[at + farthest + 2]!);
    this.grams.add(units, offset, this.pool.lengths[pattern]!);
    this.windows.push(window);
    this.nexts.push(this.heads[hash]!);
    this.heads[hash] = this.patterns.push(pattern) - 1;
  }

  /** Calls `found` for every occurrence; occurrences may overlap and come in no particular order. */
  search(text: Uint16Array, length: number, found: (start: number, pattern: number) => void): void {
    const { shifts, heads, nexts, patterns, windows, mask } = this;
    const { units, offsets, lengths } = this.pool;
    let i = shortestPattern - 1;
    while (i < length) {
      const hash = ((text[i - 2]! << 10) ^ (text[i - 1]! << 5) ^ text[i]!) & mask;
      const shift = shifts[hash]!;
      if (shift > 0) {
        i += shift;
        continue;
      }
      for (let slot = heads[hash]!; slot >= 0; slot = nexts[slot]!) {
        const pattern = patterns[slot]!;
        const start = i - (shortestPattern - 1) - windows[slot]!;
        const size = lengths[pattern]!;
        if (start < 0 || start + size > length) continue;
        const offset = offsets[pattern]!;
        let k = windows[slot]!;
        const stop = k + shortestPattern;
        while (k < stop && text[start + k] === units[offset + k]) k++;
        if (k < stop) continue;
        k = 0;
        while (k < size && text[start + k] === units[offset + k]) k++;
        if (k === size) found(start, pattern);
      }
      i++;
    }
  }

  private hash(a: number, b: number, c: number): number {
    return ((a << 10) ^ (b << 5) ^ c) & this.mask;
  }

  /** The window whose end is least like ordinary text and shared with the fewest other patterns. */
  private chooseWindow(offset: number, length: number): number {
    const { units } = this.pool;
    let best = 0;
    let bestScore = -Infinity;
    for (let window = 0; window <= Math.min(length - shortestPattern, 32); window++) {
      const at = offset + window + farthest;
      let score = 0;
      for (let k = 0; k < block; k++) {
        const unit = units[at + k]!;
        if (unit < 97 || unit > 122)
          score += unit === 32 || unit === 10 || unit === 45 || unit === 95 || unit === 61 ? -1 : 1;
      }
      let slot = this.heads[this.hash(units[at]!, units[at + 1]!, units[at + 2]!)]!;
      for (let k = 0; k < 8 && slot >= 0; k++) {
        score -= 2;
        slot = this.nexts[slot]!;
      }
      if (score > bestScore) {
        bestScore = score;
        best = window;
        if (score === block) break;
      }
    }
    return best;
  }
}
