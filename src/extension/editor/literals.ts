/** Finds the string literal round a place in source text, and what its value is. It reads one line from its start, and what a literal goes on to. */
import type { Span } from '../../engine/model.ts';
import type { EnvironmentLanguage, StringForm } from './environment-languages.ts';

/** A literal, from its prefix to its closing quote. */
export interface Literal extends Span {
  readonly quote: string;
  /** Its value; undefined when that is not plain text (a template, an escape that is not known, bytes). */
  readonly value: string | undefined;
  /** Where the text between the quotes is. */
  readonly content: Span;
}

/** Where a span stands: in a literal, in a comment, or in the code itself. */
export type Place = Literal | 'comment' | 'code';

/** Longer than this a line is data or minified: nobody's to rewrite. */
const longestLine = 5000;

export function placeOf(text: string, span: Span, language: EnvironmentLanguage): Place | undefined {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  if (span.start - lineStart > longestLine) return undefined;
  let at = lineStart;
  while (at <= span.start) {
    if (language.comments.some((mark) => text.startsWith(mark, at))) return 'comment';
    const form = language.strings.find(({ quote }) => text.startsWith(quote, at));
    if (form === undefined) {
      at++;
      continue;
    }
    const from = at + form.quote.length;
    const close = closing(text, from, form);
    if (close < 0) return at < span.start ? undefined : 'code';
    const end = close + form.quote.length;
    if (from <= span.start && span.end <= close)
      return literal(text, at, { start: from, end: close }, form, language, lineStart);
    at = end;
  }
  return 'code';
}

function closing(text: string, from: number, form: StringForm): number {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(form.quote, at)) return at;
    const char = text[at];
    if (char === '\\' && form.escapes !== 'none') at++;
    else if (char === '\n' && form.multiline !== true) return -1;
  }
  return -1;
}

function literal(
  text: string,
  open: number,
  content: Span,
  form: StringForm,
  language: EnvironmentLanguage,
  lineStart: number,
): Literal {
  const prefix = /[A-Za-z@$#]*$/.exec(text.slice(lineStart, open))?.[0] ?? '';
  const tagged = form.quote === '`' && /[\w$)\]]$/.test(text.slice(lineStart, open));
  const known = language.prefixes === undefined ? 'ignored' : prefix === '' ? 'plain' : language.prefixes[prefix];
  // A line break in a literal is one character, however the file ends its lines.
  const raw = text.slice(content.start, content.end).replaceAll('\r\n', '\n');
  const fixed = !tagged && known !== undefined && form.foreign !== true && form.computed?.test(raw) !== true;
  return {
    start: known === 'ignored' ? open : open - prefix.length,
    end: content.end + form.quote.length,
    quote: form.quote,
    content,
    value: fixed ? decode(raw, known === 'raw' ? 'none' : form.escapes, form.quote) : undefined,
  };
}

const escaped: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '`': '`',
  '/': '/',
};

/** The text that a literal's source stands for; undefined when an escape is not one that all languages share. */
export function decode(raw: string, escapes: StringForm['escapes'], quote = '"'): string | undefined {
  if (escapes === 'none' || !raw.includes('\\')) return raw;
  if (escapes === 'quote')
    return raw.replace(/\\([\s\S])/g, (all, char: string) => (char === '\\' || char === quote ? char : all));
  let known = true;
  const value = raw.replace(/\\([\s\S])/g, (_, char: string) => {
    const meant = escaped[char];
    known &&= meant !== undefined;
    return meant ?? '';
  });
  return known ? value : undefined;
}
