/** Puts `${NAME}` where a secret stands in a shell script or a YAML file, with the quotes that the place needs. */
import type { Span } from '../../engine/model.ts';
import { decode } from './literals.ts';
import type { LineEdit } from './restore-lines.ts';

export interface Interpolated {
  readonly value: string;
  edits(name: string): readonly LineEdit[];
}

export function interpolate(way: 'shell' | 'yaml', text: string, secret: Span): Interpolated | undefined {
  return way === 'shell' ? inShell(text, secret) : inYaml(text, secret);
}

interface Quoted {
  readonly quote: '' | '"' | "'";
  /** Where the quoted text begins, or the span itself. */
  readonly from: number;
}

/** The quote that is open at an offset, read from the start of its line. */
function quoteAt(text: string, offset: number, escapes: boolean): Quoted {
  let quote: Quoted['quote'] = '';
  let from = offset;
  for (let at = text.lastIndexOf('\n', offset - 1) + 1; at < offset; at++) {
    const char = text[at]!;
    if (char === '\\' && escapes && quote !== "'") at++;
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      from = at + 1;
    } else if (char === quote) quote = '';
  }
  return { quote, from: quote === '' ? offset : from };
}

function inShell(text: string, { start, end }: Span): Interpolated | undefined {
  const raw = text.slice(start, end).replaceAll('\r\n', '\n');
  const { quote, from } = quoteAt(text, start, true);
  if (quote === "'") {
    // Nothing is interpolated in single quotes: they are left for the variable.
    const whole = from === start && text[end] === "'";
    return {
      value: raw,
      edits: (name) => [
        whole ? { start: start - 1, end: end + 1, text: `"\${${name}}"` } : { start, end, text: `'"\${${name}}"'` },
      ],
    };
  }
  if (quote === '"') {
    const value = raw.replace(/\\([\\"$`])/g, '$1');
    return { value, edits: (name) => [{ start, end, text: `\${${name}}` }] };
  }
  if (/[\\\n]/.test(raw)) return undefined;
  return { value: raw, edits: (name) => [{ start, end, text: `"\${${name}}"` }] };
}

function inYaml(text: string, { start, end }: Span): Interpolated | undefined {
  const raw = text.slice(start, end);
  // Several lines: their indentation is not the value's.
  if (raw.includes('\n')) return undefined;
  const { quote } = quoteAt(text, start, true);
  const value = quote === '"' ? decode(raw, 'c') : quote === "'" ? raw.replaceAll("''", "'") : raw;
  if (value === undefined) return undefined;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  // Inside `[…]` and `{…}` a brace would end the plain text.
  const flow = quote === '' && /[[{,]\s*(?:[\w-]+\s*:\s*)?$/.test(line);
  return { value, edits: (name) => [{ start, end, text: flow ? `"\${${name}}"` : `\${${name}}` }] };
}
