/** All rule families, in the order they are listed. A new provider is a file beside this one and a line here. */
import type { RuleFamily } from '../types.ts';
import { github } from './github.ts';

export const families: readonly RuleFamily[] = [github];
