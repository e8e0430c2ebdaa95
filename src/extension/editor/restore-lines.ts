/** The edits that restore a document's tokens, each as small as its line allows, so that cursors, folds and other people's lines stay. */

/** Offsets are UTF-16 code units of the text that was given. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Restored {
  readonly content: string;
  readonly rehydratedCount: number;
  /** Tokens that stayed. */
  readonly warnings: readonly unknown[];
}

export interface RestorePlan {
  readonly edits: readonly LineEdit[];
  /** Tokens whose values come back. */
  readonly count: number;
  /** Tokens that stay: of another session, forged, or kept by a policy. */
  readonly unknown: number;
}

/** A quick look, before anything is loaded or parsed: whether a text may hold a token in any spelling. */
export function mayHoldToken(text: string): boolean {
  return /takumo/i.test(text);
}

export function planRestore(text: string, restore: (line: string) => Restored): RestorePlan {
  const edits: LineEdit[] = [];
  let count = 0;
  let unknown = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const end = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
    const line = text.slice(start, end);
    if (mayHoldToken(line)) {
      const { content, rehydratedCount, warnings } = restore(line);
      count += rehydratedCount;
      unknown += warnings.length;
      if (content !== line) edits.push(smallest(line, content, start));
    }
    start = next;
  }
  return { edits, count, unknown };
}

/** The text with the edits in it; what is inserted where another edit begins stands in front of it. */
export function applyEdits(text: string, edits: readonly LineEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at);
}

function smallest(before: string, after: string, offset: number): LineEdit {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start: offset + head, end: offset + before.length - tail, text: after.slice(head, after.length - tail) };
}
