/** Each rule finds its `ng` fixtures, exactly, and is silent on its `ok` ones; each rule has both. */
import { describe, expect, it } from 'vitest';
import { builtInPolicies, createDetector, listRules } from '../../../src/engine/detect/index.ts';
import { loadFixtures } from './fixtures.ts';

const fixtures = loadFixtures();
const detector = createDetector({ pii: true });
const withoutPii = createDetector();

describe('every rule', () => {
  it.each(listRules().map((rule) => [rule.id, rule] as const))('%s has fixtures, a source and a policy', (id, rule) => {
    const own = fixtures.filter((fixture) => fixture.rule === id).map(({ name }) => name.slice(0, 2));
    expect(own).toContain('ng');
    expect(own).toContain('ok');
    expect(rule.source).toMatch(/^(?:observed$|https:\/\/)/);
    expect(builtInPolicies).toContain(rule.policy);
    expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });

  it('has an id of its own', () => {
    const ids = listRules().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('fixtures', () => {
  it.each(fixtures.map((fixture) => [`${fixture.rule}/${fixture.name}`, fixture] as const))(
    '%s',
    (_, { rule, name, text, expected }) => {
      const pii = listRules().find(({ id }) => id === rule)?.kind === 'pii';
      const findings = (pii ? detector : withoutPii).detect(text, { path: name });
      const show = (spans: readonly { rule: string; start: number; end: number }[]) =>
        spans.map(({ rule: by, start, end }) => `${by}: ${text.slice(start, end)}`);
      expect(show(findings)).toEqual(show(name.startsWith('ok') ? [] : expected));
      expect(findings.map(({ start, end }) => [start, end])).toEqual(expected.map(({ start, end }) => [start, end]));
    },
  );
});
