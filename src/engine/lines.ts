/** Lines and columns of offsets in a text, both 1-based. Lines end at a line feed, as in VS Code's documents. */

export interface Place {
  readonly line: number;
  /** In UTF-16 code units. */
  readonly column: number;
}

/** Gives the place of an offset. */
export type PlaceOf = (offset: number) => Place;

/** Gives the places of offsets, in any order; the text's own first line is `first` of its file. Reads the text on first use. */
export function placesOf(text: string, first = 1): PlaceOf {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: first + low, column: offset - starts[low]! + 1 };
  };
}

/** The line of one offset, read up to there only. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
