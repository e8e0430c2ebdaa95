/** Each rule finds its bad examples and is silent on its good ones; each has three of both and one that is cut out of something. */
import { describe, expect, test } from 'vitest';
import { rules } from '../../../src/engine/sentinel/rules/index.ts';
import { readExamples, sentinel } from './support.ts';

const examples = readExamples();

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const own = examples.filter((example) => example.rule === id);

  test('has examples of both verdicts and a cut fragment', () => {
    expect(own.filter((example) => example.verdict === 'bad').length).toBeGreaterThanOrEqual(3);
    expect(own.filter((example) => example.verdict === 'ok').length).toBeGreaterThanOrEqual(3);
    expect(own.some((example) => example.fragment)).toBe(true);
  });

  test.each(own.map((example) => [example.verdict, example.text, example] as const))(
    '%s: %s',
    async (verdict, text, example) => {
      const review = await sentinel.review({ text, language: example.language });
      expect(review.incomplete).toBeUndefined();
      const found = review.findings.filter((finding) => finding.rule === id);
      if (verdict === 'ok') {
        expect(found).toEqual([]);
        return;
      }
      expect(found.length).toBeGreaterThan(0);
      for (const finding of found) {
        expect(finding.family).toBe(rule.family);
        expect(finding.cwe).toBeGreaterThan(0);
        expect(finding.start).toBeLessThan(finding.end);
        expect(finding.end).toBeLessThanOrEqual(text.length);
        expect(text.slice(0, finding.start).split('\n').length).toBe(finding.line);
      }
    },
  );
});

test('an example belongs to a rule that exists', () => {
  const known = new Set(rules.map((rule) => rule.id));
  expect(examples.filter((example) => !known.has(example.rule))).toEqual([]);
});

test('rules say what, why, how an attacker uses it, and what is safe', () => {
  for (const rule of rules) {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    for (const text of [rule.message, rule.why, rule.attack, rule.safe]) expect(text.length).toBeGreaterThan(15);
  }
});
