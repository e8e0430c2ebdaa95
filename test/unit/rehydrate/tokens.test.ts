/** Lessons 2, 10, 12 and 21: which tokens restore, in which forms, and how little of a stream is held back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeUp, openSession, plantedDetector, singles, weakDigest } from '../tokenize/harness.ts';

const value = madeUp('tokens', 24);
const other = madeUp('others', 24);
const open = () =>
  openSession(
    plantedDetector([
      { value, category: 'KEY' },
      { value: other, category: 'CONN' },
    ]),
  );
const session = open();
const token = session.tokenize(value).content;
const otherToken = session.tokenize(other).content;
const hash = token.slice('__TAKUMO_v1_KEY_'.length, -2);

describe('a mangled token', () => {
  it.each([
    ['in lower case', token.toLowerCase()],
    ['in upper case', token.toUpperCase()],
    ['with escaped underscores', token.replaceAll('_', '\\_')],
    ['with some escaped underscores', token.replace('__T', '\\_\\_T').replace('_v1', '\\_v1')],
    ['with doubled escapes', token.replaceAll('_', '\\\\_')],
    ['with JSON escapes', token.replaceAll('_', '\\u005f')],
    ['with JSON escapes in capitals', token.replaceAll('_', '\\u005F')],
    ['percent-encoded', token.replaceAll('_', '%5F')],
    ['percent-encoded in lower case', token.replaceAll('_', '%5f')],
    ['percent-encoded twice', token.replaceAll('_', '%255F')],
    ['with entities', token.replaceAll('_', '&#95;')],
    ['without its end', token.slice(0, -2)],
    ['with half its end', token.slice(0, -1)],
    ['wrapped', `${token.slice(0, 12)}\n${token.slice(12)}`],
    ['wrapped in its hash', `${token.slice(0, -6)}\r\n    ${token.slice(-6)}`],
    ['wrapped before its end', `${token.slice(0, -2)}\n${token.slice(-2)}`],
  ])('restores %s', (_, mangled) => {
    for (const [before, after] of [
      ['', ''],
      ['a ', ' b'],
      ['"', '"'],
      ['(', ').'],
    ] as const) {
      const result = session.rehydrate(before + mangled + after, { restorable: new Set([token]) });
      expect(result).toEqual({
        content: before + value + after,
        rehydratedCount: 1,
        tokens: new Set([token]),
        warnings: [],
      });
    }
  });

  it('comes back in canonical form', () => {
    const fresh = open();
    const own = fresh.tokenize(value).content;
    const { content } = fresh.rehydrate(`use \`${own.replaceAll('_', '\\_')}\``);
    expect(fresh.tokenize(content).content).toBe(`use \`${own}\``);
  });

  it('stays when it is not in the request, with a warning', () => {
    const mangled = token.toLowerCase();
    expect(session.rehydrate(mangled, { restorable: new Set([otherToken]) })).toMatchObject({
      content: mangled,
      rehydratedCount: 0,
      warnings: [{ code: 'partial-match', token: mangled }],
    });
  });

  it('stays when it could be two tokens', () => {
    // With a digest this weak the second value has the first one's eight digits and four more.
    const weak = openSession(
      plantedDetector([
        { value: 'aaaa', distinctive: false },
        { value: 'bbbb', distinctive: false },
        { value: 'cccc', distinctive: false },
      ]),
      {
        digest: { hex: () => '01234567abcd0000', destroy: () => {} },
      },
    );
    const [short, long] = ['aaaa', 'bbbb'].map((one) => weak.tokenize(one).content) as [string, string];
    expect([short, long]).toEqual(['__TAKUMO_v1_SECRET_01234567__', '__TAKUMO_v1_SECRET_01234567abcd__']);
    const broken = `${long.slice(0, -6)}\n${long.slice(-6)}`;
    const result = weak.rehydrate(broken);
    expect(result.content).toBe(broken);
    expect(result.warnings.map((warning) => warning.code)).toEqual(['partial-match']);
    expect(weak.rehydrate(broken, { restorable: new Set([long]) }).content).toBe('bbbb');
  });

  it('does not take the beginning of the next token for its end', () => {
    expect(session.rehydrate(token.slice(0, -2).toLowerCase() + otherToken).content).toBe(value + other);
  });

  it('keeps a word that follows its lost end apart', () => {
    expect(session.rehydrate(`${token.slice(0, -2)}_backup`).content).toBe(`${value}_backup`);
  });
});

describe('a token that may not restore', () => {
  it.each([
    ['forged', '__TAKUMO_v1_KEY_01234567__'],
    ['of another category', `__TAKUMO_v1_CONN_${hash}__`],
    [
      'of another session',
      openSession(plantedDetector([{ value, category: 'KEY' }]), { seed: 2 }).tokenize(value).content,
    ],
    ['longer', `__TAKUMO_v1_KEY_${hash}0000__`],
  ])('stays when it is %s', (_, foreign) => {
    expect(session.rehydrate(`a ${foreign} b`)).toMatchObject({
      content: `a ${foreign} b`,
      rehydratedCount: 0,
      warnings: [{ code: 'unknown-token', token: foreign }],
    });
  });

  it('stays when it did not stand in the request (lesson 21)', () => {
    const { restorable } = session.mask({ leaves: [{ text: other }] });
    const result = session.rehydrate(`${token} ${otherToken}`, { restorable });
    expect(result.content).toBe(`${token} ${other}`);
    expect(result.warnings).toEqual([{ code: 'unknown-token', token }]);
  });

  it('stays, without a word, when its category is never restored', () => {
    expect(session.rehydrate(`${token} ${otherToken}`, { never: new Set(['KEY']) })).toMatchObject({
      content: `${token} ${other}`,
      rehydratedCount: 1,
      warnings: [],
    });
  });

  it('stays with everything else when nothing is to be restored', () => {
    const stream = session.rehydrator({ restore: false });
    expect(stream.push(`a ${token.slice(0, 9)}`)).toBe(`a ${token.slice(0, 9)}`);
    expect(stream.push(token.slice(9)) + stream.flush()).toBe(token.slice(9));
  });

  it('does not hide the one behind it', () => {
    const forged = '__TAKUMO_v1_KEY_01234567';
    expect(session.rehydrate(forged + token).content).toBe(forged + value);
  });
});

describe('forged tokens in what is sent (lesson 10)', () => {
  it('are no hiding place: what stands in and round them is looked at', () => {
    const secret = '0123456789abcdef';
    const spy: string[] = [];
    const fresh = openSession({
      detect: (text) => {
        spy.push(text);
        return plantedDetector([{ value: secret, category: 'TOKEN', distinctive: false }]).detect(text);
      },
    });
    expect(fresh.tokenize(`__TAKUMO_v1_KEY_${secret}__`).content).toMatch(
      /^__TAKUMO_v1_KEY___TAKUMO_v1_TOKEN_\w{8}____$/,
    );
    // The detector must not take them for live ones either.
    expect(spy[0]).toBe(`x_TAKUMO_v1_KEY_${secret}__`);
  });

  it('never come to mean a value', () => {
    const digest = weakDigest(1);
    const fresh = openSession(plantedDetector([{ value: 'aaaa', distinctive: false }]), { digest });
    const text = '__TAKUMO_v1_SECRET_00000000__ aaaa';
    const { content } = fresh.tokenize(text);
    expect(content.slice(30)).not.toBe('__TAKUMO_v1_SECRET_00000000__');
    expect(fresh.rehydrate(content).content).toBe(text);
  });

  it('leave live tokens where they are', () => {
    const text = `password = "${token}" and ${otherToken}x${token}`;
    const result = session.mask({ leaves: [{ text }] });
    expect(result.texts).toEqual([text]);
    expect(result.restorable).toEqual(new Set([token, otherToken]));
  });
});

describe('a stream (lesson 2)', () => {
  it('holds back what can become a token and nothing else', () => {
    for (const held of ['_', '__', '__TAKUMO_v1_KEY_0123', '\\', '\\_', '%', '%5', '\\u00', '__T\n']) {
      const stream = session.rehydrator();
      expect(stream.push(`text ${held}`)).toBe('text ');
      expect(stream.flush()).toBe(held);
    }
    for (const free of ['a_b', 'snake_case', 'a\\nb', '100% of', '__init__(', 'x__TAKU y']) {
      expect(session.rehydrator().push(`${free} `)).toBe(`${free} `);
    }
  });

  it('gives each value as soon as its token is whole', () => {
    const stream = session.rehydrator({ sink: 'prose' });
    expect(
      singles(`a ${token}`)
        .map((char) => stream.push(char))
        .join(''),
    ).toBe(`a ${value}`);
  });

  it('ends once', () => {
    const stream = session.rehydrator();
    stream.push('a _');
    expect([stream.flush(), stream.flush(), stream.push('b')]).toEqual(['_', '', '']);
  });

  it('keeps two apart (lesson 3)', () => {
    const [left, right] = [session.rehydrator(), session.rehydrator()];
    let [a, b] = ['', ''];
    for (let at = 0; at < token.length; at++) {
      a += left.push(token[at]!);
      b += right.push(otherToken[at] ?? '');
    }
    b += right.push(otherToken.slice(token.length)) + right.flush();
    expect([a + left.flush(), b]).toEqual([value, other]);
  });

  it('never holds much', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('_', '\\', '%5f', '\n', ' ', 'T', 'takumo', '__TAKUMO_v1_', 'KEY_', '0123', '\\u005f'),
        ),
        (pieces) => {
          const stream = session.rehydrator();
          const text = pieces.join('');
          expect(text.length - stream.push(text).length).toBeLessThan(400);
        },
      ),
    );
  });
});

it('never restores what a restored value says', () => {
  const nested = `${madeUp('nested', 16)} ${token} __TAKUMO_v1_KEY_01234567__`;
  const fresh = open();
  const own = fresh.tokenize(value).content;
  const outer = nested.replace(token, own);
  fresh.learn([{ value: outer, category: 'SECRET', rule: 'known-value', title: 'x' }]);
  const { content } = fresh.tokenize(outer);
  expect(content).toMatch(/^__TAKUMO_v1_SECRET_\w+__$/);
  expect(fresh.rehydrate(content).content).toBe(outer);
});
