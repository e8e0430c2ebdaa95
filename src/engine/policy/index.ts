/** The door of the policy language: reading policies and bundles, which needs the regular expression engine. A lazy bundle of its own. */

export { builtInPolicies, isBuiltInName, policyOfRule } from './built-in.ts';
export { readModes } from './modes.ts';
export { createPolicySet } from './set.ts';
export type * from './types.ts';
