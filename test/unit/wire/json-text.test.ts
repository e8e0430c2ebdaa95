import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLike, rewriteJson, scanJson } from '../../../src/engine/wire/json-text.ts';

/** JSON text with spaces and escapes that `JSON.stringify` would not write. */
const spelledOddly = fc
  .tuple(fc.jsonValue(), fc.constantFrom(0, 1, 2), fc.boolean())
  .map(([value, indent, odd]) => {
    const text = JSON.stringify(value, undefined, indent) ?? 'null';
    return odd ? text.replace(/[a-f](?=[^"\\]*")/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`) : text;
  })
  .filter((text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  });

describe('JSON text', () => {
  it('keeps every byte when nothing changes', () => {
    fc.assert(
      fc.property(spelledOddly, (text) => {
        const strings = scanJson(text)!;
        expect(
          rewriteJson(
            text,
            strings,
            strings.map(({ value }) => value),
          ),
        ).toBe(text);
      }),
    );
  });

  it('finds the same strings as a parser', () => {
    const collect = (value: unknown): string[] =>
      typeof value === 'string'
        ? [value]
        : Array.isArray(value)
          ? value.flatMap(collect)
          : typeof value === 'object' && value !== null
            ? Object.entries(value).flatMap(([key, member]) => [key, ...collect(member)])
            : [];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(
          scanJson(text)!
            .map((string) => string.value)
            .sort(),
        ).toEqual(collect(value).sort());
      }),
    );
  });

  it('puts any values in the place of any strings', () => {
    fc.assert(
      fc.property(spelledOddly, fc.string({ unit: 'binary' }), (text, replacement) => {
        const strings = scanJson(text)!;
        const rewritten = rewriteJson(
          text,
          strings,
          strings.map(({ value, isKey }) => (isKey ? value : replacement)),
        );
        const values = scanJson(rewritten)!.filter(({ isKey }) => !isKey);
        expect(values.every(({ value }) => value === replacement)).toBe(true);
      }),
    );
  });

  it('keeps an unusual spelling round a replaced middle', () => {
    expect(encodeLike('"\\u0061 secret \\/ \\u00e9"', 'a secret / é', 'a TOKEN / é')).toBe(
      '"\\u0061 TOKEN \\/ \\u00e9"',
    );
  });

  it('knows keys, their values and the top-level member', () => {
    const strings = scanJson('{"command": "x", "nested": {"password": "y", "list": ["z", "w"]}}')!;
    expect(strings.map(({ value, key, member, isKey }) => [value, key, member, isKey])).toEqual([
      ['command', undefined, 'command', true],
      ['x', 'command', 'command', false],
      ['nested', undefined, 'nested', true],
      ['password', undefined, 'nested', true],
      ['y', 'password', 'nested', false],
      ['list', undefined, 'nested', true],
      ['z', undefined, 'nested', false],
      ['w', undefined, 'nested', false],
    ]);
  });

  it('gives nothing for what is not JSON', () => {
    expect(scanJson('{"a": ')).toBeUndefined();
    expect(scanJson("{'a': 1}")).toBeUndefined();
  });
});
