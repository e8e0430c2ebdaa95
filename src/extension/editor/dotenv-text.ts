/**
 * Writes entries of a `.env` file so that the readers of such files get the value back: Node, dotenv, python-dotenv, Compose. A shell
 * that sources the file reads all values but those of several lines alike.
 */

export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
}

/** In single quotes some readers take a backslash before itself, before the quote, or at the end, as an escape. */
const unquotable = /'|\\(?:\\|$)/;
/** Characters that mean themselves without quotes, everywhere. */
const plain = /^[A-Za-z0-9_./:@%+,=-]+$/;

/** The value as it is written after `NAME=`; undefined when no form is read alike by all. */
export function quoteDotenv(value: string): string | undefined {
  // Nobody agrees on a carriage return.
  if (value === '' || /[\0\r]/.test(value)) return undefined;
  if (plain.test(value)) return value;
  const single = !unquotable.test(value);
  if (single && !value.includes('\n')) return `'${value}'`;
  // In double quotes only `\n` means the same to all; whatever else is special there must not occur.
  if (!/["\\$`]/.test(value)) return `"${value.replaceAll('\n', '\\n')}"`;
  if (single) return `'${value}'`;
  return undefined;
}

/** What is added at the end of a `.env` file's text; undefined when a value can't be written. */
export function appendDotenv(text: string, entries: readonly EnvironmentEntry[]): string | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines: string[] = [];
  for (const { name, value } of entries) {
    const quoted = quoteDotenv(value);
    if (quoted === undefined) return undefined;
    // Line breaks inside quotes are the value's own.
    lines.push(`${name}=${quoted}${eol}`);
  }
  return (text === '' || /[\r\n]$/.test(text) ? '' : eol) + lines.join('');
}
