/** The door of detection: where secrets stand in a text, and which rules say so. */
export { createDetector, listRules } from './detector.ts';
export { type DotenvEntry, parseDotenv } from './dotenv.ts';
export { isDistinctive } from './score.ts';
export { readSecretFile } from './secret-files.ts';
export { builtInPolicies, type Detector } from './types.ts';
