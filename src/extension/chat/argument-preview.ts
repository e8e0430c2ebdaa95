/** The argument of a tool call that carries a secret, as a person is shown it: one line, its tokens in place of the values, cut around the first. */

const mark = '__TAKUMO_';
const longest = 140;

/** `input` is the call's input with its tokens kept. Nothing when no string in it spells a token plainly. */
export function argumentPreview(input: unknown): string | undefined {
  const found = firstWithToken(input, 0);
  if (found === undefined) return undefined;
  const line = found.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  const from = Math.max(0, Math.min(line.indexOf(mark) - 60, line.length - longest));
  const to = from + longest;
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}

function firstWithToken(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.includes(mark) ? value : undefined;
  if (typeof value !== 'object' || value === null || depth > 20) return undefined;
  for (const each of Object.values(value)) {
    const found = firstWithToken(each, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
