/** Character classes as one table of bits, so that a run of an alphabet is read without a regex. Everything outside ASCII belongs to none. */

export const DIGIT = 1;
export const UPPER = 2;
export const LOWER = 4;
export const UNDERSCORE = 8;
export const DASH = 16;
export const PLUS_SLASH = 32;
export const DOT = 64;
export const EQUALS = 128;
const HEX_LETTER = 256;
export const SPACE = 512;

export const ALNUM = DIGIT | UPPER | LOWER;
export const WORD = ALNUM | UNDERSCORE;
export const BASE64URL = WORD | DASH;
export const BASE64 = ALNUM | PLUS_SLASH;
const HEX = DIGIT | HEX_LETTER;
export const UPPER_DIGIT = UPPER | DIGIT;

/** A union of the bits above. */
export type Alphabet = number;

const table = new Uint16Array(65536);
const mark = (chars: string, bit: number) => {
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)]! |= bit;
};
mark('0123456789', DIGIT);
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
mark('abcdefghijklmnopqrstuvwxyz', LOWER);
mark('_', UNDERSCORE);
mark('-', DASH);
mark('+/', PLUS_SLASH);
mark('.', DOT);
mark('=', EQUALS);
mark('abcdefABCDEF', HEX_LETTER);
mark(' \t\n\r\f\v', SPACE);

/** True when the character code belongs to the alphabet; NaN (past the end of a text) belongs to none. */
export function is(code: number, alphabet: Alphabet): boolean {
  return (table[code]! & alphabet) !== 0;
}

/** The character codes of a string of ASCII characters. */
export function codesOf(chars: string): ReadonlySet<number> {
  return new Set(Array.from({ length: chars.length }, (_, i) => chars.charCodeAt(i)));
}

/** The first position at or after `from`, and at most `limit` further, whose character is outside the alphabet. */
export function runEnd(text: string, from: number, alphabet: Alphabet, limit: number): number {
  const stop = Math.min(text.length, from + limit);
  let i = from;
  while (i < stop && (table[text.charCodeAt(i)]! & alphabet) !== 0) i++;
  return i;
}

/** The start of the run of the alphabet which ends at `from`, going back at most `limit`. */
export function runStart(text: string, from: number, alphabet: Alphabet, limit: number): number {
  const stop = Math.max(0, from - limit);
  let i = from;
  while (i > stop && (table[text.charCodeAt(i - 1)]! & alphabet) !== 0) i--;
  return i;
}

/**
 * True when a value may begin at `at`: the text starts there, the character before is no letter or digit, or it only ends an escape
 * (`\n`, `%3D`, `\u003d`).
 */
export function startsHere(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  if (!is(before, ALNUM)) return true;
  if (at >= 2 && text.charCodeAt(at - 2) === 92) return before === 110 || before === 114 || before === 116;
  if (!is(before, HEX)) return false;
  if (at >= 3 && text.charCodeAt(at - 3) === 37 && is(text.charCodeAt(at - 2), HEX)) return true;
  return (
    at >= 6 &&
    text.charCodeAt(at - 6) === 92 &&
    text.charCodeAt(at - 5) === 117 &&
    runStart(text, at, HEX, 4) === at - 4
  );
}
