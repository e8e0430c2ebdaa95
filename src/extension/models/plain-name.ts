/**
 * A provider's list of models is a stranger's text. What is shown of it is one short line: no icon, link, Markdown or command is made of
 * it, and nothing in it hides or turns around.
 */
import { unlinked } from '../hold/unlinked.ts';

const longest = 80;

export function plainName(text: string): string {
  const line = unlinked(text)
    .replace(/:\/\//g, ' ')
    .replace(/[<>`*\\|]/g, '')
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** A model's id as it is sent back to its provider: nothing in it is changed, so one that could mislead is not taken at all. */
export function isPlainId(id: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._:/@+-]{0,199}$/u.test(id);
}
