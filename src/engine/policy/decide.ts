/**
 * What the policies in force say of one finding: the strictest wins (block over warn over monitor; redact over tokenize over none),
 * each on its own. Deterministic, and a look-up: the answers are worked out once for each rule and direction.
 */

import type { Decision, Enforcement, Transform } from '../model.ts';
import { isBuiltInName, policyOfRule } from './built-in.ts';
import { type Entry, isHeld, named, type Resolved, rankOf } from './resolve.ts';
import type { DecideContext, JoinedFinding } from './types.ts';

const strictness: Readonly<Record<Enforcement | Transform, number>> = {
  monitor: 0,
  warn: 1,
  block: 2,
  none: 0,
  tokenize: 1,
  redact: 2,
};

export interface Decider {
  decide(finding: JoinedFinding, context: DecideContext): Decision;
}

/** `policies` gives the built-in policy of a rule by the detector's own word; where it gives none, the words of the rule's id decide. */
export function createDecider(resolved: readonly Resolved[], policies: ReadonlyMap<string, string>): Decider {
  const active = new Map<string, Entry[]>();
  const known = new Set<string>();
  for (const { entry, inForce } of resolved) {
    known.add(entry.policy.name);
    if (!inForce || !entry.policy.enabled) continue;
    const entries = active.get(entry.policy.name);
    if (entries) entries.push(entry);
    else active.set(entry.policy.name, [entry]);
  }
  const cache = new Map<string, Decision>();

  function policyNamed(rule: string, kind: JoinedFinding['kind']): string {
    const custom = customPolicyOf(rule);
    if (custom !== undefined) return custom;
    const own = policies.get(rule);
    return own !== undefined && isBuiltInName(own) ? own : policyOfRule(rule, kind);
  }

  function work(finding: JoinedFinding, direction: DecideContext['direction']): Decision {
    const rules = [finding.rule, ...(finding.also ?? [])];
    const because: string[] = [];
    const matched: Entry[] = [];
    for (const rule of rules) {
      const name = policyNamed(rule, finding.kind);
      because.push(
        isBuiltInName(name)
          ? `Rule ${rule} belongs to the built-in policy ${name}.`
          : `The custom policy ${name} found it.`,
      );
      for (const entry of active.get(name) ?? []) {
        const applies = entry.policy.direction === 'both' || entry.policy.direction === direction;
        because.push(
          applies
            ? `${named(entry)} says ${entry.policy.enforcement}, ${entry.policy.transform}.`
            : `${named(entry)} is for ${entry.policy.direction} text only.`,
        );
        if (applies) matched.push(entry);
      }
    }
    if (matched.length === 0) return undecided(policyNamed(finding.rule, finding.kind), finding, known, because);
    return strictest(matched, because);
  }

  return {
    decide(finding, { direction }) {
      if (finding.also !== undefined && finding.also.length > 0) return work(finding, direction);
      const key = `${direction} ${finding.kind} ${finding.rule}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const decision = work(finding, direction);
      // Rule ids are a closed set: the detector's and the policies' names. The bound is for a caller that breaks this.
      if (cache.size < 10_000) cache.set(key, decision);
      return decision;
    },
  };
}

/** The name of the custom policy that a rule id stands for, if it does: `policy:<name>`. */
function customPolicyOf(rule: string): string | undefined {
  return rule.startsWith('policy:') ? rule.slice('policy:'.length) : undefined;
}

export function ruleOfPolicy(name: string): string {
  return `policy:${name}`;
}

function strictest(matched: readonly Entry[], because: string[]): Decision {
  const [first, ...rest] = matched;
  const winner = rest.reduce((best, entry) => (outranks(entry, best) ? entry : best), first!);
  const transform = matched.reduce<Transform>(
    (best, { policy }) => (strictness[policy.transform] > strictness[best] ? policy.transform : best),
    'none',
  );
  if (matched.length > 1)
    because.push(`The strictest holds: ${winner.policy.enforcement} by ${named(winner)}, and ${transform}.`);
  return {
    enforcement: winner.policy.enforcement,
    transform,
    policy: winner.policy.name,
    source: winner.source,
    locked: isHeld(winner),
    revision: winner.revision,
    ...(winner.policy.message === undefined ? {} : { message: winner.policy.message }),
    because,
  };
}

/** The stricter; among equals one that an organization holds, then the broader, then by name: the order of the sources never shows. */
function outranks(a: Entry, b: Entry): boolean {
  const byMode = strictness[a.policy.enforcement] - strictness[b.policy.enforcement];
  if (byMode !== 0) return byMode > 0;
  if (isHeld(a) !== isHeld(b)) return isHeld(a);
  const byRank = rankOf(b.source) - rankOf(a.source);
  if (byRank !== 0) return byRank > 0;
  return a.policy.name < b.policy.name;
}

/**
 * Nothing in force speaks of the finding. A custom policy that is gone leaves values in the session that were masked before: they stay
 * masked. One that looks the other way, and personal data while its policy is off, are left alone.
 */
function undecided(name: string, finding: JoinedFinding, known: ReadonlySet<string>, because: string[]): Decision {
  const gone = customPolicyOf(finding.rule) !== undefined && !known.has(name);
  because.push(
    gone
      ? 'That policy is no longer in force; what was masked before stays masked.'
      : 'That policy is off or looks the other way.',
  );
  return {
    enforcement: 'monitor',
    transform: gone ? 'tokenize' : 'none',
    policy: name,
    source: 'built-in',
    locked: false,
    revision: 0,
    because,
  };
}
