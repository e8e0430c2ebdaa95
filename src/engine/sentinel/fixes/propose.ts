/** Makes the first fix that a rule knows and the code allows. Edits are in offsets of the reviewed text. */
import type { Hit } from '../match/dispatch.ts';
import type { Scan } from '../scan.ts';
import type { Fix, FixEdit } from '../types.ts';
import { makers } from './kinds.ts';
import type { Workshop } from './workshop.ts';

export function proposeFix(hit: Hit, text: string, scan: Scan): Fix | undefined {
  const { shift, parsed } = scan;
  const workshop: Workshop = {
    hit,
    parsed,
    edit: (start, end, replacement) => ({ start: start - shift, end: end - shift, text: replacement }),
    imported: (module, statement) => importEdit(text, module, statement),
  };
  for (const kind of hit.match.fixes ?? hit.rule.fixes ?? []) {
    const fix = makers[kind](workshop);
    if (fix?.edits.every((edit) => edit.start >= 0) === true)
      return { ...fix, edits: [...fix.edits].sort((a, b) => a.start - b.start) };
  }
  return undefined;
}

/** A line before the first import, or at the top, with the first line's indentation. */
function importEdit(text: string, module: string, statement: string): FixEdit[] {
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
