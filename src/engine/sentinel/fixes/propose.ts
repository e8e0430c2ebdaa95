/** Makes the first fix that a rule knows and the code allows. Edits are in offsets of the reviewed text. */
import type { Hit } from '../match/dispatch.ts';
import type { Scan } from '../scan.ts';
import type { Fix } from '../types.ts';
import { makers } from './kinds.ts';
import { importEdit, type Workshop } from './workshop.ts';

export function proposeFix(hit: Hit, text: string, scan: Scan): Fix | undefined {
  const { shift, parsed } = scan;
  const workshop: Workshop = {
    hit,
    parsed,
    text,
    shift,
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
