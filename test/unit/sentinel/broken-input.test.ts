/** Nothing makes a review throw or hang: cuts, noise, length, depth, NUL bytes, wrong languages, missing grammars, a tight time limit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSentinel } from '../../../src/engine/sentinel/index.ts';
import { clock, grammars, readExamples, sentinel } from './support.ts';

const examples = readExamples();
const languages = ['javascript', 'typescript', 'tsx', 'python'];

describe('a review never throws', () => {
  test('for any cut of any example, in any language', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples),
        fc.nat(300),
        fc.nat(300),
        fc.constantFrom(...languages),
        async (example, from, length, language) => {
          const text = example.text.slice(from, from + length);
          const review = await sentinel.review({ text, language });
          for (const finding of review.findings) {
            expect(finding.start).toBeGreaterThanOrEqual(0);
            expect(finding.end).toBeLessThanOrEqual(text.length);
            expect(finding.start).toBeLessThan(finding.end);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('for examples with noise in them', async () => {
    const noise = fc.constantFrom(
      '\0',
      '\uFEFF',
      '"',
      "'",
      '`',
      '${',
      '{',
      '}',
      '(',
      ')',
      '\n',
      '\t',
      '\\',
      '"""',
      '<',
      '/*',
      '😀',
      '\uD800',
      '\uE0A5',
      '#',
      'if x:',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples),
        fc.array(fc.tuple(fc.nat(200), noise), { maxLength: 6 }),
        async (example, insertions) => {
          let { text } = example;
          for (const [at, what] of insertions) text = text.slice(0, at) + what + text.slice(at);
          const review = await sentinel.review({ text, language: example.language });
          expect(review.ms).toBeLessThan(2000);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('input that is too much says so', () => {
  test('five megabytes on one line', async () => {
    const review = await sentinel.review({ text: 'eval(x);'.repeat(655_360), language: 'javascript' });
    expect(review.incomplete).toContain('too long');
    expect(review.ms).toBeLessThan(1500);
  });

  test.each([
    ['parentheses', 'javascript', `eval(${'('.repeat(20_000)}x${')'.repeat(20_000)});`],
    ['sums', 'python', `eval(${'a + '.repeat(20_000)}b)\n`],
    ['lists', 'python', `eval(x)\ny = ${'['.repeat(5_000)}1${']'.repeat(5_000)}\n`],
    ['blocks', 'javascript', `${'if (a) {'.repeat(5_000)} eval(x) ${'}'.repeat(5_000)}`],
    ['templates', 'javascript', `eval(${'`${'.repeat(3_000)}x${'}`'.repeat(3_000)})`],
    ['member chains', 'javascript', `eval(a${'.b()'.repeat(10_000)})`],
  ])('deeply nested %s', async (_, language, text) => {
    const review = await sentinel.review({ text, language });
    expect(review.incomplete).toBeDefined();
    expect(review.ms).toBeLessThan(3000);
  });

  test('the time limit', async () => {
    let now = 0;
    const slow = createSentinel({ grammars, clock: { now: () => 0, monotonic: () => (now += 20) }, timeLimitMs: 100 });
    const review = await slow.review({ text: 'eval(x);\n'.repeat(5000), language: 'javascript' });
    expect(review.incomplete).toContain('time limit');
  });
});

test('NUL bytes don’t hide what follows', async () => {
  const { findings } = await sentinel.review({
    text: 'const a = "\0";\neval(location.hash);\n',
    language: 'javascript',
  });
  expect(findings.map((finding) => finding.rule)).toEqual(['code-eval']);
});

test('an unknown language gets the lexical layers and says so', async () => {
  const review = await sentinel.review({
    text: '// SPDX-License-Identifier: GPL-3.0-only\neval(x)',
    language: 'klingon',
  });
  expect(review.incomplete).toContain('no rules for this language');
  expect(review.findings.map((finding) => finding.rule)).toEqual(['license/GPL-3.0-only']);
});

test('a wrong language finds what it can', async () => {
  const review = await sentinel.review({ text: 'def f(x):\n    return eval(x)\n', language: 'javascript' });
  expect(review.findings.length).toBeLessThanOrEqual(1);
});

test('a grammar that can’t be loaded is said, and secrets are still found', async () => {
  const broken = createSentinel({
    grammars: { load: () => Promise.reject(new Error('gone')) },
    clock,
    detector: {
      detect: () => [
        {
          start: 0,
          end: 4,
          rule: 'r',
          category: 'KEY',
          kind: 'secret',
          confidence: 'high',
          tier: 1,
          distinctive: true,
          title: 'A key',
          why: '',
        },
      ],
    },
  });
  const review = await broken.review({ text: 'eval(x)', language: 'javascript' });
  expect(review.incomplete).toContain('could not be loaded');
  expect(review.findings.map((finding) => finding.rule)).toEqual(['secret/r']);
});

test('a detector that throws leaves the other layers', async () => {
  const broken = createSentinel({
    grammars,
    clock,
    detector: {
      detect: () => {
        throw new Error('broken');
      },
    },
  });
  const review = await broken.review({ text: 'eval(location.hash)', language: 'javascript' });
  expect(review.incomplete).toContain('secrets');
  expect(review.findings).toHaveLength(1);
});

test('nothing to look at is quick and complete', async () => {
  for (const text of ['', ' ', '\n\n', 'const a = 1;']) {
    expect(await sentinel.review({ text, language: 'typescript' })).toMatchObject({ findings: [] });
  }
});
