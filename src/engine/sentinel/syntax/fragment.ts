/** Makes a fragment parse: the lines that would open its blocks are put before it, so that each offset only shifts by a constant. */

export interface Fragment {
  /** What to parse: `prefix` and the text. */
  readonly text: string;
  /** How many UTF-16 units stand before the text. */
  readonly shift: number;
}

/** Deeper than this a fragment's first line is odd rather than nested. */
const mostLevels = 12;

export function openFragment(text: string, indented: boolean): Fragment {
  // A NUL ends the parser's input; a byte order mark is no token.
  const clean = text.includes('\0') || text.startsWith('\uFEFF') ? text.replace(/\0|^\uFEFF/g, ' ') : text;
  if (!indented || !/^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]/.test(clean)) return { text: clean, shift: 0 };
  // Indentation of the first line, and of each later line that is shallower than all before: each is a block somebody opened.
  let shallowest = Number.POSITIVE_INFINITY;
  const levels: string[] = [];
  for (const match of clean.matchAll(/^([ \t]*)[^\s#]/gm)) {
    const indent = match[1] ?? '';
    if (indent.length >= shallowest) continue;
    shallowest = indent.length;
    levels.push(indent);
    if (indent === '' || levels.length > mostLevels) break;
  }
  const opened = levels.reverse();
  if (opened[0] !== '') opened.unshift('');
  opened.pop();
  const prefix = opened.map((indent) => `${indent}if 1:\n`).join('');
  return { text: prefix + clean, shift: prefix.length };
}
