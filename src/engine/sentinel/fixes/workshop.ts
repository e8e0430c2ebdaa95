/** What the makers of fixes work with. */
import type { Hit } from '../match/dispatch.ts';
import type { Fix, FixEdit } from '../types.ts';

/** Offsets of nodes are of `parsed`; `edit` takes them and gives an edit of the reviewed text. */
export interface Workshop {
  readonly hit: Hit;
  readonly parsed: string;
  readonly edit: (start: number, end: number, text: string) => FixEdit;
  /** The edit that imports a Python module, as a list of none where it is imported already. */
  readonly imported: (module: string, statement: string) => readonly FixEdit[];
}

/** Gives undefined where the code is not of the shape the fix is for. */
export type Maker = (workshop: Workshop) => Fix | undefined;
