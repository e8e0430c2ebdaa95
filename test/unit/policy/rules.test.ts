import { describe, expect, it } from 'vitest';
import { listRules } from '../../../src/engine/detect/index.ts';
import { policyOfRule } from '../../../src/engine/policy/index.ts';
import { finding, outbound, setOf } from './fixture.ts';

describe("the detector's rules", () => {
  it('name the built-in policy that their ids give', () => {
    for (const rule of listRules()) expect(policyOfRule(rule.id, rule.kind), rule.id).toBe(rule.policy);
  });

  it('are decided by that policy, whether or not the detector is asked', () => {
    const rules = listRules();
    for (const set of [setOf([]), setOf([], { rules })]) {
      for (const { id, kind } of rules) {
        const decision = set.decide(finding(id, { kind }), outbound);
        expect(decision.policy, id).toBe(policyOfRule(id, kind));
        if (kind === 'secret') expect(decision.transform, id).toBe('tokenize');
      }
    }
  });
});
