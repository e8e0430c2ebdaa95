/** Reads the value of an assignment: between quotes, or up to what ends a word. Gives the exact span, without quotes and punctuation. */
import { ALNUM, codesOf, DASH, is, LOWER, runEnd, UNDERSCORE, UPPER } from '../chars.ts';

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** Between back quotes, or with a prefix that makes `{x}` or `$x` a template. */
  readonly interpolated: boolean;
  /** What stands right after an unquoted value, or after the closing quote. */
  readonly after: number;
}

const longestValue = 1024;
const longestBareValue = 400;
const BACKSLASH = 92;
const COLON = 58;
/** A run with more is a fingerprint, an address or a list; without the bound, each name in a list of names would be judged to its end. */
const mostColons = 8;

/** The value at `at`; undefined when there is none, or it goes on past what may be read. `wholeLine`: blanks belong to it (`.env` files). */
export function valueAt(text: string, at: number, wholeLine: boolean): Value | undefined {
  let from = at;
  let interpolated = false;
  const letters = runEnd(text, at, ALNUM, 3);
  if (letters - at <= 2 && letters > at && isQuote(text.charCodeAt(letters))) {
    interpolated = /[fF$]/.test(text.slice(at, letters));
    from = letters;
  }
  const marks = text.charCodeAt(from);
  if ((marks === 64 || marks === 36) && isQuote(text.charCodeAt(from + 1))) {
    interpolated ||= marks === 36;
    from++;
  }
  if (text.charCodeAt(from) === BACKSLASH && isQuote(text.charCodeAt(from + 1))) return escapedQuotes(text, from);
  if (isQuote(text.charCodeAt(from))) return quotedValue(text, from, interpolated);
  return bareValue(text, from, wholeLine);
}

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

function quotedValue(text: string, at: number, interpolated: boolean): Value | undefined {
  const quote = text.charCodeAt(at);
  const triple = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  const start = at + (triple ? 3 : 1);
  const stop = Math.min(text.length, start + longestValue);
  for (let i = start; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === quote && (!triple || (text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote))) {
      const after = i + (triple ? 3 : 1);
      return { start, end: i, quoted: true, interpolated: interpolated || quote === 96, after: text.charCodeAt(after) };
    } else if ((code === 10 || code === 13) && !triple && quote !== 96) return undefined;
  }
  return undefined;
}

/** `\"value\"`: JSON inside a string. */
function escapedQuotes(text: string, at: number): Value | undefined {
  const quote = text.charCodeAt(at + 1);
  const start = at + 2;
  const stop = Math.min(text.length, start + longestValue);
  for (let i = start; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === quote) return undefined;
    if (code !== BACKSLASH) continue;
    if (text.charCodeAt(i + 1) === quote)
      return { start, end: i, quoted: true, interpolated: false, after: text.charCodeAt(i + 2) };
    i++;
  }
  return undefined;
}

/** Blanks, quotes, commas, semicolons and closing brackets end a bare word; `&` does so between a URL's parameters, `<` before a closing tag. */
const wordEnds: ReadonlySet<number> = codesOf(' \t\r\n\f\v"\'`,;<>)]}|');

function bareValue(text: string, start: number, wholeLine: boolean): Value | undefined {
  const stop = Math.min(text.length, start + longestBareValue);
  let end = start;
  if (wholeLine) {
    while (end < stop && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) {
      if (text.charCodeAt(end) === 35 && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) break;
      end++;
    }
    while (end > start && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end--;
  } else {
    let colons = 0;
    while (end < stop && !wordEnds.has(text.charCodeAt(end)) && !isParameterEnd(text, end) && !isEscape(text, end)) {
      if (text.charCodeAt(end) === COLON && ++colons > mostColons) return undefined;
      end++;
    }
    if (isNestedAssignment(text, start, end)) return undefined;
    while (
      end > start &&
      (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 58 || text.charCodeAt(end - 1) === BACKSLASH)
    )
      end--;
  }
  if (end === start) return undefined;
  return { start, end, quoted: false, interpolated: false, after: text.charCodeAt(end) };
}

/** `a = b = c`, `password=user=...`: what follows is a name, not a value. */
function isNestedAssignment(text: string, start: number, end: number): boolean {
  const stop = runEnd(text, start, LOWER | UPPER | UNDERSCORE | DASH, 64);
  return stop > start && stop + 1 < end && text.charCodeAt(stop) === 61 && text.charCodeAt(stop + 1) !== 61;
}

const isParameterEnd = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 38 && is(text.charCodeAt(at + 1), ALNUM);

/** `\n`, `\r`, `\t` and `\"` written out, as in a string that holds lines. */
const isEscape = (text: string, at: number): boolean => {
  if (text.charCodeAt(at) !== BACKSLASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === 110 || next === 114 || next === 116 || next === 34 || next === 39;
};
