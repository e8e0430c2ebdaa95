/** The fixes rules can ask for, by name. A new one is a maker in a file beside this and a line here. */
import { execToExecFile, shellToList } from './commands.ts';
import { autoescapeOn, escapeValues, textContent } from './markup.ts';
import { parameteriseQuery } from './queries.ts';
import {
  environmentVariable,
  keySize,
  parseInsteadOfEval,
  removeArgument,
  safeLoader,
  swapHash,
  swapRandom,
  trueInsteadOfFalse,
} from './swaps.ts';
import type { Maker } from './workshop.ts';

export const makers = {
  'parameterise-query': parameteriseQuery,
  'exec-to-exec-file': execToExecFile,
  'shell-to-list': shellToList,
  'text-content': textContent,
  'escape-values': escapeValues,
  'autoescape-on': autoescapeOn,
  'parse-instead-of-eval': parseInsteadOfEval,
  'swap-hash': swapHash,
  'swap-random': swapRandom,
  'remove-argument': removeArgument,
  'true-instead-of-false': trueInsteadOfFalse,
  'environment-variable': environmentVariable,
  'key-size': keySize,
  'safe-loader': safeLoader,
} as const satisfies Record<string, Maker>;

export type FixKind = keyof typeof makers;
