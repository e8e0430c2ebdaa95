/**
 * Whether six neighbouring units stand in any pattern: never no when they do, seldom yes when they don't. A pattern of eight units or more
 * that crosses a place has six of them across it, so places that fail here need no search.
 */

export const gramLength = 6;

export class Grams {
  private readonly words: Int32Array;
  private readonly mask: number;
  /** Pairs of neighbours, by their low bytes: what most places fail at. */
  private readonly pairs = new Int32Array(2048);

  /** `bits`: how many bits a word's number has. */
  constructor(bits: number) {
    this.words = new Int32Array(1 << bits);
    this.mask = (1 << bits) - 1;
  }

  add(units: Uint16Array, offset: number, length: number): void {
    const end = offset + length;
    for (let i = offset; i + 1 < end; i++) {
      const pair = ((units[i]! & 0xff) << 8) | (units[i + 1]! & 0xff);
      this.pairs[pair >>> 5]! |= 1 << (pair & 31);
    }
    for (let i = offset; i + gramLength <= end; i++) {
      const hash = hashAt(units, i);
      this.words[hash & this.mask]! |= bitsOf(hash);
    }
  }

  hasPair(first: number, second: number): boolean {
    const pair = ((first & 0xff) << 8) | (second & 0xff);
    return (this.pairs[pair >>> 5]! & (1 << (pair & 31))) !== 0;
  }

  /** Whether six units that begin between `from` and `to`, both included, may stand in a pattern. */
  hasAny(units: Uint16Array, from: number, to: number): boolean {
    for (let i = from; i <= to; i++) {
      const hash = hashAt(units, i);
      const bits = bitsOf(hash);
      if ((this.words[hash & this.mask]! & bits) === bits) return true;
    }
    return false;
  }
}

function hashAt(units: Uint16Array, i: number): number {
  let hash = Math.imul(units[i]!, 0x9e3779b1) ^ units[i + 1]!;
  hash = Math.imul(hash, 0x85ebca6b) ^ units[i + 2]!;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ units[i + 3]!;
  hash = Math.imul(hash, 0x27d4eb2f) ^ units[i + 4]!;
  hash = Math.imul(hash ^ (hash >>> 13), 0x165667b1) ^ units[i + 5]!;
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
