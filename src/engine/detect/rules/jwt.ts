/** JSON Web Tokens (a header that is JSON and names an algorithm), and what stands in Authorization headers. */

import { decodeBase64 } from '../base64.ts';
import { ALNUM, BASE64, BASE64URL, DOT, EQUALS, is, runEnd, startsHere } from '../chars.ts';
import { partsBetweenOwnTokens } from '../own-token.ts';
import { isPlaceholder, isPublicExample } from '../placeholders.ts';
import { isDistinctive, isRandom, traitsOf } from '../score.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';

export const jwt: RuleFamily = {
  policy: 'jwt-and-bearer',
  rules: [
    {
      id: 'jwt',
      title: 'JSON Web Token',
      category: 'TOKEN',
      tier: 1,
      confidence: 'certain',
      source: 'https://www.rfc-editor.org/rfc/rfc7519',
      why: 'Its header is JSON and names an algorithm',
      literals: ['eyj'],
      verify: jsonWebToken,
    },
    {
      id: 'bearer-token',
      title: 'Bearer token',
      category: 'TOKEN',
      tier: 2,
      confidence: 'high',
      source: 'https://www.rfc-editor.org/rfc/rfc6750',
      why: 'Follows the word Bearer, as in an Authorization header',
      literals: ['bearer '],
      verify: bearer,
    },
    {
      id: 'basic-credentials',
      title: 'Basic credentials',
      category: 'SECRET',
      tier: 1,
      confidence: 'high',
      source: 'https://www.rfc-editor.org/rfc/rfc7617',
      why: 'Base64 of a name and a password after the word Basic',
      literals: ['basic '],
      verify: basic,
    },
  ],
};

const longestHeader = 1024;
const longestPart = 16384;

function jsonWebToken({ text }: Scan, at: number): Match | undefined {
  if (!text.startsWith('eyJ', at) || !startsHere(text, at)) return undefined;
  const header = runEnd(text, at, BASE64URL, longestHeader);
  if (text.charCodeAt(header) !== 46 || header - at < 16) return undefined;
  const decoded = decodeBase64(text.slice(at, header));
  if (decoded === undefined || !decoded.startsWith('{') || !decoded.includes('"alg"')) return undefined;
  const payload = runEnd(text, header + 1, BASE64URL, longestPart);
  if (payload - header < 8 || text.charCodeAt(payload) !== 46) return undefined;
  let end = runEnd(text, payload + 1, BASE64URL, longestPart);
  // An encrypted token has five parts.
  for (let part = 3; part < 5 && decoded.includes('"enc"') && text.charCodeAt(end) === 46; part++) {
    end = runEnd(text, end + 1, BASE64URL, longestPart);
  }
  if (end === payload + 1)
    return text.slice(header + 1, payload).length < 16 ? undefined : { start: at, end: payload, confidence: 'high' };
  if (isPublicExample(text.slice(payload + 1, end))) return { start: at, end, example: true };
  return isPlaceholder(text.slice(payload + 1, end)) ? { start: at, end, confidence: 'medium' } : { start: at, end };
}

const TOKEN68 = BASE64URL | BASE64 | DOT | EQUALS;

function bearer({ text }: Scan, at: number, end: number): Match | undefined {
  if (!startsHere(text, at)) return undefined;
  const start = end;
  let stop = runEnd(text, start, TOKEN68, 4096);
  while (stop > start && is(text.charCodeAt(stop - 1), DOT)) stop--;
  if (stop - start < 12 || isExpressionEdge(text.charCodeAt(stop))) return undefined;
  const part = partsBetweenOwnTokens(text, start, stop).find(({ start: from, end: to }) => to - from >= 12);
  if (part === undefined) return undefined;
  const value = text.slice(part.start, part.end);
  if (isPublicExample(value)) return { ...part, example: true };
  if (isPlaceholder(value) || !isDistinctive(value)) return undefined;
  const { digits, bits } = traitsOf(value);
  return digits > 0 || bits > 5 ? part : undefined;
}

function basic({ text }: Scan, at: number, end: number): Match | undefined {
  if (!startsHere(text, at)) return undefined;
  let stop = runEnd(text, end, BASE64, 1024);
  while (text.charCodeAt(stop) === 61 && stop - end < 1024) stop++;
  if (stop - end < 12 || is(text.charCodeAt(stop), ALNUM) || isExpressionEdge(text.charCodeAt(stop))) return undefined;
  const decoded = decodeBase64(text.slice(end, stop));
  if (decoded === undefined || !/^[\x20-\x7e]{1,200}:[\x20-\x7e]{3,200}$/.test(decoded)) return undefined;
  if (isPublicExample(text.slice(end, stop))) return { start: end, end: stop, example: true };
  const password = decoded.slice(decoded.indexOf(':') + 1);
  if (password.length < 4 || (isPlaceholder(password) && !isRandom(password)) || manual.test(password))
    return undefined;
  return { start: end, end: stop };
}

const manual = /^(?:pass(?:word|wd)?|secret|test|admin|user|foo|bar|baz|foobar|guest|x+)$/i;

/** `(`, `[`, `{`, `$`, `<`: what stood before is a name in an expression. */
const isExpressionEdge = (code: number): boolean =>
  code === 40 || code === 91 || code === 123 || code === 36 || code === 60;
