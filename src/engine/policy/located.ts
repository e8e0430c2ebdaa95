/** A parsed document whose every part knows where it stands: what each syntax (JSON now) gives to the policy reader. */

import { type ErrorCode, type Position, TakumoError } from '../errors.ts';

export interface Located {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of a string, number or boolean. */
  readonly value?: string | number | boolean;
  /** Of an object, in the order of the text; a name may not occur twice. */
  readonly entries?: readonly { readonly name: string; readonly at: Position; readonly value: Located }[];
  /** Of an array. */
  readonly items?: readonly Located[];
  readonly at: Position;
}

const mostErrors = 100;

/** Collects what is wrong with a document, first thing first. */
export interface Problems {
  /** The first of them, as many as anybody reads. */
  readonly errors: readonly TakumoError[];
  /** How many there are in all. */
  readonly count: number;
  add(code: ErrorCode, message: string, at: Position, action?: string): void;
}

export function createProblems(): Problems {
  const errors: TakumoError[] = [];
  let count = 0;
  return {
    errors,
    get count() {
      return count;
    },
    add(code, message, position, action) {
      count += 1;
      if (count > mostErrors) return;
      errors.push(new TakumoError(code, message, action === undefined ? { position } : { position, action }));
    },
  };
}

export function fieldOf(node: Located, name: string): Located | undefined {
  return node.entries?.find((entry) => entry.name === name)?.value;
}
