/**
 * The laws of decisions.md, over their whole domains.
 * L1: rehydrate(tokenize(x)) = x, where x holds no live token in any form that would restore.
 * L2: tokenize(rehydrate(y)) = y, where y's tokens are canonical and y is clean, that is tokenize(y) = y: what a provider can answer
 * without leaking anything.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RehydrateOptions, Session } from '../../../src/engine/tokenize/session.ts';
import {
  category,
  cutsOf,
  distinctiveValue,
  fragment,
  isWellFormed,
  openSession,
  type Planted,
  plantedDetector,
  singles,
  weakDigest,
} from './harness.ts';

const ordinary = fc.constantFrom(
  'admin',
  'root',
  'secret',
  'a',
  '_',
  '__',
  'KEY',
  'TAKUMO',
  '\\',
  '%5F',
  '0',
  'deadbeef',
);
const planted: fc.Arbitrary<Planted[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ value: distinctiveValue, category }) },
    { weight: 1, arbitrary: fc.record({ value: ordinary, category, distinctive: fc.constant(false) }) },
  ),
  { minLength: 1, maxLength: 5 },
);

interface Case {
  readonly values: readonly Planted[];
  readonly text: string;
  readonly seed: number;
}

const textWith = (values: readonly Planted[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 2, arbitrary: fragment },
        { weight: 1, arbitrary: fc.constantFrom(...values.map((one) => one.value)) },
      ),
      { maxLength: 14 },
    )
    .map((pieces) => pieces.join(''));

const cases: fc.Arbitrary<Case> = planted.chain((values) =>
  fc.record({ values: fc.constant(values), text: textWith(values), seed: fc.nat() }),
);

const open = ({ values, seed }: Case, weak: boolean): Session =>
  openSession(plantedDetector(values), weak ? { seed, digest: weakDigest() } : { seed });

describe('L1', () => {
  it('rehydrate(tokenize(x)) = x', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const session = open(given, false);
        expect(session.rehydrate(session.tokenize(given.text).content).content).toBe(given.text);
      }),
      { numRuns: 1500 },
    );
  });

  it('holds when most hashes collide, for texts that hold no form of the few tokens there are', () => {
    fc.assert(
      fc.property(cases, (given) => {
        fc.pre(!/takumo/i.test(given.text));
        const session = open(given, true);
        expect(session.rehydrate(session.tokenize(given.text).content).content).toBe(given.text);
      }),
      { numRuns: 500 },
    );
  });

  it('holds for all leaves of a request, with what the request lets an answer restore', () => {
    fc.assert(
      fc.property(
        planted.chain((values) => fc.tuple(fc.constant(values), fc.array(textWith(values), { maxLength: 5 }))),
        ([values, texts]) => {
          const session = openSession(plantedDetector(values));
          const result = session.mask({ leaves: texts.map((text) => ({ text })) });
          result.texts.forEach((text, index) => {
            expect(session.rehydrate(text, { restorable: result.restorable }).content).toBe(texts[index]);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('tokenizes the same text to the same bytes, whatever was seen between', () => {
    fc.assert(
      fc.property(cases, fc.array(fragment), (given, others) => {
        const session = open(given, false);
        const first = session.tokenize(given.text).content;
        for (const other of others) session.tokenize(other);
        expect(session.tokenize(given.text).content).toBe(first);
      }),
      { numRuns: 300 },
    );
  });
});

/** A session that knows the values, and a text of its tokens and anything else. */
const answers = planted.chain((values) =>
  fc.record({
    values: fc.constant(values),
    pieces: fc.array(
      fc.oneof({ weight: 2, arbitrary: fragment }, { weight: 2, arbitrary: fc.nat(values.length - 1) }),
      { maxLength: 14 },
    ),
    seed: fc.nat(),
  }),
);

function prepare(given: { values: readonly Planted[]; pieces: readonly (string | number)[]; seed: number }) {
  const session = openSession(plantedDetector(given.values), { seed: given.seed });
  const tokens = given.values.map((one) => session.tokenize(one.value).content);
  const answer = given.pieces.map((piece) => (typeof piece === 'number' ? tokens[piece] : piece)).join('');
  return { session, answer };
}

describe('L2', () => {
  it.each<RehydrateOptions>([{}, { sink: 'prose' }, { sink: 'code' }, { sink: 'shell' }])(
    'tokenize(rehydrate(y)) = y for %o',
    (options) => {
      let used = 0;
      fc.assert(
        fc.property(answers, (given) => {
          const { session, answer } = prepare(given);
          fc.pre(session.tokenize(answer).content === answer);
          const restored = session.rehydrate(answer, options);
          fc.pre(restored.warnings.every((warning) => warning.code !== 'partial-match'));
          used++;
          expect(session.tokenize(restored.content).content).toBe(answer);
        }),
        { numRuns: 600 },
      );
      expect(used).toBeGreaterThan(200);
    },
  );

  it('holds for streams', () => {
    fc.assert(
      fc.property(
        answers.chain((given) => fc.tuple(fc.constant(given), fc.infiniteStream(fc.nat(20)))),
        ([given, sizes]) => {
          const { session, answer } = prepare(given);
          fc.pre(session.tokenize(answer).content === answer);
          const stream = session.rehydrator({ sink: 'prose' });
          let restored = '';
          for (let at = 0; at < answer.length; ) {
            const size = 1 + sizes.next().value!;
            restored += stream.push(answer.slice(at, at + size));
            at += size;
          }
          restored += stream.flush();
          expect(session.tokenize(restored).content).toBe(answer);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds for the strings of JSON arguments', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const { session, answer } = prepare(given);
        fc.pre(session.tokenize(answer).content === answer && isWellFormed(answer));
        const restored = JSON.parse(session.rehydrateJson(JSON.stringify({ text: answer })).content) as {
          text: string;
        };
        expect(session.tokenize(restored.text).content).toBe(answer);
      }),
      { numRuns: 300 },
    );
  });
});

describe('L4', () => {
  const options = fc.record(
    {
      sink: fc.constantFrom('prose', 'code', 'shell', 'plain'),
      restore: fc.constant(true),
      never: fc.constant(new Set(['KEY'] as const)),
    },
    { requiredKeys: ['sink'] },
  ) as fc.Arbitrary<RehydrateOptions>;

  it.each(['text', 'json'] as const)('streamed %s = whole, for every cut', (kind) => {
    fc.assert(
      fc.property(
        answers.chain((given) => fc.tuple(fc.constant(given), cutsOf('x'.repeat(400)), options)),
        ([given, lengths, chosen]) => {
          const { session, answer } = prepare(given);
          const text = kind === 'text' ? answer : `{"a":${JSON.stringify(answer)}, "b" : [1.0, ${answer}`;
          const whole = kind === 'text' ? session.rehydrate(text, chosen) : session.rehydrateJson(text, chosen);
          const cut: string[] = [];
          let at = 0;
          for (const { length } of lengths) {
            cut.push(text.slice(at, at + length));
            at += length;
          }
          cut.push(text.slice(at));
          for (const chunks of [cut, singles(text)]) {
            const stream = kind === 'text' ? session.rehydrator(chosen) : session.jsonRehydrator(chosen);
            let streamed = '';
            for (const chunk of chunks) streamed += stream.push(chunk);
            streamed += stream.flush();
            expect(streamed).toBe(whole.content);
            expect(stream.warnings).toEqual(whole.warnings);
            expect(stream.rehydratedCount).toBe(whole.rehydratedCount);
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('L5', () => {
  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(cases, fc.string({ unit: 'binary' }), (given, noise) => {
        const session = open(given, false);
        for (const text of [given.text, noise, given.text + noise]) {
          session.tokenize(text, 'a.txt');
          for (const sink of ['prose', 'code', 'shell', 'plain'] as const) session.rehydrate(text, { sink });
          session.rehydrateJson(text);
          session.rehydrateValue({ [text]: [text, 1, null] });
          session.describe(text);
          session.reveal(text);
        }
        session.report();
      }),
      { numRuns: 500 },
    );
  });
});
