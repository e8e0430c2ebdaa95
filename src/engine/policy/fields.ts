/** The fields of Takumo's custom rule, one table: the parser reads by it, and the JSON Schema and the documentation are made of it. */

import { categories } from '../model.ts';
import { enforcements } from './modes.ts';

export interface Field {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'strings' | 'boolean' | 'integer' | 'time';
  /** The values it may have. */
  readonly values?: readonly string[];
  readonly default?: string | boolean | number;
  /** Length of a string, or of each string of a list. */
  readonly longest?: number;
  readonly shortest?: number;
  /** Number of strings in a list. */
  readonly most?: number;
  /** What a string, or each of a list, must look like. Linear: no nested repetition. */
  readonly shape?: RegExp;
  readonly least?: number;
  readonly greatest?: number;
  /** It may stand beside the name of a built-in policy, which it then changes. */
  readonly ofBuiltIn: boolean;
  /** It may stand in an organization's bundle only. */
  readonly bundleOnly?: boolean;
}

export const policyFields: readonly Field[] = [
  {
    name: 'name',
    description:
      'The policy. The name of a built-in policy changes that policy; any other makes a custom one, whose findings have the rule `policy:<name>`.',
    type: 'string',
    shortest: 1,
    longest: 64,
    shape: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    ofBuiltIn: true,
  },
  {
    name: 'pattern',
    description:
      'What to find: an RE2 regular expression (linear in time; no look-around, no back references; inline flags such as `(?i)` are accepted). A group named `value` narrows the match to it. With `variableNames` it must match inside the assigned value.',
    type: 'string',
    shortest: 1,
    longest: 2000,
    ofBuiltIn: false,
  },
  {
    name: 'variableNames',
    description:
      'Finds values assigned to these names in code, .env, YAML and JSON. Letters match in any case, `*` matches any run of characters: `INTERNAL_*`.',
    type: 'strings',
    shortest: 2,
    longest: 100,
    most: 100,
    shape: /^[A-Za-z0-9_$.*-]+$/,
    ofBuiltIn: false,
  },
  {
    name: 'paths',
    description:
      'Only in files whose path fits one of these globs, and none that begins with `!`. A glob without a slash is compared with the file name. Text whose file is not known is always searched.',
    type: 'strings',
    shortest: 1,
    longest: 200,
    most: 100,
    ofBuiltIn: false,
  },
  {
    name: 'keywords',
    description: 'Only where one of these words stands near the match, in any case.',
    type: 'strings',
    shortest: 2,
    longest: 100,
    most: 50,
    ofBuiltIn: false,
  },
  {
    name: 'keywordDistance',
    description: 'How near a keyword must stand, in characters before or after the match.',
    type: 'integer',
    default: 100,
    least: 1,
    greatest: 2000,
    ofBuiltIn: false,
  },
  {
    name: 'category',
    description: 'What the token that replaces the match says it is.',
    type: 'string',
    values: categories,
    default: 'SECRET',
    ofBuiltIn: false,
  },
  {
    name: 'description',
    description: 'What it finds, for people.',
    type: 'string',
    longest: 500,
    default: '',
    ofBuiltIn: true,
  },
  {
    name: 'enforcement',
    description:
      '`block`: the request is held · `warn`: tokenized, sent, and said · `monitor`: tokenized, sent, and logged.',
    type: 'string',
    values: enforcements,
    default: 'block',
    ofBuiltIn: true,
  },
  {
    name: 'transform',
    description:
      '`tokenize`: replaced by a token and restored in the answer · `redact`: replaced and never restored · `none`: left as it is, to try a new pattern; not with `block`, and not for a built-in policy.',
    type: 'string',
    values: ['tokenize', 'redact', 'none'],
    default: 'tokenize',
    ofBuiltIn: true,
  },
  {
    name: 'direction',
    description: 'Looks at what is sent, at what comes back, or at both.',
    type: 'string',
    values: ['outbound', 'inbound', 'both'],
    default: 'both',
    ofBuiltIn: false,
  },
  {
    name: 'enabled',
    description: 'False switches it off. Of the built-in policies only `pii` has this switch.',
    type: 'boolean',
    default: true,
    ofBuiltIn: true,
  },
  {
    name: 'locked',
    description: "A narrower scope can't loosen it and no button may. Takes effect only in an organization's bundle.",
    type: 'boolean',
    default: false,
    ofBuiltIn: true,
  },
  {
    name: 'message',
    description: 'Shown to the person whose request it holds.',
    type: 'string',
    shortest: 1,
    longest: 500,
    ofBuiltIn: true,
  },
  {
    name: 'expires',
    description:
      'From then on it is as if the policy were not there: `2027-01-31T12:00:00Z`, or a day, which it includes: `2027-01-31` (UTC).',
    type: 'time',
    ofBuiltIn: true,
  },
  {
    name: 'scope',
    description: 'Whom it is for; a narrower scope replaces a broader one of the same policy.',
    type: 'string',
    values: ['organization', 'team', 'repository'],
    default: 'organization',
    ofBuiltIn: true,
    bundleOnly: true,
  },
];
