/** What a run shows its observer: calls, assignments, entries and returned values, with what is known of the values at that point. */
import type { RuleLanguage } from '../languages/language.ts';
import type { Assign, Call, Func, Node } from '../syntax/node.ts';
import type { Value } from './value.ts';

/** Where an event happens: what is being named, inside of what. */
export interface Context {
  readonly language: RuleLanguage;
  /** Names around the place, the nearest first: variable, key, parameter or function that takes the value. */
  readonly names: readonly string[];
  readonly function?: Func;
  /** The statement's expression: for a rule which looks at a whole line. */
  readonly statement: Node;
  /** Decorators of the function, as paths. */
  readonly decorators: readonly string[];
}

export interface ArgumentValue {
  readonly keyword?: string;
  readonly spread?: boolean;
  readonly value: Value;
  readonly node: Node;
}

export type Event =
  | {
      readonly kind: 'call';
      readonly node: Call;
      readonly path: string;
      readonly receiver?: Value;
      readonly args: readonly ArgumentValue[];
      readonly context: Context;
    }
  | {
      readonly kind: 'assign';
      readonly node: Assign;
      readonly path: string;
      readonly value: Value;
      readonly context: Context;
    }
  | {
      readonly kind: 'entry';
      readonly node: Node;
      readonly path: string;
      readonly value: Value;
      readonly context: Context;
      /** Keyword arguments and parameters' defaults are entries too. */
      readonly of: 'dictionary' | 'keyword' | 'default' | 'attribute' | 'comparison';
    }
  | {
      readonly kind: 'return';
      readonly node: Node;
      readonly path: string;
      readonly value: Value;
      readonly context: Context;
    };

export interface Observer {
  event(event: Event): void;
  /** Called often; throws to stop the run. */
  tick(): void;
}
