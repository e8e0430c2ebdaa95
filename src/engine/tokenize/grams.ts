/**
 * Whether six neighbouring units stand in any pattern: never no when they do, seldom yes when they don't. A pattern of eight units or more
 * that crosses a place has six of them across it, so places that fail here need no search.
 */

export const gramLength = 6;

export class Grams {
  private readonly words: Int32Array;
  private readonly mask: number;
  /** The last five units, oldest first. */
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 0;
  private e = 0;
  private seen = 0;

  /** `bits`: how many bits a word's number has. */
  constructor(bits: number) {
    this.words = new Int32Array(1 << bits);
    this.mask = (1 << bits) - 1;
  }

  add(units: Uint16Array, offset: number, length: number): void {
    for (let i = offset; i + gramLength <= offset + length; i++) {
      const hash = hashOf(units[i]!, units[i + 1]!, units[i + 2]!, units[i + 3]!, units[i + 4]!, units[i + 5]!);
      this.words[hash & this.mask]! |= bitsOf(hash);
    }
  }

  /** Forgets the units read so far. */
  restart(): void {
    this.seen = 0;
  }

  /** Reads a unit: true when it and the five before it may stand in a pattern. */
  next(unit: number): boolean {
    const { a, b, c, d, e } = this;
    this.a = b;
    this.b = c;
    this.c = d;
    this.d = e;
    this.e = unit;
    if (this.seen < gramLength - 1) {
      this.seen++;
      return false;
    }
    const hash = hashOf(a, b, c, d, e, unit);
    const bits = bitsOf(hash);
    return (this.words[hash & this.mask]! & bits) === bits;
  }
}

function hashOf(a: number, b: number, c: number, d: number, e: number, f: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash, 0x85ebca6b) ^ c;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ d;
  hash = Math.imul(hash, 0x27d4eb2f) ^ e;
  hash = Math.imul(hash ^ (hash >>> 13), 0x165667b1) ^ f;
  hash = Math.imul(hash, 0x9e3779b1);
  return hash ^ (hash >>> 16);
}

/** Four bits of the word that a hash chooses. */
function bitsOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 11), 0x85ebca6b);
  return (
    (1 << (mixed & 31)) | (1 << ((mixed >>> 7) & 31)) | (1 << ((mixed >>> 14) & 31)) | (1 << ((mixed >>> 21) & 31))
  );
}
