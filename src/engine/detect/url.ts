/** Reads the URL round a `://`: where it begins and ends, its user information and its host. Exact, also with raw `@`, `/` or `#` in a password. */

import type { Span } from '../model.ts';
import { ALNUM, codesOf, DASH, DOT, is, PLUS_SLASH, runEnd, runStart, UNDERSCORE } from './chars.ts';

/** Longer URLs are read this far. */
const longest = 2048;

export interface Url {
  readonly start: number;
  /** Without closing quotes, brackets and sentence punctuation. */
  readonly end: number;
  /** Lower case. */
  readonly scheme: string;
  readonly user?: Span;
  readonly password?: Span;
  readonly host: Span;
  /** The port's digits, where there is one. */
  readonly port?: Span;
}

/** The URL whose `://` stands at `colon`; undefined when no scheme or no host stands there. */
export function urlAt(text: string, colon: number): Url | undefined {
  const start = schemeStart(text, colon);
  if (start === colon) return undefined;
  const scheme = text.slice(start, colon).toLowerCase();
  const from = colon + 3;
  const end = urlEnd(text, from);
  if (end === from) return undefined;
  const authority = authorityEnd(text, from, end);
  const at = text.lastIndexOf('@', authority - 1);
  const hostStart = at >= from ? at + 1 : from;
  const host = hostSpan(text, hostStart, authority);
  const credentials = at >= from ? userinfo(text, from, at) : {};
  return {
    start,
    end,
    scheme,
    host: host.host,
    ...(host.port === undefined ? {} : { port: host.port }),
    ...credentials,
  };
}

/** A scheme's characters, going back from the colon; a run of `+`-joined drivers belongs to it. */
function schemeStart(text: string, colon: number): number {
  let start = runStart(text, colon, ALNUM | DASH | DOT | PLUS_SLASH, 40);
  const slash = text.lastIndexOf('/', colon - 1);
  if (slash >= start) start = slash + 1;
  // `url=-https` and `.https` begin with their first letter; digits before a scheme are none of it.
  while (start < colon && !isLetter(text.charCodeAt(start))) start++;
  return start;
}

const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/** White space, quotes, angle brackets, backslash, bar and braces end a URL; so do control characters. */
const ends: ReadonlySet<number> = codesOf(' \t\r\n\f\v"\'`<>\\|^');
const trailing: ReadonlySet<number> = codesOf('.,;:!?)]}*_');

function urlEnd(text: string, from: number): number {
  const stop = Math.min(text.length, from + longest);
  let end = from;
  while (end < stop && text.charCodeAt(end) > 32 && !ends.has(text.charCodeAt(end))) end++;
  while (end > from && trailing.has(text.charCodeAt(end - 1)) && !closesInside(text, from, end)) end--;
  return end;
}

/** A closing bracket whose partner stands inside the URL belongs to it. */
function closesInside(text: string, from: number, end: number): boolean {
  const last = text[end - 1];
  if (last === ')') return text.lastIndexOf('(', end - 1) >= from;
  if (last === ']') return text.lastIndexOf('[', end - 1) >= from;
  if (last === '}') return text.lastIndexOf('{', end - 1) >= from;
  return false;
}

function authorityEnd(text: string, from: number, end: number): number {
  let authority = from;
  while (authority < end && !isAuthorityEdge(text.charCodeAt(authority))) authority++;
  if (authority === end || text.lastIndexOf('@', authority - 1) >= from) return authority;
  // A password may hold a raw `/`, `?` or `#`: then what was read is `user:part`, and an `@` with a host comes later.
  const colon = text.indexOf(':', from);
  if (colon < from || colon >= authority) return authority;
  if (runEnd(text, colon + 1, ALNUM, 6) === authority && /^\d*$/.test(text.slice(colon + 1, authority)))
    return authority;
  const at = text.lastIndexOf('@', end - 1);
  if (at < authority || at - from > 256) return authority;
  let later = at + 1;
  while (later < end && !isAuthorityEdge(text.charCodeAt(later))) later++;
  return later > at + 1 ? later : authority;
}

const isAuthorityEdge = (code: number): boolean => code === 47 || code === 63 || code === 35;

function userinfo(text: string, from: number, at: number): { user?: Span; password?: Span } {
  const colon = text.indexOf(':', from);
  if (colon < 0 || colon >= at) return at > from ? { user: { start: from, end: at } } : {};
  return {
    ...(colon > from ? { user: { start: from, end: colon } } : {}),
    ...(at > colon + 1 ? { password: { start: colon + 1, end: at } } : {}),
  };
}

function hostSpan(text: string, from: number, authority: number): { host: Span; port?: Span } {
  const end = runEnd(text, from, ALNUM | DASH | DOT | UNDERSCORE, authority - from);
  const host = { start: from, end };
  if (text.charCodeAt(end) !== 58) return { host };
  const portEnd = Math.min(authority, runEnd(text, end + 1, ALNUM, 6));
  const port = portEnd > end + 1 && is(text.charCodeAt(end + 1), ALNUM) ? { start: end + 1, end: portEnd } : undefined;
  return port === undefined ? { host } : { host, port };
}
