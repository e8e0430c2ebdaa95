/** Lesson 4: tool arguments are JSON text. Values get the escaping of their literal, once a layer; every other byte stays. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctiveValue, fragment, madeUp, openSession, plantedDetector, singles } from '../tokenize/harness.ts';

const value = `${madeUp('json', 12)}"\\/\n\t${madeUp('json 2', 12)}é`;
const open = () => openSession(plantedDetector([{ value }]));
const session = open();
const token = session.tokenize(value).content;

describe('rehydrateJson', () => {
  it('escapes a value for its string literal', () => {
    const { content, rehydratedCount } = session.rehydrateJson(`{"text": "a ${token} b", "${token}": 1}`);
    expect(JSON.parse(content)).toEqual({ text: `a ${value} b`, [value]: 1 });
    expect(rehydratedCount).toBe(2);
  });

  it('escapes once for each layer of JSON in JSON', () => {
    const inner = JSON.stringify({ content: `x\n${token}` });
    const outer = JSON.stringify({ call: JSON.stringify({ arguments: inner }) });
    const { content } = session.rehydrateJson(outer);
    const layers = JSON.parse(JSON.parse(JSON.parse(content).call as string).arguments as string) as {
      content: string;
    };
    expect(layers.content).toBe(`x\n${value}`);
  });

  it('takes a string for JSON only while it is written like JSON', () => {
    for (const text of ['[section]\nkey = ', '{{ template }} ', '[link](x) ', '{ const a = ', '[1, 2', '"', '{']) {
      const { content } = session.rehydrateJson(JSON.stringify({ text: `${text}${token}` }));
      expect((JSON.parse(content) as { text: string }).text).toBe(text + value);
    }
  });

  it('keeps every byte that is no token', () => {
    const text = ' { "n" : 1.0e+05 , "big": 12345678901234567890,"s":"\\u0041\\/\\u00e9 é \\ud83d\\udd11" ,"t":"§"}\n';
    const [before, after] = text.split('§') as [string, string];
    const { content } = session.rehydrateJson(before + token + after);
    expect(content.startsWith(before) && content.endsWith(after)).toBe(true);
  });

  it('reads tokens with escaped underscores', () => {
    const { content } = session.rehydrateJson(
      `{"a":"${token.replaceAll('_', '\\u005f')}","b":"${token.replaceAll('_', '\\\\_')}"}`,
    );
    expect(JSON.parse(content)).toEqual({ a: value, b: value });
  });

  it('keeps a token that half an escape stands before, rather than break the text', () => {
    const text = `{"a":"x\\u00${token}"}`;
    expect(session.rehydrateJson(text).content).toBe(text);
  });

  it('makes a value of a bare token', () => {
    const numeric = openSession(plantedDetector([{ value: '4111111111111111', category: 'PII' }]));
    const { content } = numeric.tokenize('{"card":4111111111111111}');
    expect(numeric.rehydrateJson(content).content).toBe('{"card":4111111111111111}');
    expect(JSON.parse(session.rehydrateJson(`{"a":${token}}`).content)).toEqual({ a: value });
  });

  it('gives valid JSON that says the value, for any value and any neighbours', () => {
    fc.assert(
      fc.property(
        fc.oneof(distinctiveValue, fc.string({ unit: 'binary', minLength: 1 })),
        fragment,
        fragment,
        fc.boolean(),
        (secret, before, after, nested) => {
          const fresh = openSession({
            detect: (text) =>
              plantedDetector([{ value: secret, distinctive: false }]).detect(text === secret ? text : ''),
          });
          const own = fresh.tokenize(secret).content;
          const said = (mark: string) => before + mark + after;
          const wrap = (text: string) =>
            nested ? JSON.stringify({ deep: JSON.stringify({ text }) }) : JSON.stringify({ text });
          // A fragment that begins like JSON asks for that layer's escaping; that is the test above.
          fc.pre(!/^\s*[[{]/.test(before) && !/[_\\%&;]$/.test(before) && !after.startsWith('_'));
          const { content, rehydratedCount } = fresh.rehydrateJson(wrap(said(own)));
          expect(rehydratedCount).toBe(1);
          const outer = JSON.parse(content) as { text: string; deep: string };
          expect((nested ? (JSON.parse(outer.deep) as { text: string }) : outer).text).toBe(said(secret).toString());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('streams the same, character by character', () => {
    const text = JSON.stringify({ a: JSON.stringify({ b: `${token}\n` }), c: [token, '\\'] });
    const stream = session.jsonRehydrator();
    expect(
      singles(text)
        .map((char) => stream.push(char))
        .join('') + stream.flush(),
    ).toBe(session.rehydrateJson(text).content);
  });

  it('is remembered by its strings: what the client sends back has the model’s bytes', () => {
    const fresh = open();
    const own = fresh.tokenize(value).content;
    const inner = `export A="${own}"\nexport B=2`;
    const { content } = fresh.rehydrateJson(JSON.stringify({ command: inner, more: JSON.stringify({ own }) }));
    const sent = JSON.parse(content) as { command: string; more: string };
    expect(fresh.mask({ leaves: [{ text: sent.command }, { text: sent.more }] }).texts).toEqual([
      inner,
      JSON.stringify({ own }),
    ]);
    expect(fresh.mask({ leaves: [{ text: `"command": "${sent.command}"`, lead: 12 }] }).texts).toEqual([
      `"command": "${inner}"`,
    ]);
  });
});

describe('rehydrateValue', () => {
  it('restores every string, names too, and nothing else', () => {
    const given = { a: [token, 1, null, { [token]: `x ${token}` }], b: true };
    expect(session.rehydrateValue(given)).toEqual({
      value: { a: [value, 1, null, { [value]: `x ${value}` }], b: true },
      rehydratedCount: 3,
      warnings: [],
    });
    expect(given.a[0]).toBe(token);
  });

  it('does not take a hostile property name for a prototype', () => {
    const given = JSON.parse(`{"__proto__": {"a": "${token}"}}`) as object;
    const { value: restored } = session.rehydrateValue(given);
    expect(Object.getPrototypeOf(restored)).toBe(Object.prototype);
    expect(JSON.stringify(restored)).toBe(JSON.stringify({ a: value }).replace(/^(.*)$/s, '{"__proto__":$1}'));
  });

  it('survives any depth', () => {
    let deep: unknown = token;
    for (let i = 0; i < 5000; i++) deep = [deep];
    expect(() => session.rehydrateValue(deep)).not.toThrow();
  });
});
