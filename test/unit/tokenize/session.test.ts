/** A session's vault and its requests: transforms, sources, limits, the report, its end; lessons 8, 9, 15 and 17 where they touch it. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../../../src/engine/detect/index.ts';
import type { TakumoError } from '../../../src/engine/errors.ts';
import type { Finding, KnownValue, Transform } from '../../../src/engine/model.ts';
import { createDigest } from '../../../src/engine/tokenize/digest.ts';
import { longestPlaceholder, parsePlaceholder } from '../../../src/engine/tokenize/placeholder.ts';
import { madeUp, openSession, type Planted, plantedDetector, weakDigest } from './harness.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as TakumoError).code;
  }
  return 'nothing was thrown';
};
const value = madeUp('session', 24);
const other = madeUp('session other', 24);
const planted = (...values: Planted[]) => openSession(plantedDetector(values));
const known = (text: string, line = 3): KnownValue => ({
  value: text,
  category: 'SECRET',
  rule: 'known-value',
  title: 'Value of .env',
  path: '.env',
  line,
});

describe('a text that stays here', () => {
  it('gets the tokens of the session, and counts only when it leaves', () => {
    const session = planted({ value });
    const { content } = session.tokenize(value, 'a.ts', { staysHere: true });
    expect(session.report()).toMatchObject({ totalDetections: 0, uniqueTokens: 0 });
    expect(session.tokens().every(({ used }) => !used)).toBe(true);
    expect(session.tokenize(value, 'a.ts').content).toBe(content);
    expect(session.report()).toMatchObject({ totalDetections: 1, uniqueTokens: 1 });
    expect(session.tokens()).toMatchObject([{ used: true, places: [{ path: 'a.ts', line: 1 }] }]);
  });
});

describe('tokens', () => {
  it('have the documented form', () => {
    const { content } = planted({ value, category: 'CONN' }).tokenize(value);
    expect(content).toMatch(/^__TAKUMO_v1_CONN_[0-9a-f]{8}__$/);
    expect(parsePlaceholder(content)?.category).toBe('CONN');
    expect(longestPlaceholder).toBe('__TAKUMO_v1_SECRET_0123456789abcdef__'.length);
  });

  it('are the same for the same value in a session, and others in another', () => {
    const session = planted({ value });
    const first = session.tokenize(`a ${value}`, 'a.ts').content.slice(2);
    expect(session.tokenize(`b ${value}`, 'b.ts').content).toBe(`b ${first}`);
    expect(openSession(plantedDetector([{ value }]), { seed: 7 }).tokenize(value).content).not.toBe(first);
  });

  it('are not made of the value alone, so that nobody can confirm a guess', () => {
    const digests = [1, 2].map((seed) =>
      createDigest({ bytes: (length) => new Uint8Array(length).fill(seed) }).hex('hunter2', 0),
    );
    expect(new Set(digests).size).toBe(2);
  });

  it('keep the category of the first sight', () => {
    const session = openSession({
      detect: (text) => plantedDetector([{ value, category: text.startsWith('1') ? 'KEY' : 'USER' }]).detect(text),
    });
    const first = session.tokenize(`1 ${value}`).content.slice(2);
    expect(session.tokenize(`2 ${value}`).content).toBe(`2 ${first}`);
    expect(first).toContain('_KEY_');
  });

  it('grow when their hashes collide, and never stand for two values', () => {
    const values = Array.from({ length: 12 }, (_, index) => ({ value: madeUp(`collide ${index}`) }));
    const session = openSession(plantedDetector(values), { digest: weakDigest(1) });
    const tokens = values.map((one) => session.tokenize(one.value).content);
    expect(new Set(tokens).size).toBe(values.length);
    expect(tokens.map((one) => parsePlaceholder(one)!.hash.length).slice(0, 4)).toEqual([8, 12, 16, 16]);
    tokens.forEach((token, index) => {
      expect(session.rehydrate(token).content).toBe(values[index]!.value);
    });
  });
});

describe('tokenize', () => {
  it('tells type, category, place and token of each detection, never the value', () => {
    const session = planted({ value, category: 'KEY', rule: 'some-key' }, { value: other, category: 'CONN' });
    const { content, detections, tokenCount } = session.tokenize(`one\n  ${value}\n\n${other} ${value}`, 'src/a.ts');
    const [first, , third] = content.split('\n');
    expect(tokenCount).toBe(3);
    expect(detections.map(({ line, column, length }) => [line, column, length])).toEqual([
      [2, 3, 24],
      [4, 1, 24],
      [4, 26, 24],
    ]);
    expect(detections[0]).toEqual({
      type: 'some-key',
      category: 'KEY',
      line: 2,
      column: 3,
      length: 24,
      token: content.split('\n')[1]!.trim(),
    });
    expect([first, third]).toEqual(['one', '']);
    expect(JSON.stringify(detections)).not.toContain(value);
  });

  it('leaves a clean text alone', () => {
    const text = 'const secret = getToken(); // process.env.API_KEY';
    expect(openSession(createDetector()).tokenize(text)).toEqual({ content: text, detections: [], tokenCount: 0 });
  });

  it('takes what overlaps as one', () => {
    const url = `postgres://app:${value}@db/x`;
    const session = planted({ value: url, category: 'CONN' });
    session.learn([known(value)]);
    expect(session.tokenize(`u = ${url}`).content).toMatch(/^u = __TAKUMO_v1_CONN_\w{8}__$/);
    expect(session.tokenize(`p = ${value}`).content).toMatch(/^p = __TAKUMO_v1_SECRET_\w{8}__$/);
  });

  it('takes a partial overlap as the union of both', () => {
    const text = value + other;
    const session = planted();
    session.learn([known(text.slice(0, 30)), known(text.slice(20))]);
    const { content } = session.tokenize(`<${text}>`);
    expect(content).toMatch(/^<__TAKUMO_v1_SECRET_\w{8}__>$/);
    expect(session.rehydrate(content).content).toBe(`<${text}>`);
  });
});

describe('mask', () => {
  const decide = (transforms: Record<string, Transform>) => (finding: Finding) =>
    transforms[finding.rule] ?? 'tokenize';

  it('tells each finding with offsets into the original, its token and where the value is kept', () => {
    const session = planted({ value: other, category: 'KEY' });
    session.learn([known(value)]);
    const { texts, findings, restorable } = session.mask({
      leaves: [{ text: `a ${value}`, path: 'a.ts' }, { text: 'b' }, { text: `${other}!` }],
    });
    expect(
      findings.map(({ leaf, finding, transform, source }) => [
        leaf,
        finding.start,
        finding.end,
        finding.rule,
        transform,
        source,
      ]),
    ).toEqual([
      [0, 2, 26, 'known-value', 'tokenize', { path: '.env', line: 3 }],
      [2, 0, 24, 'planted', 'tokenize', undefined],
    ]);
    expect(texts).toEqual([`a ${findings[0]!.token}`, 'b', `${findings[1]!.token}!`]);
    expect(restorable).toEqual(new Set(findings.map((one) => one.token)));
  });

  it('redacts for good, everywhere, in every spelling', () => {
    const session = planted({ value, category: 'TOKEN', rule: 'redacted' });
    const request = {
      leaves: [{ text: encodeURIComponent(`${value}/`) }, { text: `x ${value}` }],
      decide: decide({ redacted: 'redact' }),
    };
    const { texts, restorable, findings } = session.mask(request);
    expect(texts).toEqual(['[redacted:TOKEN]%2F', 'x [redacted:TOKEN]']);
    expect(restorable.size).toBe(0);
    expect(findings.every((one) => one.token === undefined && one.transform === 'redact')).toBe(true);
  });

  it('only observes where a policy says so, but never what another finding masks', () => {
    const session = openSession({
      detect: (text) => plantedDetector([{ value, rule: text.startsWith('strict') ? 'strict' : 'loose' }]).detect(text),
    });
    const loose = { text: `loose ${value}` };
    const observed = session.mask({ leaves: [loose], decide: decide({ loose: 'none' }) });
    expect(observed.texts).toEqual([loose.text]);
    expect(observed.findings.map((one) => one.transform)).toEqual(['none']);
    const both = session.mask({ leaves: [loose, { text: `strict ${value}` }], decide: decide({ loose: 'none' }) });
    expect(both.texts.join()).not.toContain(value);
    expect(session.mask({ leaves: [loose], decide: decide({ loose: 'none' }) }).texts.join()).not.toContain(value);
  });

  it('uses the detector of the request', () => {
    const session = planted();
    const { texts } = session.mask({ leaves: [{ text: value }], detector: plantedDetector([{ value }]) });
    expect(texts[0]).toMatch(/^__TAKUMO/);
  });

  it('reads a resent text once, and again when there is a new detector', () => {
    let calls = 0;
    const detector = {
      detect: () => {
        calls++;
        return [];
      },
    };
    const session = openSession(detector);
    for (let turn = 0; turn < 5; turn++) session.mask({ leaves: [{ text: 'same' }, { text: `turn ${turn}` }] });
    expect(calls).toBe(6);
    session.mask({ leaves: [{ text: 'same' }], detector: { detect: detector.detect } });
    expect(calls).toBe(7);
  });

  it('finds in an old text what is new', () => {
    const session = planted({ value, category: 'KEY' });
    const old = { text: `was here: ${Buffer.from(`:${other}`).toString('base64')} ${value}` };
    session.mask({ leaves: [old] });
    session.learn([known(other)]);
    const { texts } = session.mask({ leaves: [old] });
    expect(texts[0]).toMatch(/^was here: \w{1,3}__TAKUMO_v1_SECRET_\w{8}__=* __TAKUMO_v1_KEY_\w{8}__$/);
    expect(session.rehydrate(texts[0]!).content).toBe(old.text);
  });

  it('gives the same texts whether it has seen them before or not', () => {
    const values = Array.from({ length: 6 }, (_, index) => madeUp(`cache ${index}`));
    const text = fc
      .array(fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 5 }), fc.constant('\n')), { maxLength: 8 })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(text, { maxLength: 4 }), fc.nat(5)), { maxLength: 6 }), (turns) => {
        const detector = plantedDetector(values.slice(0, 3).map((one) => ({ value: one })));
        const warm = openSession(detector);
        const learned: KnownValue[] = [];
        for (const [texts, index] of turns) {
          learned.push(known(values[index]!));
          warm.learn(learned.slice(-1));
          const leaves = texts.map((one) => ({ text: one }));
          const cold = openSession(detector);
          cold.learn(learned);
          const masked = warm.mask({ leaves });
          expect(masked.texts).toEqual(cold.mask({ leaves }).texts);
          expect(warm.mask({ leaves })).toEqual(masked);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a resent history (lessons 8 and 9)', () => {
  it('has the bytes of the turn before, whatever context the values stood in', () => {
    // The detector would see another, longer secret in what was restored.
    const url = (password: string) => `postgres://app:${password}@db.internal/x`;
    const session = planted({ value, category: 'SECRET' }, { value: url(value), category: 'CONN' });
    const token = session.tokenize(value).content;
    const answer = `Use \`${url(token)}\`.`;
    const { content } = session.rehydrate(answer, { sink: 'prose' });
    expect(content).toBe(`Use \`${url(value)}\`.`);
    const result = session.mask({ leaves: [{ text: content }] });
    expect(result.texts).toEqual([answer]);
    expect(result.restorable).toEqual(new Set([token]));
    expect(result.findings.map(({ finding }) => content.slice(finding.start, finding.end))).toEqual([value]);
  });

  it('is known also when the host joined the parts of an answer', () => {
    const session = planted({ value: 'admin', distinctive: false });
    const token = session.tokenize('admin').content;
    session.remember('I am admin. Really admin.', `I am ${token}. Really ${token}.`);
    expect(session.tokenize('I am admin. Really admin.').content).toBe(`I am ${token}. Really ${token}.`);
  });

  it('is masked as it came when what the model wrote holds a secret of its own', () => {
    const session = planted({ value }, { value: other, category: 'KEY' });
    const token = session.tokenize(value).content;
    session.remember(`${value} ${other}`, `${token} ${other}`);
    expect(session.tokenize(`${value} ${other}`).content).toMatch(/^__TAKUMO_v1_SECRET_\w+__ __TAKUMO_v1_KEY_\w+__$/);
    const late = madeUp('learned late');
    session.remember(`${value} ${late}`, `${token} ${late}`);
    session.learn([known(late)]);
    expect(session.tokenize(`${value} ${late}`).content).not.toContain(late);
  });

  it('rebuilds the vault of a new session from what clients resend', () => {
    const history = [{ text: `key=${value}` }, { text: `done with ${value}` }];
    const fresh = planted({ value });
    const { texts, restorable } = fresh.mask({ leaves: history });
    expect(texts.map((text) => fresh.rehydrate(text, { restorable }).content)).toEqual(
      history.map((leaf) => leaf.text),
    );
  });
});

describe('learned values', () => {
  it('are masked wherever they stand, and reported with their place', () => {
    const session = planted();
    session.learn([known(value, 12)]);
    const token = session.tokenize(`x${value}y`).content.slice(1, -1);
    expect(session.describe(token)).toEqual({ category: 'SECRET', type: 'known-value', path: '.env', line: 12 });
  });

  it('tell the place of a value that a detector found first', () => {
    const session = planted({ value, rule: 'some-key' });
    const token = session.tokenize(value).content;
    session.learn([known(value, 5)]);
    expect(session.describe(token)).toEqual({ category: 'SECRET', type: 'some-key', path: '.env', line: 5 });
  });

  it('leave ordinary values alone (lesson 17)', () => {
    const session = planted();
    session.learn(['true', 'localhost', 'development', '3000', 'password', ''].map((one) => known(one)));
    const text = 'true localhost development 3000 password';
    expect(session.tokenize(text).content).toBe(text);
  });

  it('can be forgotten; their tokens still restore', () => {
    const session = planted();
    session.learn([known(value), known(other)]);
    const token = session.tokenize(value).content;
    session.forget([known(value)]);
    // It has been masked once in this session, so it stays masked; one that never was is let go.
    expect(session.tokenize(value).content).toBe(token);
    session.forget([known(other)]);
    expect(session.tokenize(other).content).toBe(other);
    expect(session.rehydrate(token).content).toBe(value);
  });
});

describe('limits', () => {
  it('refuses what does not fit, and evicts nothing', () => {
    const values = ['one', 'two', 'three'].map((name) => ({ value: madeUp(name) }));
    const session = openSession(plantedDetector(values), { maxEntries: 2 });
    const token = session.tokenize(values[0]!.value).content;
    session.tokenize(values[1]!.value);
    expect(codeOf(() => session.tokenize(values[2]!.value))).toBe('vault-full');
    expect(codeOf(() => session.mask({ leaves: [{ text: values[2]!.value }] }))).toBe('vault-full');
    expect(codeOf(() => session.learn([known(madeUp('four'))]))).toBe('vault-full');
    expect(session.rehydrate(token).content).toBe(values[0]!.value);
  });

  it('takes ten thousand values', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => madeUp(`many ${index}`, 20));
    const session = planted();
    session.learn(values.map((one) => known(one)));
    expect(codeOf(() => session.learn([known(madeUp('one more'))]))).toBe('vault-full');
    const text = values.filter((_, index) => index % 500 === 0).join(' ');
    const { content, tokenCount } = session.tokenize(text);
    expect(tokenCount).toBe(20);
    expect(session.rehydrate(content).content).toBe(text);
  });

  it('reads ten megabytes in linear time', () => {
    const session = planted({ value: 'never there' });
    session.learn([known(value)]);
    for (const piece of ['x', '\n', '\\n', '\\\\', '%41', '&lt;', '_', '"\n"', '+\n']) {
      const text = piece.repeat(1_000_000 / piece.length) + value;
      const started = performance.now();
      expect(session.mask({ leaves: [{ text }], detector: { detect: () => [] } }).texts[0]).not.toContain(value);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

describe('report', () => {
  it('counts a resent text once', () => {
    const session = planted({ value, category: 'KEY' }, { value: other, category: 'CONN' });
    const leaves = [{ text: `${value} ${value}`, path: 'a.ts' }, { text: other }];
    for (let turn = 0; turn < 3; turn++) session.mask({ leaves });
    expect(session.report()).toEqual({
      totalDetections: 3,
      byCategory: { KEY: 2, CONN: 1 },
      byFile: { 'a.ts': 2 },
      uniqueTokens: 2,
    });
  });
});

describe('tokens()', () => {
  it('lists each token with the files it stood in, and never a value', () => {
    const session = planted({ value, category: 'KEY' }, { value: other, category: 'CONN' });
    session.mask({
      leaves: [{ text: `\n\n${value}\n${value}`, path: 'src/a.ts', line: 10 }, { text: `${value} ${other}` }],
    });
    session.tokenize(value, 'src/b.ts');
    const tokens = session.tokens();
    expect(tokens.map(({ category, used, places }) => ({ category, used, places }))).toEqual([
      {
        category: 'KEY',
        used: true,
        places: [
          { path: 'src/a.ts', line: 12 },
          { path: 'src/b.ts', line: 1 },
        ],
      },
      { category: 'CONN', used: true, places: [] },
    ]);
    expect(session.tokenize(value).content).toBe(tokens[0]?.token);
    expect(JSON.stringify(tokens)).not.toContain(value);
  });

  it('has learned values too, with where they were read, as not yet used', () => {
    const session = planted();
    session.learn([known(value)]);
    const place = { path: '.env', line: 3 };
    expect(session.tokens()).toMatchObject([
      { type: 'known-value', title: 'Value of .env', used: false, places: [place] },
    ]);
    session.mask({ leaves: [{ text: value, path: '.env' }] });
    expect(session.tokens()).toMatchObject([{ used: true, places: [place] }]);
  });

  it('keeps a bounded number of places', () => {
    const session = planted({ value });
    for (let file = 0; file < 100; file++) session.tokenize(value, `${file}.ts`);
    expect(session.tokens()[0]?.places).toHaveLength(16);
  });
});

describe('reveal', () => {
  it('gives a value that prints as nothing', () => {
    const session = planted({ value });
    const redacted = session.reveal(session.tokenize(value).content)!;
    expect([String(redacted), JSON.stringify({ redacted }), inspect(redacted)].join()).not.toContain(value);
    expect(redacted.reveal()).toBe(value);
    expect(session.reveal('__TAKUMO_v1_KEY_01234567__')).toBeUndefined();
  });
});

describe('destroy', () => {
  it('ends everything', () => {
    const session = planted({ value });
    const token = session.tokenize(value).content;
    const stream = session.rehydrator();
    stream.push(token);
    session.destroy();
    session.destroy();
    const calls = [
      () => session.tokenize(''),
      () => session.mask({ leaves: [] }),
      () => session.rehydrate(token),
      () => session.rehydrator(),
      () => session.rehydrateJson('{}'),
      () => session.jsonRehydrator(),
      () => session.rehydrateValue(null),
      () => session.remember('', ''),
      () => session.learn([]),
      () => session.forget([]),
      () => session.describe(token),
      () => session.reveal(token),
      () => session.report(),
      () => session.tokens(),
      () => stream.push('x'),
      () => stream.flush(),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('vault-destroyed');
  });

  it('prints no value before it', () => {
    const session = planted({ value });
    session.rehydrate(session.tokenize(value).content);
    expect(inspect(session, { depth: 9 }) + JSON.stringify(session)).not.toContain(value);
  });
});
