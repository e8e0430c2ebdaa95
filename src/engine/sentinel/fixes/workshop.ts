/** What the makers of fixes work with. */
import type { Hit } from '../match/dispatch.ts';
import type { Fix, FixEdit } from '../types.ts';

/** Offsets of nodes are of `parsed`; `edit` takes them and gives an edit of the reviewed text. */
export interface Workshop {
  readonly hit: Hit;
  readonly parsed: string;
  /** The reviewed text; a node's offset less `shift` is one of it. */
  readonly text: string;
  readonly shift: number;
  readonly edit: (start: number, end: number, text: string) => FixEdit;
  /** The edit that imports a Python module, as a list of none where it is imported already. */
  readonly imported: (module: string, statement: string) => readonly FixEdit[];
}

/** Gives undefined where the code is not of the shape the fix is for. */
export type Maker = (workshop: Workshop) => Fix | undefined;

/** A line before the first import, or at the top, with the first line's indentation. */
export function importEdit(text: string, module: string, statement: string): FixEdit[] {
  const name = /import (\w+)$/.exec(statement)?.[1] ?? module;
  if (
    new RegExp(`^[ \\t]*(?:import\\s[^\\n]*\\b${module}\\b|from\\s+\\S+\\s+import\\s[^\\n]*\\b${name}\\b)`, 'm').test(
      text,
    )
  )
    return [];
  const first = /^(?:import|from)\s+(?!__future__)/m.exec(text);
  const start = first?.index ?? /^(?:#[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return [{ start, end: start, text: `${indent}${statement}\n` }];
}
