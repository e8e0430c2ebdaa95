/** What is written to a `.env` file is read back: by our own reader, and by Node's. */
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDotenv } from '../../../src/engine/detect/dotenv.ts';
import { appendDotenv, quoteDotenv } from '../../../src/extension/editor/dotenv-text.ts';

const value = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('a', '9', '"', "'", '`', '\\', '$', '#', ' ', '=', '\n', '\r', '{', '}', 'n'),
    minLength: 1,
    maxLength: 12,
  }),
);

describe('a value in a .env file', () => {
  it('is read back by every reader, whatever it is', () => {
    fc.assert(
      fc.property(value, (text) => {
        const quoted = quoteDotenv(text);
        if (quoted === undefined) return;
        const file = `BEFORE=1\nNAME=${quoted}\nAFTER=2\n`;
        const entries = parseDotenv(file);
        expect(entries.map(({ name }) => name)).toEqual(['BEFORE', 'NAME', 'AFTER']);
        expect(entries[1]?.value).toBe(text);
        expect(entries[1]?.refers).toBe(false);
        expect(parseEnv(file)).toEqual({ BEFORE: '1', NAME: text, AFTER: '2' });
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['Zq7xT9-k_L.m2/Pv4+=', 'Zq7xT9-k_L.m2/Pv4+='],
    ['two words', "'two words'"],
    ['a#b', "'a#b'"],
    ['a$b', "'a$b'"],
    ['say "hi"', `'say "hi"'`],
    ["it's", `"it's"`],
    ['line\nline', '"line\\nline"'],
    ['postgresql://u:p@h:5432/d?sslmode=require', `'postgresql://u:p@h:5432/d?sslmode=require'`],
  ])('%j is written as %s', (text, quoted) => {
    expect(quoteDotenv(text)).toBe(quoted);
  });

  it.each(['', 'nul\0', `'"$`, '\\', "\\\\'"])('%j is not written at all', (text) => {
    expect(quoteDotenv(text)).toBeUndefined();
    expect(appendDotenv('', [{ name: 'A', value: text }])).toBeUndefined();
  });

  it.each([
    ['', 'A=1\n'],
    ['B=2\n', 'A=1\n'],
    ['B=2', '\nA=1\n'],
    ['B=2\r\nC=3', '\r\nA=1\r\n'],
  ])('is added to %j as %j', (before, added) => {
    expect(appendDotenv(before, [{ name: 'A', value: '1' }])).toBe(added);
  });
});
