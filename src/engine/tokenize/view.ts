/**
 * A text read another way (escapes decoded, lines joined), with the place in the text that each of its units came from. Building one
 * allocates nothing once its buffers are large enough; the buffers are zeroed with the session.
 */
import { type Grams, gramLength } from './grams.ts';

export class View {
  units = new Uint16Array(0);
  /** Where a unit's source begins and ends in the text. */
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);
  length = 0;
  /** Where the units lie that were decoded, from left to right. */
  private decoded = new Int32Array(64);
  private decodedCount = 0;
  private identity = false;

  /** Makes room for `size` units and empties the view. */
  reset(size: number): void {
    if (this.units.length < size) {
      this.clear();
      const room = Math.max(1024, Math.ceil(size * 1.25));
      this.units = new Uint16Array(room);
      this.starts = new Uint32Array(room);
      this.ends = new Uint32Array(room);
    }
    this.length = 0;
    this.decodedCount = 0;
    this.identity = false;
  }

  /** Appends a unit that is spelled in more than one. */
  pushDecoded(unit: number, start: number, end: number): void {
    if (this.decodedCount === this.decoded.length) {
      const larger = new Int32Array(this.decodedCount * 2);
      larger.set(this.decoded);
      this.decoded = larger;
    }
    this.decoded[this.decodedCount++] = this.length;
    this.push(unit, start, end);
  }

  /** False when no pattern can hold a decoded unit. */
  mayMatchDecoded(grams: Grams): boolean {
    const { units, decoded, decodedCount, length } = this;
    for (let k = 0; k < decodedCount; k++) {
      const at = decoded[k]!;
      const pairs =
        (at > 0 && grams.hasPair(units[at - 1]!, units[at]!)) ||
        (at + 1 < length && grams.hasPair(units[at]!, units[at + 1]!));
      if (pairs && grams.hasAny(units, Math.max(0, at - gramLength + 1), Math.min(at, length - gramLength)))
        return true;
    }
    return false;
  }

  push(unit: number, start: number, end: number): void {
    const at = this.length++;
    this.units[at] = unit;
    this.starts[at] = start;
    this.ends[at] = end;
  }

  /** Appends units of another view. */
  copy(source: View, from: number, to: number): void {
    const { units, starts, ends } = this;
    let at = this.length;
    if (to - from > 64) {
      units.set(source.units.subarray(from, to), at);
      starts.set(source.starts.subarray(from, to), at);
      ends.set(source.ends.subarray(from, to), at);
      this.length = at + to - from;
      return;
    }
    for (let i = from; i < to; i++, at++) {
      units[at] = source.units[i]!;
      starts[at] = source.starts[i]!;
      ends[at] = source.ends[i]!;
    }
    this.length = at;
  }

  /** The text as it is. A view that is only ever loaded keeps its places, which are the same for every text. */
  loadText(text: string): void {
    const length = text.length;
    if (this.units.length < length || !this.identity) {
      this.reset(length);
      for (let i = 0; i < this.starts.length; i++) {
        this.starts[i] = i;
        this.ends[i] = i + 1;
      }
      this.identity = true;
    }
    const { units } = this;
    for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
    this.length = length;
  }

  /** Overwrites everything that was read. */
  clear(): void {
    this.units.fill(0);
    this.starts.fill(0);
    this.ends.fill(0);
    this.length = 0;
    this.identity = false;
  }
}
