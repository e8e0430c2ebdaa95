/**
 * JSON text without re-serializing it: finds every string literal, and puts new ones in their place while each other byte (spaces,
 * number lexemes, unusual escapes) stays as the model or the client wrote it.
 */

/** One string literal of a JSON text. Offsets are UTF-16 code units of the text and include the quotes. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly isKey: boolean;
  /** For a value directly under a key: that key. */
  readonly key?: string;
  /** The member of the top-level object it stands in, itself included. */
  readonly member?: string;
}

/** The string literals of a JSON text in order, or nothing when the text is not valid JSON. */
export function scanJson(text: string): readonly JsonString[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const found: JsonString[] = [];
  let depth = 0;
  let objectAtTop = false;
  let member: string | undefined;
  let key: string | undefined;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      const end = literalEnd(text, index);
      const value = decodeLiteral(text.slice(index, end));
      const isKey = nextSignificant(text, end) === 0x3a;
      if (isKey) {
        key = value;
        if (depth === 1 && objectAtTop) {
          member = value;
        }
      }
      found.push({
        start: index,
        end,
        value,
        isKey,
        ...(!isKey && key !== undefined ? { key } : {}),
        ...(member === undefined ? {} : { member }),
      });
      if (!isKey) {
        key = undefined;
      }
      index = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      objectAtTop ||= depth === 0 && code === 0x7b;
      depth++;
      key = undefined;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
      key = undefined;
    } else if (code === 0x2c) {
      key = undefined;
    }
  }
  return found;
}

/** The text with the values of `strings` replaced, in order; a value that stays the same keeps its bytes. */
export function rewriteJson(text: string, strings: readonly JsonString[], values: readonly string[]): string {
  let out = '';
  let from = 0;
  strings.forEach((string, index) => {
    const value = values[index] ?? string.value;
    if (value !== string.value) {
      out += text.slice(from, string.start) + encodeLike(text.slice(string.start, string.end), string.value, value);
      from = string.end;
    }
  });
  return from === 0 ? text : out + text.slice(from);
}

/** The literal for `value`, spelled as `literal` spells the parts that they have in common. */
export function encodeLike(literal: string, before: string, value: string): string {
  if (literal.indexOf('\\') < 0 || JSON.stringify(before) === literal) {
    return JSON.stringify(value);
  }
  const units = [...literal.slice(1, -1).matchAll(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gsu)].flatMap((match) =>
    match[0].length === 2 && !match[0].startsWith('\\') ? [match[0].charAt(0), match[0].charAt(1)] : [match[0]],
  );
  const limit = Math.min(before.length, value.length);
  let head = 0;
  while (head < limit && before.charCodeAt(head) === value.charCodeAt(head)) {
    head++;
  }
  let tail = 0;
  while (
    tail < limit - head &&
    before.charCodeAt(before.length - 1 - tail) === value.charCodeAt(value.length - 1 - tail)
  ) {
    tail++;
  }
  const middle = JSON.stringify(value.slice(head, value.length - tail)).slice(1, -1);
  return `"${units.slice(0, head).join('')}${middle}${tail === 0 ? '' : units.slice(-tail).join('')}"`;
}

function literalEnd(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  for (;;) {
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === 0x5c) {
      backslashes++;
    }
    if (backslashes % 2 === 0) {
      return close + 1;
    }
    close = text.indexOf('"', close + 1);
  }
}

function decodeLiteral(literal: string): string {
  return literal.indexOf('\\') < 0 ? literal.slice(1, -1) : (JSON.parse(literal) as string);
}

function nextSignificant(text: string, from: number): number {
  let index = from;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
      return code;
    }
    index++;
  }
  return -1;
}
