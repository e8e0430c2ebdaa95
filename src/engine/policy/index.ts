/** The door of the policy language: reading policies and bundles, which needs the regular expression engine. A lazy bundle of its own. */

export { builtInPolicies, isBuiltInName, policyOfRule } from './built-in.ts';
export { openBundle } from './bundle.ts';
export { canonicalJson, type Json } from './canonical-json.ts';
export { type Field, policyFields } from './fields.ts';
export { type ModesRead, readModes } from './modes.ts';
export { type PoliciesRead, parsePolicies, readPolicies } from './parse.ts';
export { type RestoreRead, readRestore } from './restore.ts';
export { policyJsonSchema } from './schema.ts';
export { createPolicySet } from './set.ts';
export type * from './types.ts';
