/**
 * Restores into JSON text: a value inside a string literal gets that literal's escaping, once for each layer when the string is itself JSON
 * text. Nothing that was there is changed, number lexemes and odd escapes included.
 */
import { plainContext, type SinkContext } from './sink.ts';

const mostLayers = 8;

/** JSON text; `inner` makes the context of what one string literal says. */
export function jsonContext(inner: () => SinkContext): SinkContext {
  return new JsonContext(() => layeredContext(inner), false);
}

/** A text that may itself be JSON: it is taken for JSON as long as it is written like JSON. */
export function layeredContext(inner: () => SinkContext, layer = 0): SinkContext {
  return layer >= mostLayers ? inner() : new LayeredContext(inner, layer);
}

class LayeredContext implements SinkContext {
  private readonly plain: SinkContext;
  private readonly inner: () => SinkContext;
  private readonly layer: number;
  private json: JsonContext | undefined;
  private begun = false;

  constructor(inner: () => SinkContext, layer: number) {
    this.inner = inner;
    this.layer = layer;
    this.plain = inner();
  }

  write(text: string): void {
    this.plain.write(text);
    if (!this.begun) {
      const first = text.search(/[^ \t\r\n]/);
      if (first < 0) return;
      this.begun = true;
      if (text[first] === '{' || text[first] === '[') {
        this.json = new JsonContext(() => layeredContext(this.inner, this.layer + 1), true);
      }
    }
    this.json?.write(text);
    if (this.json?.isJson === false) this.json = undefined;
  }

  place(value: string): string | undefined {
    this.begun = true;
    if (this.json?.inString === true) {
      const placed = this.json.place(value);
      if (placed !== undefined) this.plain.place('x');
      return placed;
    }
    this.json = undefined;
    return this.plain.place(value);
  }
}

class JsonContext implements SinkContext {
  inString = false;
  /** False once something stood outside of a string that JSON has not. */
  isJson = true;
  private readonly literal: () => SinkContext;
  private readonly nested: boolean;
  private content: SinkContext = plainContext();
  private escape = '';

  constructor(literal: () => SinkContext, nested: boolean) {
    this.literal = literal;
    this.nested = nested;
  }

  write(text: string): void {
    for (let i = 0; i < text.length; i++) this.step(text[i]!);
  }

  place(value: string): string | undefined {
    if (!this.inString) {
      // Valid JSON has no token here; a model that writes one means a value, so it becomes one.
      return this.nested || isScalar(value) ? value : JSON.stringify(value);
    }
    // Half an escape before it would swallow the first character.
    if (this.escape !== '') return undefined;
    const placed = this.content.place(value);
    return placed === undefined ? undefined : JSON.stringify(placed).slice(1, -1);
  }

  private step(char: string): void {
    if (!this.inString) {
      if (char === '"') {
        this.inString = true;
        this.content = this.literal();
      } else if (!/[\s{}[\],:0-9+.\-eEtrufalsn]/.test(char)) {
        this.isJson = false;
      }
      return;
    }
    if (this.escape !== '') {
      this.escape += char;
      const kind = this.escape[1]!;
      if (kind === 'u' && this.escape.length < 6) return;
      this.content.write(decodeEscape(this.escape));
      this.escape = '';
    } else if (char === '\\') {
      this.escape = char;
    } else if (char === '"') {
      this.inString = false;
    } else {
      this.content.write(char);
    }
  }
}

const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function decodeEscape(sequence: string): string {
  const kind = sequence[1]!;
  if (kind !== 'u') return controls[kind] ?? kind;
  const code = Number.parseInt(sequence.slice(2), 16);
  return Number.isNaN(code) ? '' : String.fromCharCode(code);
}

function isScalar(value: string): boolean {
  return /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/.test(value);
}
