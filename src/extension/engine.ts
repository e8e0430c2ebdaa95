/** The lazy bundles. Each is read from disk on its first use, never by `activate`. */

export const loadEngine = () => import('../engine/index.ts');
export const loadPolicy = () => import('../engine/policy/index.ts');
export const loadSentinel = () => import('../engine/sentinel/index.ts');
export const loadTreeSitter = () => import('../platform/tree-sitter.ts');
