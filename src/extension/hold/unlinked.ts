/**
 * A stranger's words (a tool's name, a file's, a model's command) for a notification or a list: one short line that is what it seems. VS
 * Code makes links of `[text](target)` there, commands too, and icons of `$(name)`; characters that show nothing or turn the direction
 * could hide a part or reorder it.
 */

const brackets = /[[\]]/g;
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const longest = 200;

export function unlinked(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(unseen, '').replace(brackets, '').replace(/\$\(/g, '(');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
