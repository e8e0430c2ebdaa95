/** Tells code that landed in one piece from code that somebody typed. A heuristic, and said so: it never sees who wrote the text. */
import type { Span } from '../../engine/model.ts';

/** One content change: the offset and length it replaced, and the text it put there. */
export interface Change {
  readonly offset: number;
  readonly replaced: number;
  readonly text: string;
}

export type ChangeReason = 'undo' | 'redo' | 'none';

/** Fewer characters than this are typing, completion of a word, or an editor's own snippet. */
const insertedCharacters = 40;

/**
 * The range that was inserted in one piece, in the offsets of the text after the change; undefined for typing, undo, redo and
 * formatters. A formatter (or a change of line ends) is told by its changes: the same text but for white space.
 */
export function insertedSpan(
  changes: readonly Change[],
  reason: ChangeReason,
  before: (offset: number, length: number) => string | undefined,
): Span | undefined {
  if (reason !== 'none' || changes.length === 0) return undefined;
  const sorted = [...changes].sort((a, b) => a.offset - b.offset);
  let shift = 0;
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  let characters = 0;
  for (const change of sorted) {
    const at = change.offset + shift;
    shift += change.text.length - change.replaced;
    const text = change.text.trim();
    if (text.length === 0 || isReformatting(change, before)) continue;
    characters += text.length;
    start = Math.min(start, at);
    end = Math.max(end, at + change.text.length);
  }
  return characters >= insertedCharacters ? { start, end } : undefined;
}

function isReformatting(change: Change, before: (offset: number, length: number) => string | undefined): boolean {
  if (change.replaced === 0) return false;
  const old = before(change.offset, change.replaced);
  return old !== undefined && bare(old) === bare(change.text);
}

/** Formatters move white space, and swap quotes, semicolons and trailing commas. */
function bare(text: string): string {
  return text.replace(/[\s;,'"`()]+/g, '');
}

/** Moves a span through a later change; undefined when the change covers all of it. */
export function moveSpan(span: Span, change: Change): Span | undefined {
  const changeEnd = change.offset + change.replaced;
  const delta = change.text.length - change.replaced;
  if (changeEnd <= span.start) return { start: span.start + delta, end: span.end + delta };
  if (change.offset >= span.end) return span;
  const start = Math.min(span.start, change.offset);
  const end = Math.max(span.end, changeEnd) + delta;
  return end <= start ? undefined : { start, end };
}
