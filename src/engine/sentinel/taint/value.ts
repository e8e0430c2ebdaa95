/**
 * What is known of an expression's value: who controls it, what its text looks like, what it is. Control is kept as bits, one for each kind of
 * sink, so that a sanitizer for the shell leaves a value dangerous in HTML.
 */
import type { Node } from '../syntax/node.ts';

/** One bit for each kind of sink a value can be dangerous in. */
export const danger = { sql: 1, command: 2, code: 4, xss: 8, path: 16, url: 32, data: 64 } as const;
export type Danger = keyof typeof danger;
export const everywhere = 127;

/** Stands in `text` for a part that is not constant. From the private use area, so that no source text holds it by accident. */
export const hole = '\uE0A5';

export interface Value {
  /** Bits of the sinks in which an outsider's input would stand. */
  readonly tainted: number;
  /** Bits of the sinks in which a value of unknown origin (a parameter, another function's result) would stand. */
  readonly unknown: number;
  /** The text as far as it is known, with `hole` for each dynamic part. */
  readonly text?: string;
  /** Composed of fixed text and dynamic parts. */
  readonly built: boolean;
  /** What it is, by name: `child_process.exec`, `sqlite3.connect().cursor()`, `req.query.id`. */
  readonly path?: string;
  /** The input it comes from, by name. */
  readonly source?: string;
  /** The parts of a list or dictionary, by constant key. */
  readonly entries?: ReadonlyMap<string, Value>;
  /** The expression that made it. */
  readonly origin: Node;
}

/** Shapes longer than this are cut: rules look at beginnings. */
const longestText = 4096;

export function constant(origin: Node, text?: string): Value {
  return { tainted: 0, unknown: 0, built: false, origin, ...(text === undefined ? {} : { text }) };
}

export function unknown(origin: Node, path?: string): Value {
  return { tainted: 0, unknown: everywhere, built: false, origin, ...(path === undefined ? {} : { path }) };
}

export function tainted(origin: Node, source: string, path?: string): Value {
  return { tainted: everywhere, unknown: 0, built: false, origin, source, ...(path === undefined ? {} : { path }) };
}

export function isDynamic(value: Value): boolean {
  return (value.tainted | value.unknown) !== 0;
}

/** The same value without the danger of these bits. */
export function cleaned(value: Value, bits: number): Value {
  return { ...value, tainted: value.tainted & ~bits, unknown: value.unknown & ~bits };
}

/** The text of a part within a longer one. */
function shape(value: Value): string {
  return value.text ?? hole;
}

/** Values one after another: a concatenation, a template, a format. */
export function joined(origin: Node, values: readonly Value[], separator = ''): Value {
  let taintedBits = 0;
  let unknownBits = 0;
  let source: string | undefined;
  let fixed = false;
  let dynamic = false;
  for (const value of values) {
    taintedBits |= value.tainted;
    unknownBits |= value.unknown;
    source ??= value.source;
    if (isDynamic(value)) dynamic = true;
    if (value.built || (value.text !== undefined && value.text.replaceAll(hole, '') !== '')) fixed = true;
  }
  const text = values.map(shape).join(separator).slice(0, longestText);
  return {
    tainted: taintedBits,
    unknown: unknownBits,
    built: fixed && dynamic,
    text,
    origin,
    ...(source === undefined ? {} : { source }),
  };
}

/** One of several values: after a branch, of a conditional expression. */
export function either(origin: Node, values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (first === undefined) return constant(origin);
  let all = first;
  for (const value of others) {
    // Of the two texts the dangerous one is kept: rules ask for its shape.
    const telling = isDynamic(all) || !isDynamic(value) ? all : value;
    const source = all.source ?? value.source;
    const { path, ...rest } = telling;
    all = {
      ...rest,
      // Of two names neither is sure.
      ...(path !== undefined && all.path === value.path ? { path } : {}),
      tainted: all.tainted | value.tainted,
      unknown: all.unknown | value.unknown,
      built: all.built || value.built,
      ...(source === undefined ? {} : { source }),
    };
  }
  return all;
}

/** Python's `%` and `.format`: the placeholders become the values' text. */
export function formatted(node: Node, pattern: Value, ...values: readonly Value[]): Value {
  const all = joined(node, [pattern, ...values]);
  const text = (pattern.text ?? '').replace(
    /%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[sdrxifgac]|\{[^{}\s"':]{0,40}(?:![rsa])?(?::[^{}]{0,20})?\}/g,
    '\uE0A5',
  );
  const numeric = /%[-0]?\d*d/.test(pattern.text ?? '') && !/%(?:\(\w+\))?[sr]|\{/.test(pattern.text ?? '');
  if (numeric) return constant(node, text);
  return { ...all, text, built: isDynamic(all) };
}
