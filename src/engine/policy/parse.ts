/**
 * Reads Takumo's custom rules, one object or a list. An unknown field or value is an error at its place, never a fallback. What is read is
 * never half a rule: an object with an error gives no policy.
 */

import type { TakumoError } from '../errors.ts';
import type { Category, Enforcement, Transform } from '../model.ts';
import { builtInPolicies, isBuiltInName } from './built-in.ts';
import { type Field, policyFields } from './fields.ts';
import { globFault } from './globs.ts';
import { readJson } from './json.ts';
import { createProblems, fieldOf, type Located, type Problems } from './located.ts';
import { compileMatcher } from './matcher.ts';
import { nearest } from './suggest.ts';
import type { Direction, Policy, PolicyMatcher } from './types.ts';
import { coreOf } from './variables.ts';

/** What `scope` in a bundle says. */
export type BundleScope = 'organization' | 'team' | 'repository';

export interface PoliciesRead {
  /** The rules without an error. */
  readonly policies: readonly Policy[];
  /** Each with its position: file, line, column, and the field as a JSON pointer. */
  readonly errors: readonly TakumoError[];
}

const mostPolicies = 10_000;

/** Reads a file whole and reports everything that is wrong with it. Never throws. */
export function readPolicies(text: string, file?: string): PoliciesRead {
  const { tree, errors } = readJson(text, file);
  if (tree === undefined) return { policies: [], errors };
  const problems = createProblems();
  const policies = readPolicyTree(tree, problems, 'file').map(({ policy }) => policy);
  return { policies, errors: problems.errors };
}

/** Reads a file in which nothing may be wrong. Throws the first error. */
export function parsePolicies(text: string, file?: string): readonly Policy[] {
  const { policies, errors } = readPolicies(text, file);
  if (errors[0]) throw errors[0];
  return policies;
}

/** Reads the rules of a tree, whatever its syntax was. */
export function readPolicyTree(
  tree: Located,
  problems: Problems,
  place: 'file' | 'bundle',
): readonly { policy: Policy; scope: BundleScope }[] {
  const rules = tree.kind === 'array' ? tree.items! : [tree];
  if (rules.length > mostPolicies) {
    problems.add('policy-invalid', `A document may hold ${mostPolicies} policies at most.`, tree.at);
    return [];
  }
  const seen = new Set<string>();
  return rules.flatMap((rule) => {
    const before = problems.count;
    const read = readRule(rule, problems, place);
    if (read === undefined) return [];
    const identity = `${read.scope} ${read.policy.name}`;
    if (seen.has(identity))
      problems.add('policy-invalid', 'A policy of this name is already in this document.', fieldOf(rule, 'name')!.at);
    seen.add(identity);
    return problems.count > before ? [] : [read];
  });
}

type Values = ReadonlyMap<string, string | boolean | number | readonly string[]>;

function readRule(
  rule: Located,
  problems: Problems,
  place: 'file' | 'bundle',
): { policy: Policy; scope: BundleScope } | undefined {
  const before = problems.count;
  if (rule.kind !== 'object') {
    problems.add('policy-invalid', 'A policy must be an object with a name.', rule.at);
    return undefined;
  }
  const values = readFields(rule, problems, place);
  const name = values.get('name') as string | undefined;
  if (name === undefined) {
    if (fieldOf(rule, 'name') === undefined) problems.add('policy-invalid', 'A policy needs a name.', rule.at);
    return undefined;
  }
  const given = <T>(field: string): T =>
    (values.get(field) ?? policyFields.find((each) => each.name === field)?.default) as T;
  checkTogether(rule, name, values, problems);
  const matcher = isBuiltInName(name) || problems.count > before ? undefined : readMatcher(rule, values, problems);
  if (problems.count > before) return undefined;
  const policy: Policy = {
    name,
    description: given<string>('description'),
    category: given<Category>('category'),
    enforcement: given<Enforcement>('enforcement'),
    transform: given<Transform>('transform'),
    direction: given<Direction>('direction'),
    enabled: given<boolean>('enabled'),
    locked: given<boolean>('locked'),
    ...(values.has('message') ? { message: given<string>('message') } : {}),
    ...(values.has('expires') ? { expires: given<number>('expires') } : {}),
    ...(matcher === undefined ? {} : { matcher }),
  };
  return { policy, scope: given<BundleScope>('scope') };
}

function readFields(rule: Located, problems: Problems, place: 'file' | 'bundle'): Values {
  const values = new Map<string, string | boolean | number | readonly string[]>();
  const known = policyFields.filter((field) => place === 'bundle' || field.bundleOnly !== true);
  for (const { name, at, value } of rule.entries!) {
    const field = known.find((each) => each.name === name);
    if (field === undefined) {
      if (problems.errors.length < problems.count) {
        problems.add('policy-unknown-field', 'A policy has no field of this name.', at);
        continue;
      }
      const near = nearest(
        name,
        known.map((each) => each.name),
      );
      const action =
        near === undefined
          ? `A policy has the fields ${known.map((each) => each.name).join(', ')}.`
          : `Did you mean ${near}?`;
      problems.add('policy-unknown-field', 'A policy has no field of this name.', at, action);
      continue;
    }
    const read = readValue(field, value, problems);
    if (read !== undefined) values.set(name, read);
  }
  return values;
}

function readValue(
  field: Field,
  node: Located,
  problems: Problems,
): string | boolean | number | readonly string[] | undefined {
  const wrong = (message: string, at = node.at, action?: string) => {
    problems.add('policy-invalid', `${field.name} ${message}`, at, action);
    return undefined;
  };
  if (field.type === 'boolean')
    return node.kind === 'boolean' ? (node.value as boolean) : wrong('must be true or false.');
  if (field.type === 'integer') {
    const value = node.value;
    const fits =
      typeof value === 'number' && Number.isInteger(value) && value >= field.least! && value <= field.greatest!;
    return fits ? value : wrong(`must be a whole number from ${field.least} to ${field.greatest}.`);
  }
  if (field.type === 'strings') {
    if (node.kind !== 'array' || node.items!.length === 0)
      return wrong('must be a list of strings, and not an empty one.');
    if (node.items!.length > field.most!) return wrong(`may hold ${field.most} strings at most.`);
    const strings = node.items!.map((item) => readString(field, item, wrong));
    return strings.includes(undefined) ? undefined : (strings as string[]);
  }
  const text = readString(field, node, wrong);
  if (text === undefined || field.type !== 'time') return text;
  return readTime(text) ?? wrong('must be a day, 2027-01-31, or a time with its zone, 2027-01-31T12:00:00Z.');
}

function readString(
  field: Field,
  node: Located,
  wrong: (message: string, at: Located['at'], action?: string) => undefined,
): string | undefined {
  if (node.kind !== 'string')
    return wrong(field.type === 'strings' ? 'must hold strings only.' : 'must be a string.', node.at);
  const text = node.value as string;
  if (field.values !== undefined && !field.values.includes(text)) {
    const near = nearest(text, field.values);
    return wrong(
      `must be one of ${field.values.join(', ')}.`,
      node.at,
      near === undefined ? undefined : `Did you mean ${near}?`,
    );
  }
  if (text.length < (field.shortest ?? 0))
    return wrong(
      field.shortest === 1 ? 'must not be empty.' : `must have ${field.shortest} characters at least.`,
      node.at,
    );
  if (text.length > (field.longest ?? 64)) return wrong(`may have ${field.longest ?? 64} characters at most.`, node.at);
  if (field.shape && !field.shape.test(text)) return wrong(`must fit ${field.shape.source}.`, node.at);
  if (field.name === 'paths') {
    const fault = globFault(text);
    if (fault !== undefined) return wrong(`can't be used: ${fault}`, node.at);
  }
  if (field.name === 'variableNames' && coreOf(text).length < 2)
    return wrong('need two characters in a row that are no `*`.', node.at);
  return text;
}

/** Rules about fields that stand together. */
function checkTogether(rule: Located, name: string, values: Values, problems: Problems): void {
  if (values.get('transform') === 'none' && (values.get('enforcement') ?? 'block') === 'block') {
    const at = fieldOf(rule, 'transform')!.at;
    problems.add('policy-invalid', 'transform none only observes, so enforcement must be warn or monitor.', at);
  }
  if (isBuiltInName(name)) {
    checkBuiltIn(rule, name, values, problems);
    return;
  }
  if (fieldOf(rule, 'pattern') === undefined && fieldOf(rule, 'variableNames') === undefined) {
    const near = nearest(
      name,
      builtInPolicies.map((policy) => policy.name),
    );
    const message =
      'A custom policy needs a pattern or variableNames; without them its name must be that of a built-in policy.';
    problems.add('policy-invalid', message, rule.at, near === undefined ? undefined : `Did you mean ${near}?`);
  }
  const distance = fieldOf(rule, 'keywordDistance');
  if (distance && fieldOf(rule, 'keywords') === undefined)
    problems.add('policy-invalid', 'keywordDistance needs keywords.', distance.at);
}

function checkBuiltIn(rule: Located, name: string, values: Values, problems: Problems): void {
  for (const entry of rule.entries!) {
    const field = policyFields.find((each) => each.name === entry.name);
    if (field && !field.ofBuiltIn) {
      const message = `${field.name} can't be given for a built-in policy: what it finds is fixed.`;
      problems.add('policy-invalid', message, entry.at, 'Give your policy a name of its own.');
    }
  }
  if (values.get('transform') === 'none') {
    problems.add(
      'policy-invalid',
      "A built-in policy can't have transform none: it masks in every mode.",
      fieldOf(rule, 'transform')!.at,
    );
  }
  if (values.get('enabled') === false && name !== 'pii') {
    const message = "A built-in policy can't be switched off; its quietest mode is monitor.";
    problems.add('policy-invalid', message, fieldOf(rule, 'enabled')!.at);
  }
}

function readMatcher(rule: Located, values: Values, problems: Problems): PolicyMatcher | undefined {
  const list = (field: string) => (values.get(field) ?? []) as readonly string[];
  const result = compileMatcher({
    pattern: values.get('pattern') as string | undefined,
    variableNames: list('variableNames'),
    paths: list('paths'),
    keywords: list('keywords'),
    keywordDistance: (values.get('keywordDistance') ?? 100) as number,
  });
  if ('matcher' in result) return result.matcher;
  const at = fieldOf(rule, 'pattern')!.at;
  if ('unsupported' in result) {
    const action = 'Patterns are RE2: rewrite it without this construct.';
    problems.add('policy-pattern-unsupported', `The pattern can't be run: ${result.unsupported}.`, at, action);
  } else problems.add('policy-invalid', result.useless, at);
  return undefined;
}

/** Milliseconds since the epoch; a day counts to its end, in UTC. */
function readTime(text: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!day && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    return undefined;
  const time = Date.parse(day ? `${text}T00:00:00Z` : text);
  // Date.parse takes the 31st of a short month for the next month's first day.
  const written = Number(text.slice(8, 10));
  const month = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, written));
  if (Number.isNaN(time) || month.getUTCDate() !== written) return undefined;
  return day ? time + 86_400_000 : time;
}
