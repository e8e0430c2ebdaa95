/** Makes the first fix that a rule knows and the code allows. Edits are in offsets of the reviewed text. */
import type { Hit } from '../match/dispatch.ts';
import type { Scan } from '../scan.ts';
import type { Fix, FixEdit } from '../types.ts';
import type { FixKind } from './kinds.ts';

/** What a maker works on. Offsets of nodes are of `parsed`; `edit` takes them and gives an edit of the reviewed text. */
export interface Workshop {
  readonly hit: Hit;
  /** The text that nodes' offsets are of. */
  readonly parsed: string;
  readonly edit: (start: number, end: number, text: string) => FixEdit;
  /** The edit that imports a module, or undefined where it is imported already. */
  readonly imported: (module: string, statement: string) => FixEdit | undefined;
}

export type Maker = (workshop: Workshop) => Fix | undefined;

const makers: Partial<Record<FixKind, Maker>> = {};

export function proposeFix(hit: Hit, text: string, scan: Scan): Fix | undefined {
  const { shift, parsed } = scan;
  const workshop: Workshop = {
    hit,
    parsed,
    edit: (start, end, replacement) => ({ start: start - shift, end: end - shift, text: replacement }),
    imported: (module, statement) => importEdit(text, module, statement),
  };
  for (const kind of hit.match.fixes ?? hit.rule.fixes ?? []) {
    const fix = makers[kind]?.(workshop);
    if (fix !== undefined && fix.edits.every((edit) => edit.start >= 0)) return fix;
  }
  return undefined;
}

function importEdit(text: string, module: string, statement: string): FixEdit | undefined {
  if (new RegExp(`^\\s*(?:import\\s+${module}\\b|from\\s+${module}\\s+import)`, 'm').test(text)) return undefined;
  const first = /^[ \t]*(?:import|from)\s/m.exec(text);
  const start = first === null || /^[ \t]/.test(first[0]) ? (/^(?:#.*\n)*/.exec(text)?.[0].length ?? 0) : first.index;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return { start, end: start, text: `${indent}${statement}\n` };
}
