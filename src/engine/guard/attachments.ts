/**
 * Reads the formats in which VS Code's chat puts files into a prompt, so that a finding can say `path:line` and the detector knows what
 * kind of file it reads. It only cuts a text into pieces: joined again they are the text.
 * Source: recorded requests of VS Code 1.139's built-in chat.
 */

/** A piece of a prompt; `path` when it is a file's content. `line`: the file's line (1-based) at which `text` begins. */
export interface Segment {
  readonly text: string;
  readonly path?: string;
  readonly line?: number;
}

const opening = /^<attachment\b([^>\n]*)>\n/gm;
const closing = '\n</attachment>';
const excerpt = /^(?:[^\n]*\n)??Excerpt from ([^\n,]{1,300}), lines? (\d{1,9})(?: to \d{1,9})?:\n(?:```[^\n]*\n)?/;
const filePathComment = /^\W{0,6}filepath: ([^\n]{1,600})\n/;
const introduction = /^User's active file for additional context:\n/;
const fileHeader = /^File: `([^`\n]{1,600})`\. Lines (\d{1,9}) to \d{1,9}[^\n]*\n(?:```[^\n]*\n)?/;

/** The pieces of a prompt or a tool result, in order. */
export function segmentsOf(text: string): readonly Segment[] {
  if (!text.includes('<attachment')) {
    const header = fileHeader.exec(text);
    return header === null ? [{ text }] : split(text, 0, header[0].length, text.length, header[1]!, Number(header[2]));
  }
  const segments: Segment[] = [];
  let from = 0;
  for (opening.lastIndex = 0; ; ) {
    const match = opening.exec(text);
    if (match === null) {
      break;
    }
    const start = match.index + match[0].length;
    const close = text.indexOf(closing, start - 1);
    const end = close < 0 ? text.length : close;
    const inner = text.slice(start, end);
    const attribute = /\bfilePath="([^"\n]{1,600})"/.exec(match[1]!)?.[1];
    const id = /\bid="(?:file:)?([^"\n]{1,600})"/.exec(match[1]!)?.[1];
    const quoted = excerpt.exec(inner);
    const commented = filePathComment.exec(inner);
    const path = attribute ?? commented?.[1]?.replace(/\s*(?:\*\/|-->)\s*$/, '') ?? quoted?.[1] ?? id;
    if (path !== undefined && end >= start) {
      const head = (quoted ?? commented ?? introduction.exec(inner))?.[0].length ?? 0;
      segments.push(...split(text, from, start + head, end, path, quoted === null ? 1 : Number(quoted[2])));
      from = end;
    }
    opening.lastIndex = Math.max(start, end);
  }
  if (from < text.length) {
    segments.push({ text: text.slice(from) });
  }
  return segments;
}

function split(text: string, from: number, start: number, end: number, path: string, line: number): Segment[] {
  const segments: Segment[] = [];
  if (start > from) {
    segments.push({ text: text.slice(from, start) });
  }
  if (end > start) {
    segments.push({ text: text.slice(start, end), path, line });
  }
  return segments;
}

const grepLine = /^(\d{1,9})[:-]/;

/** The place of an offset in a search result: a line with a path, then `12:` lines under it. */
export function placeInSearchResult(
  text: string,
  offset: number,
): { readonly path: string; readonly line: number } | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const number = grepLine.exec(text.slice(lineStart, lineStart + 12));
  if (number === null) {
    return undefined;
  }
  let end = lineStart - 1;
  for (let steps = 0; end > 0 && steps < 1000; steps++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    if (line !== '' && !grepLine.test(line)) {
      return /^[^\s"'`:]{1,600}$/.test(line) ? { path: line, line: Number(number[1]) } : undefined;
    }
    end = start - 1;
  }
  return undefined;
}
