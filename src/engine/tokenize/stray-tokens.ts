/**
 * Tokens in a text that is kept: a committed file, an open document. There a token is a hole where a value should be, unless the line says
 * why it may stand: `takumo:allow` with a reason, as documentation and tests of the form need it. Nothing is opened by this comment but a
 * finding about a token: what leaves is masked all the same.
 */
import { findPlaceholders, type PlacedToken } from './placeholder.ts';

const word = 'takumo:allow';

/** Every token of a text in canonical form, from left to right, without those on a line that allows them. */
export function findStrayTokens(text: string): PlacedToken[] {
  const found: PlacedToken[] = [];
  let lineEnd = -1;
  let allowed = false;
  for (const token of findPlaceholders(text)) {
    if (token.start >= lineEnd) {
      let start = token.start;
      while (start > 0 && start > lineEnd && !isBreak(text.charCodeAt(start - 1))) start--;
      lineEnd = token.end;
      while (lineEnd < text.length && !isBreak(text.charCodeAt(lineEnd))) lineEnd++;
      allowed = allows(text.slice(start, lineEnd));
    }
    if (!allowed) found.push(token);
  }
  return found;
}

const isBreak = (code: number): boolean => code === 10 || code === 13;

/** The word, then a reason inside the same comment: three letters or digits at least, which are not a token's. */
function allows(line: string): boolean {
  const at = line.indexOf(word);
  if (at < 0 || /[\w.-]/.test(line.charAt(at - 1))) return false;
  const rest = line.slice(at + word.length, at + word.length + 300);
  if (!/^[ \t:(]/.test(rest)) return false;
  const [reason = ''] = rest.split(/\*\/|-->|\*\)/, 1);
  const words = findPlaceholders(reason).reduce((left, { token }) => left.replace(token, ''), reason);
  return /[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}][^\p{L}\p{N}]*[\p{L}\p{N}]/u.test(words);
}
