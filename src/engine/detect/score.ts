/**
 * How rare a string is: the surprise of its letters after one another, its digits and its changes of character class. Words, identifiers and
 * numbers score low, generated secrets high, whatever their length.
 */
import { bigramRows } from './score/bigrams.ts';

/** What one pass over a string tells. */
export interface Traits {
  readonly length: number;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  readonly symbols: number;
  /** Different characters. */
  readonly distinct: number;
  /** Neighbours that repeat or step by one, as in `aaaa`, `abcd`, `4321`. */
  readonly steps: number;
  /** Mean surprise of a character in bits: about 3.7 for words, over 5 for what a generator drew. */
  readonly bits: number;
  /** Only 0-9, a-f (one case) and no other character. */
  readonly hex: boolean;
}

/** Eight characters or more and rare enough to be matched everywhere without touching what is ordinary. */
export function isDistinctive(value: string): boolean {
  if (value.length < 8) return false;
  const traits = traitsOf(value);
  if (traits.distinct < 6 || traits.steps * 2 > traits.length) return false;
  if (traits.hex && traits.length >= 16) return isRandomHex(traits);
  return rarestWindow(value) >= distinctiveBits;
}

/** True for what a generator drew: long enough, varied, and surprising on the whole. */
export function isRandom(value: string, minLength = 16): boolean {
  if (value.length < minLength) return false;
  const traits = traitsOf(value);
  if (traits.hex) return isRandomHex(traits);
  if (traits.distinct < Math.min(8, value.length / 2) || traits.steps * 3 > traits.length) return false;
  return traits.bits >= randomBits;
}

/** Of sixteen characters neighbours repeat or step by one often: every fifth time by chance. */
const isRandomHex = ({ digits, length, distinct, steps }: Traits): boolean =>
  digits > 0 && digits < length && distinct >= 7 && steps * 2 <= length;

const windowLength = 8;
/** Bits that eight neighbouring characters must hold; words hold about 30, eight drawn from base62 about 45. */
const distinctiveBits = 40;
const randomBits = 4.5;

const LETTERS = 26;
const pairs = new Float64Array((LETTERS + 1) * LETTERS);
bigramRows.forEach((row, before) => {
  for (let letter = 0; letter < LETTERS; letter++) pairs[before * LETTERS + letter] = (row.charCodeAt(letter) - 48) / 4;
});

const kinds = { lower: 0, upper: 1, digit: 2, other: 3 } as const;
const classOf = (code: number): number =>
  code >= 97 && code <= 122
    ? kinds.lower
    : code >= 65 && code <= 90
      ? kinds.upper
      : code >= 48 && code <= 57
        ? kinds.digit
        : kinds.other;

/** The surprise of one character after another, in bits. */
function surprise(before: number, code: number): number {
  const was = before < 0 ? kinds.other : classOf(before);
  const now = classOf(code);
  if (now === kinds.digit) return was === kinds.digit ? 3.3 : was === kinds.other ? 3.5 : 5.5;
  if (now === kinds.other)
    return code > 127 ? 4 : code === 32 || code === 95 || code === 45 || code === 46 || code === 47 ? 2 : 5;
  const letter = now === kinds.lower ? code - 97 : code - 65;
  // A capital after a small letter begins a word, as identifiers write them; a small letter after several capitals is counted as going on.
  if (was === kinds.other) return pairs[LETTERS * LETTERS + letter]!;
  if (was === kinds.digit) return pairs[LETTERS * LETTERS + letter]! + 1.5;
  const previous = was === kinds.lower ? before - 97 : before - 65;
  if (was === kinds.lower && now === kinds.upper) return pairs[LETTERS * LETTERS + letter]! + 1.5;
  return pairs[previous * LETTERS + letter]!;
}

/** When each character was last seen, so that counting different ones allocates nothing. */
const stamps = new Float64Array(256);
let generation = 0;

export function traitsOf(value: string): Traits {
  let lower = 0;
  let upper = 0;
  let digits = 0;
  let steps = 0;
  let sum = 0;
  let beyondHex = false;
  let before = -1;
  let distinct = 0;
  generation++;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const kind = classOf(code);
    if (kind === kinds.lower) lower++;
    else if (kind === kinds.upper) upper++;
    else if (kind === kinds.digit) digits++;
    if (kind === kinds.other || (code | 32) > 102) beyondHex = true;
    const step = code - before;
    if (before >= 0 && step >= -1 && step <= 1) steps++;
    sum += surprise(before, code);
    const slot = code & 255;
    if (stamps[slot] !== generation) {
      stamps[slot] = generation;
      distinct++;
    }
    before = code;
  }
  const length = value.length;
  return {
    length,
    lower,
    upper,
    digits,
    symbols: length - lower - upper - digits,
    distinct,
    steps,
    bits: length === 0 ? 0 : sum / length,
    hex: length > 0 && !beyondHex && !(lower > 0 && upper > 0),
  };
}

/** The most bits that any eight neighbouring characters hold. */
function rarestWindow(value: string): number {
  const ring = new Float64Array(windowLength);
  let sum = 0;
  let most = 0;
  let before = -1;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const bits = surprise(before, code);
    sum += bits - ring[i % windowLength]!;
    ring[i % windowLength] = bits;
    if (i >= windowLength - 1 && sum > most) most = sum;
    before = code;
  }
  return most;
}
