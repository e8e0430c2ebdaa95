/**
 * What is in force of everything the sources say. The same policy (same name, or same pattern and matchers) at two scopes: the narrower
 * wins, unless the broader is locked, which then stays as a floor. What a workspace says is only ever added, so it can tighten and never
 * loosen. The result doesn't depend on the order of the sources.
 */

import type { Enforcement, PolicySource } from '../model.ts';
import { builtInPolicies, isBuiltInName } from './built-in.ts';
import type { Policy, PolicySourceInput } from './types.ts';

/** One policy of one source. */
export interface Entry {
  readonly policy: Policy;
  readonly source: PolicySource;
  readonly revision: number;
  readonly origin?: string;
}

export interface Resolved {
  readonly entry: Entry;
  readonly inForce: boolean;
  readonly notes: readonly string[];
}

/** From broad to narrow. A person's own setting is the narrowest; the workspace stands outside, because it only adds. */
const ranks: Readonly<Record<PolicySource, number>> = {
  'built-in': 0,
  organization: 1,
  team: 2,
  repository: 3,
  user: 4,
  workspace: 5,
};

export function rankOf(source: PolicySource): number {
  return ranks[source];
}

/** True where an organization holds the policy; a lock in a person's or a repository's file holds nobody. */
export function isHeld(entry: Entry): boolean {
  return (
    entry.policy.locked && (entry.source === 'organization' || entry.source === 'team' || entry.source === 'repository')
  );
}

export function entriesOf(sources: readonly PolicySourceInput[]): readonly Entry[] {
  const entries: Entry[] = builtInPolicies.map((policy) => ({ policy, source: 'built-in', revision: 0 }));
  for (const source of sources) {
    for (const policy of source.policies) {
      const origin = source.origin === undefined ? {} : { origin: source.origin };
      entries.push({ policy: kept(policy), source: source.source, revision: source.revision ?? 0, ...origin });
    }
  }
  return entries.sort(byScopeThenName);
}

/** Says of each entry whether it is in force at `now`, and why. */
export function resolve(
  entries: readonly Entry[],
  modes: ReadonlyMap<string, Enforcement>,
  now: number,
): readonly Resolved[] {
  const live = entries.filter((entry) => !hasExpired(entry, now));
  const narrowest = narrowestOf(live.filter((entry) => entry.source !== 'workspace'));
  const resolved: Resolved[] = [];
  for (const entry of entries) {
    if (hasExpired(entry, now)) {
      resolved.push({ entry, inForce: false, notes: ['It has expired.'] });
      continue;
    }
    const notes = [...(entry.policy.matcher?.notes ?? []), ...notesOnScope(entry)];
    const by = narrowest(entry);
    if (by !== undefined && !isHeld(entry)) {
      resolved.push({ entry, inForce: false, notes: [...notes, `${named(by)} replaces it.`] });
      continue;
    }
    if (by !== undefined) notes.push(`It is locked: ${named(by)} can tighten it and not loosen it.`);
    const mode = entry.source === 'workspace' ? undefined : modes.get(entry.policy.name);
    if (mode === undefined) resolved.push({ entry, inForce: true, notes });
    else resolved.push(...withMode(entry, mode, notes));
  }
  return resolved;
}

/** When the next policy expires, in milliseconds since the epoch; Infinity if none does. */
export function nextExpiry(entries: readonly Entry[], now: number): number {
  return entries.reduce((soonest, { policy }) => {
    return policy.expires !== undefined && policy.expires > now ? Math.min(soonest, policy.expires) : soonest;
  }, Number.POSITIVE_INFINITY);
}

/** `aws-keys (organization, revision 12)`. */
export function named(entry: Entry): string {
  const revision = entry.revision > 0 ? `, revision ${entry.revision}` : '';
  return `${entry.policy.name} (${entry.source}${revision}${isHeld(entry) ? ', locked' : ''})`;
}

/** The user's setting gives the policy another mode; a held one keeps its own beside it, and the strictest of the two decides. */
function withMode(entry: Entry, mode: Enforcement, notes: readonly string[]): readonly Resolved[] {
  const { policy } = entry;
  const changed: Policy = {
    ...policy,
    enforcement: mode,
    enabled: policy.enabled || isBuiltInName(policy.name),
    transform: policy.transform === 'none' && mode === 'block' ? 'tokenize' : policy.transform,
    locked: false,
  };
  const ofUser: Resolved = {
    entry: { policy: changed, source: 'user', revision: 0 },
    inForce: true,
    notes: ['The mode is from the settings.'],
  };
  if (isHeld(entry))
    return [
      { entry, inForce: true, notes: [...notes, 'It is locked: the settings can tighten it and not loosen it.'] },
      ofUser,
    ];
  return [{ entry, inForce: false, notes: [...notes, 'The settings give it another mode.'] }, ofUser];
}

/** A built-in policy can't be switched off, observe only, or look one way, whatever a source says; personal data is a switch of its own. */
function kept(policy: Policy): Policy {
  if (!isBuiltInName(policy.name)) return policy;
  const { matcher: _, ...mode } = policy;
  const enabled = policy.name === 'pii' ? policy.enabled : true;
  return {
    ...mode,
    enabled,
    direction: 'both',
    transform: policy.transform === 'none' ? 'tokenize' : policy.transform,
  };
}

/** Finds the narrowest entry which is the same policy as the given one, and narrower than it. */
function narrowestOf(entries: readonly Entry[]): (entry: Entry) => Entry | undefined {
  const byName = new Map<string, Entry>();
  const byKey = new Map<string, Entry>();
  // Entries come from broad to narrow, so the last one stays.
  for (const entry of entries) {
    byName.set(entry.policy.name, entry);
    if (entry.policy.matcher) byKey.set(entry.policy.matcher.key, entry);
  }
  return (entry) => {
    if (entry.source === 'workspace') return undefined;
    const rank = rankOf(entry.source);
    const sameName = byName.get(entry.policy.name);
    if (sameName && rankOf(sameName.source) > rank) return sameName;
    const sameKey = entry.policy.matcher && byKey.get(entry.policy.matcher.key);
    return sameKey && rankOf(sameKey.source) > rank ? sameKey : undefined;
  };
}

function notesOnScope(entry: Entry): readonly string[] {
  const notes: string[] = [];
  if (entry.policy.locked && !isHeld(entry))
    notes.push("Its lock has no effect: only an organization's bundle can lock a policy.");
  if (entry.source === 'workspace')
    notes.push('A repository may only tighten: it is added to what is in force and replaces nothing.');
  if (!entry.policy.enabled) notes.push('It is switched off.');
  return notes;
}

function hasExpired({ policy }: Entry, now: number): boolean {
  return policy.expires !== undefined && policy.expires <= now;
}

function byScopeThenName(a: Entry, b: Entry): number {
  return (
    rankOf(a.source) - rankOf(b.source) || compare(a.policy.name, b.policy.name) || compare(contentOf(a), contentOf(b))
  );
}

/** Orders entries that differ in nothing else, so that the order of the sources never shows. */
function contentOf({ policy, revision, origin }: Entry): string {
  return JSON.stringify([
    policy.matcher?.key,
    policy.enforcement,
    policy.transform,
    policy.enabled,
    policy.locked,
    revision,
    origin,
  ]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
