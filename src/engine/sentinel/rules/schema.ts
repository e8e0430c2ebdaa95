/**
 * What a rule is: data. A rule names the calls, assignments, entries or returned values it is about, which argument carries the danger, and
 * under which conditions; the few things that data can't say are named predicates (match/predicates.ts).
 */
import type { Confidence, Severity } from '../../model.ts';
import type { FixKind } from '../fixes/kinds.ts';
import type { RuleLanguage } from '../languages/language.ts';
import type { PredicateName } from '../match/predicates.ts';
import type { Danger } from '../taint/value.ts';
import type { Family } from '../types.ts';

/** Which part of an event: a positional argument, a keyword argument (also a key of an options object in the last place), the receiver. */
export type Part = number | string | { readonly anyOf: readonly (number | string)[] };

/** Each holds for one part; without `part` for the match's subject. All regular expressions are tried on known, constant text. */
export type Condition =
  | { readonly text: RegExp; readonly part?: Part }
  /** What the part is: `ssl.CERT_NONE`, `pg.Pool()`. */
  | { readonly path: RegExp; readonly part?: Part }
  | { readonly receiver: RegExp }
  | { readonly is: 'literal' | 'dynamic' | 'absent' | 'present' | 'true' | 'false' | 'unfixed'; readonly part?: Part }
  | { readonly below: number; readonly part?: Part }
  /** Names around the place: the variable or key that takes the value, the function it stands in. */
  | { readonly named: RegExp }
  /** The source text of the event. */
  | { readonly code: RegExp }
  | { readonly predicate: PredicateName; readonly part?: Part };

export interface Match {
  readonly on: 'call' | 'assign' | 'entry' | 'return';
  /** Callee, target or key. `a.b` fits `a.b` and `x.a.b`; `*.b` fits a member `b` of anything; `b` fits only the bare name; `*` fits all. */
  readonly paths: readonly string[];
  /** For entries: where they may stand. All places without it. */
  readonly of?: readonly ('dictionary' | 'keyword' | 'default' | 'attribute' | 'comparison')[];
  /** The part that is judged. Assignments, entries and returns have one value, which it is. */
  readonly subject?: Part;
  /** Judge the subject's value as this kind of sink does. Without it the match is a finding by itself. */
  readonly danger?: Danger;
  /** With `danger`: how bad a value is. What is left out is not reported. */
  readonly tainted?: Severity;
  readonly built?: Severity;
  readonly bare?: Severity;
  /** Without `danger`: how bad the match is. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly cwe?: number;
  readonly when?: readonly Condition[];
  readonly unless?: readonly Condition[];
  readonly fixes?: readonly FixKind[];
}

export interface Rule {
  /** Kebab case, beginning with the family. */
  readonly id: string;
  readonly family: Family;
  readonly cwe: number;
  readonly languages: readonly RuleLanguage[];
  readonly confidence: Confidence;
  readonly message: string;
  readonly why: string;
  readonly attack: string;
  readonly safe: string;
  readonly matches: readonly Match[];
  /** Tried in this order; the first that holds is offered. */
  readonly fixes?: readonly FixKind[];
}

/** A family's file: its rules and the text without which none of them can match, so that most code is never parsed. */
export interface RuleFamily {
  readonly family: Family;
  /** Unanchored, without backtracking traps; tried once on the whole text. */
  readonly gate: RegExp;
  readonly rules: readonly Rule[];
}
