/** L3, and lessons 15 and 24: no distinctive value leaves, in any spelling, from any leaf, whether it was found in a text or learned before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownValue } from '../../../src/engine/model.ts';
import { distinctiveValue, fragment, isWellFormed, madeUp, openSession, plantedDetector } from './harness.ts';
import { leaks } from './oracle.ts';

type Spell = (value: string) => string;
const bytesOf = (value: string) => Buffer.from(value, 'utf8');
const json: Spell = (value) => JSON.stringify(value).slice(1, -1);
const unicode: Spell = (value) =>
  Array.from({ length: value.length }, (_, i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
const percent: Spell = (value) => encodeURIComponent(Buffer.from(value).toString());
const wrap =
  (every: number, mark: string): Spell =>
  (value) => {
    const lines: string[] = [];
    for (let at = 0; at < value.length; at += every) lines.push(value.slice(at, at + every));
    return lines.join(mark);
  };

const spellings: Readonly<Record<string, Spell>> = {
  raw: (value) => value,
  json,
  'json in json': (value) => json(json(value)),
  'json in json in json': (value) => json(json(json(value))),
  'json with escaped solidus': (value) => json(value).replaceAll('/', '\\/'),
  unicode,
  'unicode, upper case': (value) =>
    unicode(value).replace(/\\u(....)/g, (_, digits: string) => `\\u${digits.toUpperCase()}`),
  percent,
  'percent, lower case': (value) => percent(value).replace(/%../g, (one) => one.toLowerCase()),
  'percent, every byte': (value) => bytesOf(value).toString('hex').replace(/../g, '%$&'),
  'percent, twice': (value) => percent(percent(value)),
  form: (value) => new URLSearchParams({ v: value }).toString().slice(2),
  base64: (value) => bytesOf(value).toString('base64'),
  base64url: (value) => bytesOf(value).toString('base64url'),
  'base64, one byte before': (value) => bytesOf(`x${value}yz`).toString('base64'),
  'base64, two bytes before': (value) => bytesOf(`user:${value}\n`).toString('base64'),
  'base64url, inside': (value) => bytesOf(`{"p":"${value}"}`).toString('base64url'),
  'base64 over lines': (value) => wrap(12, '\n')(bytesOf(`user:${value}`).toString('base64')),
  hex: (value) => bytesOf(value).toString('hex'),
  'hex, upper case': (value) => bytesOf(value).toString('hex').toUpperCase(),
  'hex escapes': (value) =>
    bytesOf(value)
      .toString('latin1')
      .replace(/[\s\S]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
  html: (value) =>
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  'wrapped with indentation': wrap(5, '\n    '),
  'wrapped, CR LF': wrap(3, '\r\n'),
  'backslash continuation': wrap(6, '\\\n'),
  'quoted concatenation': (value) => `"${wrap(7, '" +\n      "')(value)}"`,
  'adjacent literals': (value) => `('${wrap(7, "'\n  '")(value)}')`,
  'operator at the start': (value) => `"${wrap(7, '"\n  + "')(value)}"`,
  'in a diff': wrap(6, '\n+'),
  'in a quotation': wrap(6, '\n> '),
  'in a comment': wrap(9, '\n// '),
  'wrapped in JSON': (value) => json(wrap(6, '\n  ')(value)),
};

const known = (value: string): KnownValue => ({
  value,
  category: 'SECRET',
  rule: 'known-value',
  title: 'Value of .env',
  path: '.env',
  line: 3,
});
/** Values whose characters stand for themselves once: what an oracle must not confuse with the marks of a spelling. */
const plainValue = distinctiveValue.filter(
  (value) => /^[\w!@~=;:?*-]+$/.test(value) && !/^[*>#|+-]|[*>#|+-]$/.test(value),
);

describe.each(Object.keys(spellings))('a value spelled as %s', (name) => {
  const spell = spellings[name]!;
  const wraps = /wrapped|lines|diff|quotation|comment|literals|concatenation|operator|continuation/.test(name);

  it('is masked when it was learned, and comes back', () => {
    const value = wraps ? plainValue : distinctiveValue.filter((one) => isWellFormed(one));
    fc.assert(
      fc.property(value, fragment, fragment, (secret, before, after) => {
        const session = openSession(plantedDetector([]));
        session.learn([known(secret)]);
        const spelled = spell(secret);
        const text = `${before} ${spelled} ${after}`;
        const { content } = session.tokenize(text);
        expect(content).not.toContain(spelled);
        expect(leaks(content, secret)).toBe(false);
        expect(session.rehydrate(content).content).toBe(text);
      }),
      { numRuns: 150 },
    );
  });
});

describe('L3', () => {
  it('masks what is found in one leaf in every leaf of the request, in any spelling', () => {
    fc.assert(
      fc.property(
        plainValue,
        fc.array(fc.constantFrom(...Object.keys(spellings)), { minLength: 1, maxLength: 4 }),
        fragment,
        (secret, names, noise) => {
          // The detector sees the value with its rule in the last leaf only.
          const rule = { value: `key=${secret}` };
          const session = openSession({
            detect: (text) =>
              plantedDetector([rule])
                .detect(text)
                .map((finding) => ({ ...finding, start: finding.start + 4, distinctive: true })),
          });
          const leaves = [
            ...names.map((name) => ({ text: `${noise} ${spellings[name]!(secret)} ${noise}` })),
            { text: `key=${secret}` },
          ];
          const { texts, restorable } = session.mask({ leaves });
          for (const [index, text] of texts.entries()) {
            expect(leaks(text, secret)).toBe(false);
            expect(session.rehydrate(text, { restorable }).content).toBe(leaves[index]!.text);
          }
          // And in every later request, without the leaf that told of it.
          for (const text of session.mask({ leaves: leaves.slice(0, -1) }).texts)
            expect(leaks(text, secret)).toBe(false);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('masks what a known value says when it is itself an encoded text', () => {
    const secret = `p@ss ${madeUp('decoded', 12)}/x"y`;
    for (const spelled of [
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      secret.replaceAll('"', '&quot;'),
      Buffer.from(secret).toString('base64'),
    ]) {
      const session = openSession(plantedDetector([]));
      session.learn([known(spelled)]);
      expect(session.tokenize(`a ${secret} b ${spelled}`).content).toMatch(
        /^a __TAKUMO_v1_SECRET_\w{8}__ b __TAKUMO_v1_SECRET_\w{8}__$/,
      );
    }
  });

  it('leaves ordinary values alone where no rule found them', () => {
    const session = openSession({
      detect: (text) =>
        plantedDetector([{ value: 'password=admin', distinctive: false }])
          .detect(text)
          .map((one) => ({ ...one, start: one.start + 9 })),
    });
    const { texts } = session.mask({ leaves: [{ text: 'password=admin' }, { text: 'the admin page' }] });
    expect(texts[0]).toMatch(/^password=__TAKUMO/);
    expect(texts[1]).toBe('the admin page');
  });
});

const pem = (salt: string, lines = 12): string => {
  const body = Array.from(
    { length: lines },
    (_, index) => madeUp(`${salt} ${index}`, 32) + madeUp(`${salt} ${index} more`, 32),
  );
  return ['-----BEGIN PRIVATE ', 'KEY-----\n', body.join('\n'), '\n-----END PRIVATE ', 'KEY-----'].join('');
};

describe('a secret of several lines (lesson 24)', () => {
  const key = pem('key');
  const lines = key.split('\n').slice(1, -1);
  const fresh = () => {
    const session = openSession(plantedDetector([{ value: key, category: 'KEY' }]));
    session.tokenize(key);
    return session;
  };

  it('is one token as a whole, and comes back', () => {
    expect(fresh().tokenize(`x\n${key}\ny`).content).toMatch(/^x\n__TAKUMO_v1_KEY_\w+__\ny$/);
  });

  it.each([
    ['a line in an error message', `error: invalid line "${lines[3]}" in key`],
    ['all lines in a diff', lines.map((line) => `+${line}`).join('\n')],
    ['all lines removed by a diff', lines.map((line) => `-${line}`).join('\n')],
    ['numbered lines', lines.map((line, index) => `${index + 1}\t${line}`).join('\n')],
    ['an indented block', lines.map((line) => `      ${line}`).join('\n')],
    ['a JSON string', JSON.stringify(key)],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ key }))],
    ['wrapped anew', lines.join('').replace(/.{40}/g, '$&\n')],
    ['without line breaks', lines.join('')],
    ['base64', Buffer.from(`key: ${key}`).toString('base64')],
    ['base64 over lines', Buffer.from(key).toString('base64').replace(/.{76}/g, '$&\n')],
    ['Windows line ends', key.replaceAll('\n', '\r\n')],
    ['a part of a line', `...${lines[2]!.slice(7, 40)}...`],
    ['a part over two lines', `${lines[2]!.slice(40)}\n${lines[3]!.slice(0, 20)}`],
    ['a quotation', lines.map((line) => `> ${line}`).join('\n')],
  ])('does not leave as %s', (_, text) => {
    const session = fresh();
    const { content } = session.tokenize(text);
    for (const line of lines) {
      for (let at = 0; at + 24 <= line.length; at++) expect(leaks(content, line.slice(at, at + 24), 2)).toBe(false);
    }
    expect(session.rehydrate(content).content).toBe(text);
  });

  it('does not mask its first and last line, which say nothing', () => {
    expect(fresh().tokenize(key.split('\n')[0]!).content).toBe(key.split('\n')[0]);
  });
});
