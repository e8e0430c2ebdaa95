/** What each cursor gets of a pasted text, as VS Code itself would give it. */

/** VS Code's own note beside a text that was copied in an editor (`vscode-editor-data`). */
export interface CopyNote {
  /** The copied text is a whole line, taken without a selection: it is pasted above the line. */
  readonly wholeLine: boolean;
  /** One text for each cursor that was copied from. */
  readonly pieces: readonly string[] | undefined;
}

export function readCopyNote(json: string | undefined): CopyNote {
  try {
    const note = JSON.parse(json ?? '{}') as { isFromEmptySelection?: unknown; multicursorText?: unknown } | null;
    const pieces = note?.multicursorText;
    return {
      wholeLine: note?.isFromEmptySelection === true,
      pieces: Array.isArray(pieces) && pieces.every((piece) => typeof piece === 'string') ? pieces : undefined,
    };
  } catch {
    return { wholeLine: false, pieces: undefined };
  }
}

const drawn: ReadonlySet<string> = new Set(['markdown', 'mdx', 'html']);

/**
 * What a pasted text becomes: a document that is drawn fetches its images, and a text from anywhere can name a token in their address. A
 * preview would then carry the value out, and nobody was asked.
 */
export function sinkOfPaste(languageId: string): 'plain' | 'prose' {
  return drawn.has(languageId) ? 'prose' : 'plain';
}

/** A text for each cursor: the copied pieces or the lines where there are as many of them as cursors (and `spread` is set), else all of it. */
export function distribute(text: string, cursors: number, note: CopyNote, spread: boolean): readonly string[] {
  if (cursors === 1) return [text];
  if (note.pieces?.length === cursors) return note.pieces;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return spread && lines.length === cursors ? lines : Array.from({ length: cursors }, () => text);
}
