/** The JSON Schema of Takumo's custom rule, made of the same table the parser reads by. */

import { builtInPolicies } from './built-in.ts';
import type { Json } from './canonical-json.ts';
import { type Field, policyFields } from './fields.ts';

/** Draft 2020-12; one rule or a list. What it can't say (globs and patterns that can't be run) the parser does. */
export function policyJsonSchema(): { readonly [name: string]: Json } {
  const inFiles = policyFields.filter((field) => field.bundleOnly !== true);
  const forbidden = inFiles.filter((field) => !field.ofBuiltIn).map((field) => field.name);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'takumo-policy.schema.json',
    title: 'Takumo policies',
    description: 'One policy or a list of policies.',
    oneOf: [{ $ref: '#/$defs/policy' }, { type: 'array', maxItems: 10_000, items: { $ref: '#/$defs/policy' } }],
    $defs: {
      policy: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: Object.fromEntries(inFiles.map((field) => [field.name, schemaOf(field)])),
        dependentRequired: { keywordDistance: ['keywords'] },
        if: { properties: { name: { enum: builtInPolicies.map((policy) => policy.name) } }, required: ['name'] },
        [consequence]: {
          properties: {
            ...Object.fromEntries(forbidden.map((name) => [name, false])),
            transform: { enum: ['tokenize', 'redact'] },
          },
        },
        else: { anyOf: [{ required: ['pattern'] }, { required: ['variableNames'] }] },
      },
    },
  };
}

/** A keyword of JSON Schema, and not what makes an object a promise. */
// oxlint-disable-next-line unicorn/no-thenable
const consequence = 'then';

function schemaOf(field: Field): Json {
  const { description } = field;
  const fallback = field.default === undefined ? {} : { default: field.default };
  if (field.type === 'boolean') return { type: 'boolean', description, ...fallback };
  if (field.type === 'integer')
    return { type: 'integer', minimum: field.least!, maximum: field.greatest!, description, ...fallback };
  if (field.type === 'strings')
    return { type: 'array', description, minItems: 1, maxItems: field.most!, items: stringOf(field) };
  if (field.type === 'time') return { ...stringOf(field), description, pattern: '^\\d{4}-\\d{2}-\\d{2}(T.+)?$' };
  return { ...stringOf(field), description, ...fallback };
}

function stringOf(field: Field): { readonly [name: string]: Json } {
  if (field.values) return { type: 'string', enum: field.values };
  return {
    type: 'string',
    ...(field.shortest === undefined ? {} : { minLength: field.shortest }),
    ...(field.longest === undefined ? {} : { maxLength: field.longest }),
    ...(field.shape === undefined ? {} : { pattern: field.shape.source }),
  };
}
