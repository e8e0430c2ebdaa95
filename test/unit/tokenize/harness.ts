/** Sessions, values and texts for the tests of tokenizing and restoring. No literal here looks like a live secret. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Detector, isDistinctive } from '../../../src/engine/detect/index.ts';
import type { Category, Finding } from '../../../src/engine/model.ts';
import { categories } from '../../../src/engine/model.ts';
import type { Digest } from '../../../src/engine/tokenize/digest.ts';
import { createSession, type Session, type SessionOptions } from '../../../src/engine/tokenize/session.ts';

export interface Planted {
  readonly value: string;
  readonly category?: Category;
  /** False: found by the rule, but too ordinary to be looked for elsewhere. */
  readonly distinctive?: boolean;
  readonly rule?: string;
}

/** A detector that finds exactly the planted values, leftmost and longest first. */
export function plantedDetector(planted: readonly Planted[]): Detector {
  return {
    detect(text) {
      const found: Finding[] = [];
      for (let at = 0; at < text.length; ) {
        const here = planted
          .filter((one) => one.value !== '' && text.startsWith(one.value, at))
          .sort((a, b) => b.value.length - a.value.length)[0];
        if (here === undefined) {
          at++;
          continue;
        }
        found.push(findingOf(here, at));
        at += here.value.length;
      }
      return found;
    },
  };
}

function findingOf(planted: Planted, start: number): Finding {
  return {
    start,
    end: start + planted.value.length,
    rule: planted.rule ?? 'planted',
    category: planted.category ?? 'SECRET',
    kind: 'secret',
    confidence: 'high',
    tier: 2,
    distinctive: planted.distinctive ?? isDistinctive(planted.value),
    title: 'Planted value',
    why: 'The test put it there.',
  };
}

/** A session whose key is drawn from `seed`. */
export function openSession(
  detector: Detector,
  options: Partial<SessionOptions> & { readonly seed?: number; readonly digest?: Digest } = {},
): Session {
  const { seed = 1, digest, ...rest } = options;
  return createSession(
    {
      detector,
      random: {
        bytes: (length) => new Uint8Array(createHash('sha512').update(`key ${seed}`).digest().subarray(0, length)),
      },
      clock: { now: () => 0, monotonic: () => 0 },
      ...rest,
    },
    digest === undefined ? {} : { digest },
  );
}

/** A digest with so few answers that most values collide. */
export function weakDigest(answers = 2): Digest {
  return {
    hex: (value, salt) => {
      const weak = Array.from(value).reduce((sum, char) => sum + char.charCodeAt(0), 0) % answers;
      return `${weak}`.padStart(8, '0') + `${weak % 2}`.padStart(4, '0') + `${salt}`.padStart(4, '0');
    },
    destroy: () => {},
  };
}

const symbols = Array.from('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ ');
const alnum = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** Values rare enough to be looked for everywhere: plain, with every printable symbol, and beyond ASCII. */
export const distinctiveValue: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...alnum), minLength: 10, maxLength: 48 }) },
    { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...alnum, ...symbols), minLength: 10, maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.string({
        unit: fc.constantFrom(...alnum, ...symbols, 'é', 'ß', '漢', '🔑', '\u0301'),
        minLength: 12,
        maxLength: 40,
      }),
    },
  )
  .filter((value) => isDistinctive(value) && value.trim() === value && !value.includes('TAKUMO'));

export const category: fc.Arbitrary<Category> = fc.constantFrom(...categories);

/** Pieces of which hostile texts are made: fragments of the grammar in every spelling, forged tokens, separators, any character. */
export const fragment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '_',
    '__',
    '___',
    '\\',
    '\\_',
    '%',
    '%5F',
    '%5f',
    '%255F',
    '\\u005f',
    '&#95;',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\\n',
    '"',
    "'",
    '`',
  ),
  fc.constantFrom(
    'TAKUMO',
    'takumo',
    '__TAKUMO_v1_',
    '__takumo_V1_',
    '\\_\\_TAKUMO\\_v1\\_',
    'TAKUMO_v1_KEY_',
    'v1',
    'KEY',
    'KEY_',
    'SECRET_',
  ),
  fc.constantFrom(
    '__TAKUMO_v1_KEY_0000',
    '__TAKUMO_v1_KEY_01234567',
    '__TAKUMO_v1_KEY_01234567__',
    '__TAKUMO_v1_USER_0123456789ab__',
    '__TAKUMO_v1_PII_0123456789abcdef__',
    '__TAKUMO_v1_NONE_01234567__',
    '__TAKUMO_v1_KEY_0123456__',
  ),
  fc.constantFrom(
    '0',
    'deadbeef',
    '01234567',
    'ABCDEF01',
    'é',
    '\u0301',
    '\u0000',
    '\ud83d',
    '\ude00',
    '🔑',
    '\ufeff',
    '\u2028',
  ),
  fc.constantFrom(
    '[a](',
    '![](',
    ')',
    '](',
    ']: ',
    '<',
    '<img src="',
    '>',
    'http://',
    'https://e.x/?q=',
    'www.',
    '```\n',
    '\n```\n',
    '~~~\n',
    '\n\n',
    '<!--',
    '-->',
    '&lt;',
    '- ',
    '> ',
    '{"a":',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\\"',
    '\\\\',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);

/** Cuts a text at arbitrary places. */
export const cutsOf = (text: string): fc.Arbitrary<string[]> =>
  fc.array(fc.nat(text.length), { maxLength: 12 }).map((places) => {
    const sorted = [0, ...places.sort((a, b) => a - b), text.length];
    return sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
  });

export const singles = (text: string): string[] =>
  Array.from({ length: text.length }, (_, index) => text.charAt(index));

/** A deterministic value that no scanner takes for a live one. */
export const madeUp = (salt: string, length = 32): string =>
  createHash('sha256').update(salt).digest('base64').replace(/[+/=]/g, 'x').slice(0, length);

/** True for a text without lone surrogates, which JSON and UTF-8 can carry. */
export const isWellFormed = (text: string): boolean => Buffer.from(text, 'utf8').toString('utf8') === text;
