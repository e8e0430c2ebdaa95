/** Reads a bundle's payload, whole or not at all: what a newer server might mean by a field this version doesn't know is not guessed. */

import { type Position, TakumoError } from '../errors.ts';
import type { PolicySource, RehydratePolicy } from '../model.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { readJson } from './json.ts';
import { createProblems, fieldOf, type Located } from './located.ts';
import { readPolicyTree } from './parse.ts';
import { readRestore } from './restore.ts';
import type { FailMode, HeldSetting, PolicyBundle, PolicySettings, PolicySourceInput } from './types.ts';

const fields = [
  'version',
  'organization',
  'scope',
  'revision',
  'issuedAt',
  'expiresAt',
  'failMode',
  'settings',
  'policies',
];
const scopes = ['organization', 'team', 'repository'] as const satisfies readonly PolicySource[];

/** Throws `bundle-malformed` with the position in the payload. */
export function readPayload(text: string): PolicyBundle {
  const { tree, errors } = readJson(text);
  if (errors[0]) throw malformed(errors[0].message, errors[0].details.position);
  if (tree?.kind !== 'object') throw malformed('The payload is not an object.', tree?.at);
  // Canonical form has one text for one value: it also rules out names given twice and other ambiguities.
  if (canonicalJson(JSON.parse(text) as Json) !== text)
    throw malformed('The payload is not canonical JSON (RFC 8785).', tree.at);
  only(tree, fields);
  if (required(tree, 'version').value !== 1) {
    throw malformed(
      'The payload has a version this extension does not know; a newer extension may.',
      required(tree, 'version').at,
    );
  }
  const revision = required(tree, 'revision');
  if (typeof revision.value !== 'number' || !Number.isSafeInteger(revision.value) || revision.value < 1) {
    throw malformed('revision must be a whole number above 0.', revision.at);
  }
  const issuedAt = readTime(tree, 'issuedAt');
  const expiresAt = readTime(tree, 'expiresAt');
  if (expiresAt <= issuedAt) throw malformed('expiresAt must be after issuedAt.', required(tree, 'expiresAt').at);
  return {
    organization: readName(required(tree, 'organization')),
    scope: readScope(required(tree, 'scope')),
    revision: revision.value,
    issuedAt,
    expiresAt,
    failMode: oneOf<FailMode>(required(tree, 'failMode'), ['fail_closed', 'fail_open']),
    settings: readSettings(required(tree, 'settings')),
    sources: readSources(required(tree, 'policies'), revision.value),
  };
}

function readSources(list: Located, revision: number): readonly PolicySourceInput[] {
  if (list.kind !== 'array') throw malformed('policies must be a list.', list.at);
  const problems = createProblems();
  const read = readPolicyTree(list, problems, 'bundle');
  const first = problems.errors[0];
  if (first) throw malformed(first.message, first.details.position, first.details.action);
  return scopes
    .map((source) => ({
      source,
      revision,
      policies: read.filter(({ scope }) => scope === source).map(({ policy }) => policy),
    }))
    .filter(({ policies }) => policies.length > 0);
}

function readSettings(node: Located): PolicySettings {
  only(node, ['zdr', 'posture', 'pause', 'unscannable', 'rehydrate']);
  const held = <T>(name: string, read: (value: Located) => T): HeldSetting<T> | undefined => {
    const setting = fieldOf(node, name);
    if (setting === undefined) return undefined;
    only(setting, ['value', 'locked']);
    return { value: read(required(setting, 'value')), locked: readBoolean(required(setting, 'locked')) };
  };
  const zdr = held('zdr', readBoolean);
  const posture = held('posture', (value) => oneOf(value, ['protect', 'monitor'] as const));
  const pause = held('pause', readBoolean);
  const rehydrate = held('rehydrate', readHeldRestore);
  const unscannable = held('unscannable', (value) => oneOf(value, ['allow', 'warn', 'block'] as const));
  return {
    ...(zdr && { zdr }),
    ...(posture && { posture }),
    ...(pause && { pause }),
    ...(unscannable && { unscannable }),
    ...(rehydrate && { rehydrate }),
  };
}

function readHeldRestore(node: Located): RehydratePolicy {
  const { restore, errors } = readRestore(plainOf(node));
  if (errors[0]) throw malformed(errors[0].message, node.at);
  return restore ?? { mode: 'all' };
}

function plainOf({ kind, value, items, entries }: Located): unknown {
  if (kind === 'array') return items!.map(plainOf);
  if (kind === 'object') return Object.fromEntries(entries!.map((entry) => [entry.name, plainOf(entry.value)]));
  return kind === 'null' ? null : value;
}

function readScope(node: Located): PolicyBundle['scope'] {
  only(node, ['team', 'repository']);
  const team = fieldOf(node, 'team');
  const repository = fieldOf(node, 'repository');
  return { ...(team && { team: readName(team) }), ...(repository && { repository: readName(repository) }) };
}

function only(node: Located, names: readonly string[]): void {
  if (node.kind !== 'object') throw malformed('An object belongs here.', node.at);
  const unknown = node.entries!.find(({ name }) => !names.includes(name));
  if (unknown)
    throw malformed('The payload has a field this extension does not know; a newer extension may.', unknown.at);
}

function required(node: Located, name: string): Located {
  const value = fieldOf(node, name);
  if (value === undefined) throw malformed(`The field ${name} is missing.`, node.at);
  return value;
}

function readName(node: Located): string {
  if (typeof node.value !== 'string' || node.value === '' || node.value.length > 200)
    throw malformed('A name of 1 to 200 characters belongs here.', node.at);
  return node.value;
}

function readBoolean(node: Located): boolean {
  if (typeof node.value !== 'boolean') throw malformed('true or false belongs here.', node.at);
  return node.value;
}

function oneOf<T extends string>(node: Located, values: readonly T[]): T {
  const value = values.find((each) => each === node.value);
  if (value === undefined) throw malformed(`One of ${values.join(', ')} belongs here.`, node.at);
  return value;
}

/** ISO 8601 in UTC, with or without fractions of a second. */
function readTime(tree: Located, name: string): number {
  const node = required(tree, name);
  const time =
    typeof node.value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(node.value)
      ? Date.parse(node.value)
      : Number.NaN;
  if (Number.isNaN(time)) throw malformed(`${name} must be a time in UTC: 2027-01-31T12:00:00Z.`, node.at);
  return time;
}

function malformed(message: string, position?: Position, action?: string): TakumoError {
  return new TakumoError('bundle-malformed', message, { ...(position && { position }), ...(action && { action }) });
}
