/**
 * Restores into source text and patches: a value of several lines continues a patch line with that line's own sign, and a value that would
 * end a string literal of JavaScript or TypeScript is escaped for it. Every other value is written as it is.
 */
import type { SinkContext } from './sink.ts';

const patchLine = /^(?:\*\*\* (?:Begin Patch|Update File|Add File|Delete File)|--- |\+\+\+ |@@ |diff --git )/;
const withLiterals: ReadonlySet<string> = new Set(['javascript', 'javascriptreact', 'typescript', 'typescriptreact']);

export function codeContext(languageId?: string): SinkContext {
  const literals = languageId !== undefined && withLiterals.has(languageId);
  let inPatch = false;
  let line = '';
  let quote = '';
  let escaped = false;

  const write = (text: string): void => {
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!;
      if (char === '\n') {
        inPatch ||= patchLine.test(line);
        line = '';
        // Only a template literal goes on over lines.
        if (quote !== '`' && !escaped) quote = '';
        escaped = false;
        continue;
      }
      if (line.length < 64) line += char;
      if (!literals) continue;
      if (escaped) escaped = false;
      else if (char === '\\') escaped = quote !== '';
      else if (quote === '') quote = char === '"' || char === "'" || char === '`' ? char : '';
      else if (char === quote) quote = '';
    }
  };
  const place = (value: string): string => {
    let placed = quote === '' ? value : escapeLiteral(value, quote);
    if (inPatch && placed.includes('\n')) placed = withSign(placed, line.charAt(0));
    if (line.length < 64) line += '\u0000';
    return placed;
  };
  return { write, place };
}

/** A value that has neither the quote nor a line break in it stands in the literal as it is. */
function escapeLiteral(value: string, quote: string): string {
  const breaks = quote === '`' ? /[`]|\$\{/ : /[\r\n]/;
  if (!breaks.test(value) && !value.includes(quote)) return value;
  const escaped = value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote === '`' ? escaped.replaceAll('${', '\\${') : escaped.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}

/** Further lines of a value in a patch begin as its first line does, unless the value was read from a patch and has the signs already. */
function withSign(value: string, sign: string): string {
  if (sign !== '+' && sign !== '-' && sign !== ' ') return value;
  const [first = '', ...rest] = value.split('\n');
  if (rest.every((line) => line.startsWith(sign))) return value;
  return [first, ...rest.map((line) => sign + line)].join('\n');
}
