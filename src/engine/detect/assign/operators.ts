/** From the end of a name to the beginning of its value: `=`, `:`, `:=`, `=>`, a comma between arguments, a blank after a shell flag, an XML tag. */
import { ALNUM, is, runEnd, runStart, SPACE, UNDERSCORE } from '../chars.ts';

export interface Operator {
  /** `compare`: `==` and kin · `argument`: a comma or an opening bracket · `blank`: only white space · `tag`: `>` of an XML element. */
  readonly kind: 'assign' | 'colon' | 'compare' | 'argument' | 'blank' | 'tag';
  /** Where the value, its quote or its string prefix begins. */
  readonly at: number;
  /** No blank on either side of the operator, as shells, URLs and `.env` files write it. */
  readonly tight: boolean;
  /** The name itself was quoted: `"password": ...`. */
  readonly quotedName: boolean;
}

const longestBlank = 64;
const COLON = 58;
const EQUALS_SIGN = 61;
const COMMA = 44;
const GREATER = 62;

export function operatorAfter(text: string, nameStart: number, nameEnd: number): Operator | undefined {
  let at = nameEnd;
  let quotedName = false;
  const before = text.charCodeAt(nameStart - 1);
  if (text.charCodeAt(at) === 92 && isQuote(text.charCodeAt(at + 1))) at++;
  if (isQuote(text.charCodeAt(at))) {
    quotedName = true;
    at++;
    if (text.charCodeAt(at) === 93) at++;
  }
  const gap = at;
  if (!quotedName && (text.charCodeAt(at) === 63 || text.charCodeAt(at) === 33) && text.charCodeAt(at + 1) === COLON)
    at++;
  at = blanks(text, at);
  const code = text.charCodeAt(at);
  const make = (kind: Operator['kind'], length: number): Operator => {
    const value = blanks(text, at + length);
    return { kind, at: afterOneBreak(text, value), tight: at === gap && value === at + length, quotedName };
  };
  if (code === EQUALS_SIGN) {
    const second = text.charCodeAt(at + 1);
    if (second === GREATER) return make('assign', 2);
    if (second === EQUALS_SIGN) return make('compare', text.charCodeAt(at + 2) === EQUALS_SIGN ? 3 : 2);
    return second === 126 ? undefined : make('assign', 1);
  }
  if (code === COLON) {
    const second = text.charCodeAt(at + 1);
    if (second === EQUALS_SIGN) return make('assign', 2);
    if (second === COLON) return undefined;
    return quotedName ? make('colon', 1) : (typed(text, at, quotedName) ?? make('colon', 1));
  }
  if (code === 33 && text.charCodeAt(at + 1) === EQUALS_SIGN)
    return make('compare', text.charCodeAt(at + 2) === EQUALS_SIGN ? 3 : 2);
  if (code === 63 && (text.charCodeAt(at + 1) === EQUALS_SIGN || text.startsWith('??=', at)))
    return make('assign', text.charCodeAt(at + 1) === EQUALS_SIGN ? 2 : 3);
  if (code === COMMA && quotedName) return isFirstArgument(text, nameStart) ? make('argument', 1) : undefined;
  if (code === GREATER && !quotedName && before === 60) return make('tag', 1);
  if (!quotedName && at > gap && text.charCodeAt(nameStart - 1) === 45 && text.charCodeAt(nameStart - 2) === 45)
    return make('blank', 0);
  return undefined;
}

/** The quoted name opens the arguments of a call that sets something; one among many in a list is no name of its neighbour. */
function isFirstArgument(text: string, nameStart: number): boolean {
  const open = nameStart - 2;
  if (text.charCodeAt(open) !== 40) return false;
  const from = runStart(text, open, ALNUM | UNDERSCORE, 40);
  return from === open || setter.test(text.slice(from, open));
}

const setter =
  /set|put|add|append|define|header|env|prop|param|insert|with|config|push|attr|option|field|store|save|default|assign|pair|tuple|entry|of$/i;

/** `password: string = ...`, `password: str = ...`: the type is passed over. */
function typed(text: string, colon: number, quotedName: boolean): Operator | undefined {
  const type = blanks(text, colon + 1);
  let end = runEnd(text, type, ALNUM | UNDERSCORE, 40);
  if (end === type) return undefined;
  if (text.charCodeAt(end) === 91) {
    const close = text.indexOf(']', end);
    if (close < 0 || close - end > 40) return undefined;
    end = close + 1;
  }
  const equals = blanks(text, end);
  if (
    equals === end ||
    text.charCodeAt(equals) !== EQUALS_SIGN ||
    text.charCodeAt(equals + 1) === EQUALS_SIGN ||
    text.charCodeAt(equals + 1) === GREATER
  )
    return undefined;
  const value = blanks(text, equals + 1);
  return { kind: 'assign', at: afterOneBreak(text, value), tight: false, quotedName };
}

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

function blanks(text: string, from: number): number {
  let at = from;
  const stop = Math.min(text.length, from + longestBlank);
  while (at < stop && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** A value on the next line counts when a quote opens it. */
function afterOneBreak(text: string, at: number): number {
  if (text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) return at;
  let next = at;
  const stop = Math.min(text.length, at + 80);
  let breaks = 0;
  while (next < stop && is(text.charCodeAt(next), SPACE)) {
    if (text.charCodeAt(next) === 10) breaks++;
    next++;
  }
  return breaks === 1 && isQuote(text.charCodeAt(next)) ? next : at;
}
