/** What the tests of policies share: findings, a clock that stands, a detector that finds marked words. */

import { expect } from 'vitest';
import type { Detector } from '../../../src/engine/detect/types.ts';
import { isTakumoError, type TakumoError } from '../../../src/engine/errors.ts';
import type { Enforcement, Finding } from '../../../src/engine/model.ts';
import {
  createPolicySet,
  type DecideContext,
  type PolicyBundle,
  type PolicySetOptions,
  type PolicySourceInput,
  parsePolicies,
} from '../../../src/engine/policy/index.ts';

export const today = Date.parse('2026-06-01T00:00:00Z');
export const outbound: DecideContext = { surface: 'chat', direction: 'outbound' };
export const inbound: DecideContext = { surface: 'chat', direction: 'inbound' };

export function clockAt(now: number) {
  const clock = { time: now, now: () => clock.time, monotonic: () => clock.time };
  return clock;
}

export function finding(rule: string, more: Partial<Finding> & { also?: readonly string[] } = {}): Finding {
  return {
    start: 0,
    end: 8,
    rule,
    category: 'KEY',
    kind: 'secret',
    confidence: 'high',
    tier: 2,
    distinctive: true,
    title: rule,
    why: 'test',
    ...more,
  };
}

export function source(name: PolicySourceInput['source'], policies: unknown, revision = 0): PolicySourceInput {
  return { source: name, policies: parsePolicies(JSON.stringify(policies)), revision };
}

export function setOf(
  sources: readonly PolicySourceInput[],
  more: Partial<PolicySetOptions> & { settings?: Record<string, Enforcement> } = {},
) {
  const { settings, ...options } = more;
  return createPolicySet({
    sources,
    clock: clockAt(today),
    ...(settings && { modes: new Map(Object.entries(settings)) }),
    ...options,
  });
}

/** Finds each occurrence of the words, under the rule given for it. */
export function wordDetector(words: Readonly<Record<string, string>>): Detector {
  return {
    detect(text) {
      return Object.entries(words)
        .flatMap(([word, rule]) => {
          const found: Finding[] = [];
          for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
            found.push(finding(rule, { start: at, end: at + word.length }));
          }
          return found;
        })
        .sort((a, b) => a.start - b.start);
    },
  };
}

/** The error a function throws; fails when it throws another kind, or none. */
export function thrown(run: () => unknown): TakumoError {
  try {
    run();
  } catch (error) {
    expect(isTakumoError(error), String(error)).toBe(true);
    return error as TakumoError;
  }
  return expect.fail('it did not throw');
}

/** A bundle as it is after its signature was checked. */
export function bundleWith(more: Partial<PolicyBundle>): PolicyBundle {
  return {
    organization: 'acme',
    scope: {},
    revision: 1,
    issuedAt: today - 1000,
    expiresAt: today + 86_400_000,
    failMode: 'fail_open',
    settings: {},
    sources: [],
    ...more,
  };
}
