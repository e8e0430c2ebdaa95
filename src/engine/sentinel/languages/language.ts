/** What a language is to Sentinel. Adding one is a file beside this and a line in `index.ts`. */
import type { FlatSyntax } from '../../ports.ts';
import type { Node } from '../syntax/node.ts';

export interface Lowered {
  readonly root: Node;
  /** A stretch was nested too deep to be read. */
  readonly tooDeep: boolean;
}

/** Which rules apply: TypeScript and JSX are JavaScript to them. */
export type RuleLanguage = 'javascript' | 'python';

export interface Language {
  /** The grammar's name, as the loader knows it. */
  readonly grammar: string;
  readonly rules: RuleLanguage;
  readonly lower: (flat: FlatSyntax, text: string) => Lowered;
  /** Blocks are made by indentation: a fragment that begins inside of one gets the lines that would open it. */
  readonly indented?: boolean;
}
