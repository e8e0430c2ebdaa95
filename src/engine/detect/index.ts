/** The door of detection: where secrets stand in a text, and which rules say so. */
export { createDetector, type DetectorOptions, listRules } from './detector.ts';
export { isDistinctive } from './score.ts';
export { readSecretFile } from './secret-files.ts';
export { type BuiltInPolicy, builtInPolicies, type DetectContext, type Detector, type RuleInfo } from './types.ts';
