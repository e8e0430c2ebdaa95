/**
 * Loads the fixtures of the rules: `ng.*` must be found exactly where «marks» stand, `ok.*` must be silent. `{{templates}}` are drawn from a
 * generator seeded by the file's name (which ends in `.txt` so that no tool takes a fixture for code), so that no file holds anything that looks like a live secret.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../../../src/engine/detect/checksum.ts';

export interface Fixture {
  /** The folder: the rule it belongs to, or `clean`. */
  readonly rule: string;
  readonly name: string;
  readonly text: string;
  readonly expected: readonly { readonly rule: string; readonly start: number; readonly end: number }[];
}

const root = join(import.meta.dirname, '../../fixtures/detect');

export function loadFixtures(): readonly Fixture[] {
  return readdirSync(root)
    .sort()
    .flatMap((rule) =>
      readdirSync(join(root, rule))
        .sort()
        .map((name) =>
          parse(
            rule,
            name.slice(0, -'.txt'.length),
            expand(readFileSync(join(root, rule, name), 'utf8'), `${rule}/${name}`),
          ),
        ),
    );
}

function parse(rule: string, name: string, marked: string): Fixture {
  let text = '';
  const expected: { rule: string; start: number; end: number }[] = [];
  for (const part of marked.split(/(«[^»]*»)/)) {
    if (!part.startsWith('«')) {
      text += part;
      continue;
    }
    const [, named, value] = /^«(?:([a-z0-9-]+)\|)?([\s\S]*)»$/.exec(part)!;
    expected.push({ rule: named ?? rule, start: text.length, end: text.length + value!.length });
    text += value;
  }
  return { rule, name, text, expected };
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const base62 = `0123456789${upper}${upper.toLowerCase()}`;
const alphabets: Readonly<Record<string, string>> = {
  base62,
  base64: `${base62}+/`,
  base64url: `${base62}-_`,
  base32: `${upper}234567`,
  bech32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  hex: '0123456789abcdef',
  HEX: '0123456789ABCDEF',
  digits: '0123456789',
};

/** Expands `{{alphabet length}}`, `{{repeat A 36}}`, `{{pem lines}}`, `{{jwt}}` and their kin. */
export function expand(template: string, seed: string): string {
  let state = crc32(seed) || 1;
  const next = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const draw = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[next(alphabet.length)]).join('');
  // A draw that happens to look like words or a sequence would make a fixture depend on luck.
  const drawVaried = (alphabet: string, length: number): string => {
    for (;;) {
      const drawn = draw(alphabet, length);
      const varied =
        alphabet.length < 16 ||
        (/\d/.test(drawn) && /[A-Za-z].*[A-Za-z]/.test(drawn) && new Set(drawn).size >= Math.min(length, 12) * 0.6);
      if (varied && /^[A-Za-z0-9]/.test(drawn) && /[A-Za-z0-9]$/.test(drawn)) return drawn;
    }
  };
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  return template.replace(/\{\{(d|uuid|jwt|github|[A-Za-z0-9]+ [^{}]+)\}\}/g, (whole, body: string) => {
    const [kind, ...rest] = body.split(' ');
    const argument = rest.join(' ');
    const length = Number(argument);
    if (kind === 'd') return '-'.repeat(5);
    if (kind === 'repeat') return rest[0]!.repeat(Number(rest[1]));
    if (kind === 'b64') return Buffer.from(argument).toString('base64');
    if (kind === 'uuid') return [8, 4, 4, 4, 12].map((size) => draw(alphabets.hex!, size)).join('-');
    if (kind === 'jwt')
      return `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(`{"sub":"${draw(base62, 12)}"}`)}.${draw(base62, 43)}`;
    if (kind === 'github') return withChecksum(draw(base62, 30));
    if (kind === 'pem') return Array.from({ length }, () => drawVaried(alphabets.base64!, 64)).join('\n');
    if (kind === 'pem1') return Array.from({ length }, () => drawVaried(alphabets.base64!, 64)).join('\\n');
    if (kind === 'card') return withLuhn(argument + draw('0123456789', 14));
    if (kind === 'cardspaced')
      return withLuhn(`${argument}1${draw('0123456789', 13)}`).replace(/(\d{4})(?=\d)/g, '$1 ');
    const alphabet = alphabets[kind!];
    return alphabet === undefined ? whole : drawVaried(alphabet, length);
  });
}

function withChecksum(body: string): string {
  let rest = crc32(body);
  let tail = '';
  for (let i = 0; i < 6; i++) {
    tail = base62[rest % 62] + tail;
    rest = Math.floor(rest / 62);
  }
  return body + tail;
}

function withLuhn(body: string): string {
  const sum = Array.from(body)
    .reverse()
    .reduce((total, char, i) => {
      const digit = Number(char) * (i % 2 === 0 ? 2 : 1);
      return total + (digit > 9 ? digit - 9 : digit);
    }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
