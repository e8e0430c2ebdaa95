/** Reads parsed JSON of a provider without believing any of it. */
import { TakumoError } from '../errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or one without any field. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The objects of a list; none when it is no list. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The text, or nothing where it is empty or something else. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The word that a table has for this one, or the word itself. A stranger's word may be the name of what every object has. */
export function wordIn(table: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(table, word) ? table[word]! : word;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The answer ended before its end. */
export function cutError(): TakumoError {
  return new TakumoError('upstream-cut', 'The answer was cut off before its end.', {
    action: 'Send the request again.',
  });
}

/** `what` is a noun: `an event that is not JSON`; `api`: the name of the API that was expected. */
export function malformedError(what: string, api: string): TakumoError {
  return new TakumoError('upstream-malformed', `The provider sent ${what}.`, {
    action: `Check that the base URL is one of ${api}.`,
  });
}
