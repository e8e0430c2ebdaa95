/**
 * The one log channel. It can't be given free text: a message is a string literal of this source, and a field is a number, a boolean, a
 * literal of a closed union, or a word that passed `safeWord`. An error is logged by its code or class, never by its message or stack.
 */
import { isTakumoError } from '../engine/errors.ts';

declare const safe: unique symbol;
/** A run-time string known to be one of our own identifiers. */
export type SafeWord = string & { readonly [safe]: true };

/** `S` when it is a literal (or a union of literals), `never` when it is plain `string`. */
type Literal<S extends string> = string extends S ? never : S;
type Field = number | boolean | undefined | SafeWord;
type Fields<F> = {
  readonly [K in keyof F]: F[K] extends Field ? F[K] : F[K] extends string ? Literal<F[K]> | SafeWord : never;
};

/** Where lines go: vscode's LogOutputChannel, or an array in a test. */
export interface LogSink {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
  debug(line: string): void;
}

export interface Log {
  info<S extends string, const F extends object = object>(message: Literal<S> & S, fields?: Fields<F> & F): void;
  warn<S extends string, const F extends object = object>(message: Literal<S> & S, fields?: Fields<F> & F): void;
  debug<S extends string, const F extends object = object>(message: Literal<S> & S, fields?: Fields<F> & F): void;
  /** Logs what kind of error it was: the code of ours, or the class name of anybody else's. */
  error<S extends string>(message: Literal<S> & S, error: unknown): void;
}

export function createLog(sink: LogSink): Log {
  const line = (message: string, fields: object | undefined): string => {
    const parts = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
    return parts.length === 0
      ? message
      : `${message} ${parts.map(([key, value]) => `${key}=${show(value)}`).join(' ')}`;
  };
  return {
    info: (message, fields) => sink.info(line(message, fields)),
    warn: (message, fields) => sink.warn(line(message, fields)),
    debug: (message, fields) => sink.debug(line(message, fields)),
    error: (message, error) => sink.error(line(message, { error: errorKind(error) })),
  };
}

/** A rule id, a policy name of ours, a provider's API name: lower-case words joined by dashes. Anything else becomes `[other]`. */
export function safeWord(text: string): SafeWord {
  return (/^[a-z]{2,16}(?:[-.][a-z]{1,16}){0,6}$/.test(text) ? text : '[other]') as SafeWord;
}

function show(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(2);
  return String(value);
}

/** Anybody can put anything into an error's name: only these are written. */
const knownNames = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'AggregateError',
  'AbortError',
  'TimeoutError',
  'Canceled',
  'LanguageModelError',
]);

function errorKind(error: unknown): string {
  if (isTakumoError(error)) return error.code;
  if (!(error instanceof Error)) return typeof error;
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' && /^(?:E[A-Z]{2,16}|ERR_[A-Z_]{2,40}|File[A-Z][A-Za-z]{2,20})$/.test(code);
  return `${knownNames.has(error.name) ? error.name : 'other error'}${known ? `:${code}` : ''}`;
}
