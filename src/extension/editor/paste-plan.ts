/** Splits the edits of a text that holds a paste into what the paste inserts and what changes elsewhere in the document. */
import { applyEdits, type LineEdit } from './restore-lines.ts';

export interface PasteSplit {
  /** What is put in the place of the range that is pasted over. Undefined when more than that place changes: then `others` has it. */
  readonly insert: string | undefined;
  /** In offsets of the document as it is before the paste. */
  readonly others: readonly LineEdit[];
}

/**
 * `text` is the document with `pasted` characters from `at` on, which stand in the place of `replaced` characters; `edits` are in its
 * offsets, sorted, not overlapping.
 */
export function splitPaste(
  text: string,
  place: { readonly at: number; readonly pasted: number; readonly replaced: number },
  edits: readonly LineEdit[],
): PasteSplit {
  const { at, pasted, replaced } = place;
  const inside = edits.filter(({ start, end }) => end >= at && start <= at + pasted);
  const from = Math.min(at, ...inside.map(({ start }) => start));
  const to = Math.max(at + pasted, ...inside.map(({ end }) => end));
  const put = applyEdits(
    text.slice(from, to),
    inside.map(({ start, end, text: inserted }) => ({ start: start - from, end: end - from, text: inserted })),
  );
  const shift = pasted - replaced;
  const before = (offset: number): number => (offset >= at + pasted ? offset - shift : offset);
  const others = edits
    .filter((edit) => !inside.includes(edit))
    .map((edit) => ({ start: before(edit.start), end: before(edit.end), text: edit.text }));
  if (from === at && to === at + pasted) return { insert: put, others };
  return { insert: undefined, others: [...others, { start: from, end: before(to), text: put }] };
}
