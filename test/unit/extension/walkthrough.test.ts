import { describe, expect, it } from 'vitest';
import { createDetector } from '../../../src/engine/detect/index.ts';
import { builtInPolicies } from '../../../src/engine/policy/built-in.ts';
import { readModes } from '../../../src/engine/policy/modes.ts';
import { demoText } from '../../../src/extension/walkthrough/demo-text.ts';
import {
  choiceOf,
  choiceOfAll,
  policyGroups,
  withChoice,
  withChoiceForAll,
} from '../../../src/extension/walkthrough/policy-modes.ts';

describe('the demo file', () => {
  /** The same numbers each time, so that a failure can be looked at. */
  const random = (seed: number) => (limit: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * limit);
  };

  it('holds only what the detector finds, whatever is drawn', () => {
    const detector = createDetector({ pii: false });
    for (let seed = 1; seed <= 200; seed++) {
      const text = demoText(['A demo.'], random(seed));
      const found = detector.detect(text);
      for (const pattern of [
        /orders_app:(\w+)@/,
        /accessKeyId: '(.+)'/,
        /secretAccessKey: '(.+)'/,
        /stripeKey: '(.+)'/,
        /adminPassword: '(.+)'/,
      ]) {
        const match = pattern.exec(text)!;
        const at = match.index + match[0].indexOf(match[1]!);
        expect(
          found.some(({ start, end }) => start <= at && end >= at + match[1]!.length),
          `${pattern} with seed ${seed}`,
        ).toBe(true);
      }
    }
  });

  it('is another one each time', () => {
    expect(demoText([], random(1))).not.toBe(demoText([], random(2)));
  });
});

describe('the groups of policies', () => {
  it('name each built-in policy once', () => {
    const named = policyGroups.flatMap((group) => group.policies);
    expect([...named].sort()).toEqual(builtInPolicies.map((policy) => policy.name).sort());
  });

  it('set, read and unset what the setting takes', () => {
    const [keys] = policyGroups;
    const quiet = withChoice({ 'my-rule': 'warn' }, [keys!], 'monitor');
    expect(choiceOf(quiet, keys!)).toBe('monitor');
    expect(readModes(quiet).errors).toEqual([]);
    expect(withChoice(quiet, [keys!], 'default')).toEqual({ 'my-rule': 'warn' });
    expect(withChoice({ 'aws-keys': 'warn' }, [keys!], 'default')).toBeUndefined();
  });

  it('leave personal data out of what is chosen for all, and put it back with the rest', () => {
    const quiet = withChoiceForAll(undefined, 'monitor')!;
    expect(quiet).not.toHaveProperty('pii');
    expect(choiceOfAll(quiet)).toBe('monitor');
    expect(withChoiceForAll({ ...quiet, pii: 'warn' }, 'default')).toBeUndefined();
  });

  it('read a setting that is wrong or mixed as what it is', () => {
    expect(choiceOfAll('nonsense')).toBe('default');
    expect(choiceOfAll({ 'aws-keys': 'warn' })).toBe('mixed');
    expect(choiceOf({ 'aws-keys': 'loud' }, policyGroups[0]!)).toBe('default');
  });
});
