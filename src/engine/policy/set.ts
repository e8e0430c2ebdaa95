/**
 * The policies in force, as the guard asks them. Always holds the built-in ones, whatever the sources give. Needs neither the parser nor
 * the regular expression engine: custom policies arrive compiled.
 */

import { TakumoError } from '../errors.ts';
import { isBuiltInName } from './built-in.ts';
import { createCandidates } from './candidates.ts';
import { createDecider, type Decider } from './decide.ts';
import { type CustomPolicies, createPatternDetector } from './pattern-detector.ts';
import { entriesOf, nextExpiry, type Resolved, resolve } from './resolve.ts';
import type { PolicySet, PolicySetOptions, PolicySettings, PolicyState } from './types.ts';

/** How far a machine's clock may be off before an expiry counts, in milliseconds. */
export const clockSkew = 5 * 60_000;

interface View {
  readonly resolved: readonly Resolved[];
  readonly decider: Decider;
  readonly custom: () => CustomPolicies;
  readonly until: number;
}

export function createPolicySet(options: PolicySetOptions): PolicySet {
  const { clock, bundle, floor } = options;
  const modes = options.modes ?? new Map();
  const rules = new Map(
    (options.rules ?? []).filter((rule) => isBuiltInName(rule.policy)).map((rule) => [rule.id, rule.policy]),
  );
  const entries = entriesOf([...options.sources, ...(bundle?.sources ?? [])]);
  let current = viewAt(clock.now());

  function viewAt(now: number): View {
    const resolved = resolve(entries, modes, now);
    let custom: CustomPolicies | undefined;
    return {
      resolved,
      decider: createDecider(resolved, rules),
      custom: () => {
        custom ??= customOf(resolved);
        return custom;
      },
      until: nextExpiry(entries, now),
    };
  }

  function view(): View {
    const now = clock.now();
    if (now >= current.until) current = viewAt(now);
    return current;
  }

  const failMode = bundle?.failMode ?? floor?.failMode ?? 'fail_open';
  return {
    revision: bundle?.revision ?? 0,
    failMode,
    organization: bundle?.organization ?? floor?.organization,
    settings: settingsOf(options),
    get pii() {
      return view().resolved.some(
        ({ entry, inForce }) => inForce && entry.policy.name === 'pii' && entry.policy.enabled,
      );
    },
    refusal() {
      if (failMode !== 'fail_closed') return undefined;
      if (bundle)
        return clock.now() >= bundle.expiresAt + clockSkew
          ? refused("The organization's policy has expired, and it says that nothing is sent without a fresh one.")
          : undefined;
      return floor
        ? refused(
            "The organization's policy is missing on this machine, and it says that nothing is sent without a fresh one.",
          )
        : undefined;
    },
    decide: (finding, context) => view().decider.decide(finding, context),
    patternDetector: (base) => createPatternDetector(base, () => view().custom()),
    describe: () => view().resolved.map(stateOf),
  };
}

function customOf(resolved: readonly Resolved[]): CustomPolicies {
  const entries = resolved
    .filter(({ entry, inForce }) => inForce && entry.policy.enabled && entry.policy.matcher)
    .map(({ entry }) => entry);
  return { entries, candidates: createCandidates(entries) };
}

/** The user's word on what comes back replaces the organization's, unless that is held. */
function settingsOf({ bundle, restore }: PolicySetOptions): PolicySettings {
  const settings = bundle?.settings ?? {};
  if (restore === undefined || settings.rehydrate?.locked === true) return settings;
  return { ...settings, rehydrate: { value: restore, locked: false } };
}

function refused(message: string): TakumoError {
  return new TakumoError('outbound-refused', message, {
    action: 'Connect to the policy server, or ask who administers it.',
  });
}

/** The guard decides on requests; what a policy says of answers is told, not passed over. */
const inboundNote = 'It is for answers only, and this version does not check answers against policies.';

function stateOf({ entry, inForce, notes }: Resolved): PolicyState {
  const { policy, source, revision, origin } = entry;
  return {
    name: policy.name,
    description: policy.description,
    source,
    enforcement: policy.enforcement,
    transform: policy.transform,
    direction: policy.direction,
    enabled: policy.enabled,
    locked: policy.locked,
    inForce: inForce && policy.enabled && policy.direction !== 'inbound',
    revision,
    builtIn: isBuiltInName(policy.name),
    ...(origin === undefined ? {} : { origin }),
    ...(policy.expires === undefined ? {} : { expires: policy.expires }),
    notes: policy.direction === 'inbound' ? [...notes, inboundNote] : notes,
  };
}
