/** The names under which rules ask for a fix. Each is made in one of the files beside this. */
export const fixKinds = [
  'parameterise-query',
  'exec-to-exec-file',
  'shell-to-list',
  'text-content',
  'parse-instead-of-eval',
  'swap-hash',
  'swap-random',
  'remove-argument',
  'true-instead-of-false',
  'remove-entry',
  'environment-variable',
  'autoescape-on',
  'safe-loader',
  'key-size',
] as const;
export type FixKind = (typeof fixKinds)[number];
