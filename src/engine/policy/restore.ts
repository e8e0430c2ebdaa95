/** Reads what a user or an organization says of values that come back. What can't be read is reported, and restores less, never more. */

import { TakumoError } from '../errors.ts';
import { type Category, categories, type RehydratePolicy, type ToolSinkRule, toolSinkRules } from '../model.ts';

export interface RestoreRead {
  /** Absent when nothing is said. */
  readonly restore?: RehydratePolicy;
  readonly errors: readonly TakumoError[];
}

const fields = ['mode', 'neverCategories', 'shell', 'network'];

type Wrong = (field: string, message: string) => void;

/** `value`: `{ mode: 'all' | 'text' | 'never' | 'tools:a,b', neverCategories: [...], shell, network }`, each field optional. */
export function readRestore(value: unknown): RestoreRead {
  const errors: TakumoError[] = [];
  const wrong: Wrong = (field, message) => {
    errors.push(new TakumoError('policy-invalid', message, { position: { field } }));
  };
  if (value === undefined || value === null) return { errors };
  if (typeof value !== 'object' || Array.isArray(value)) {
    wrong('rehydrate', 'What comes back must be given as an object.');
    return { restore: { mode: 'never' }, errors };
  }
  const given = new Map(Object.entries(value).filter(([, each]) => each !== undefined));
  for (const name of given.keys()) {
    if (!fields.includes(name)) wrong(name, `This field is not known; known are ${fields.join(', ')}.`);
  }
  if (!fields.some((name) => given.has(name))) return { errors };
  const neverCategories = readCategories(given.get('neverCategories'), wrong);
  const shell = readRule('shell', given.get('shell'), wrong);
  const network = readRule('network', given.get('network'), wrong);
  return {
    restore: {
      mode: readMode(given.get('mode'), wrong),
      ...(neverCategories === undefined ? {} : { neverCategories }),
      ...(shell === undefined ? {} : { shell }),
      ...(network === undefined ? {} : { network }),
    },
    errors,
  };
}

function readMode(value: unknown, wrong: Wrong): RehydratePolicy['mode'] {
  if (value === undefined) return 'all';
  if (value === 'all' || value === 'text' || value === 'never') return value;
  const tools = typeof value === 'string' && value.startsWith('tools:') ? value.slice('tools:'.length).split(',') : [];
  const named = tools.map((tool) => tool.trim()).filter((tool) => tool !== '');
  if (named.length > 0) return { tools: named };
  wrong('mode', 'The mode is none of all, text, never and tools: with a list of names, so nothing is restored.');
  return 'never';
}

function readCategories(value: unknown, wrong: Wrong): readonly Category[] | undefined {
  if (value === undefined) return undefined;
  const known = Array.isArray(value) ? categories.filter((category) => value.includes(category)) : [];
  if (Array.isArray(value) && known.length === new Set(value).size) return known;
  wrong('neverCategories', `Only the categories ${categories.join(', ')} are known, so none is restored.`);
  return categories;
}

function readRule(name: string, value: unknown, wrong: Wrong): ToolSinkRule | undefined {
  if (value === undefined) return undefined;
  const rule = toolSinkRules.find((each) => each === value);
  if (rule === undefined) wrong(name, `This is none of ${toolSinkRules.join(', ')}, so tokens are kept.`);
  return rule ?? 'keep';
}
