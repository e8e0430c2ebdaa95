/** What the guard needs of its neighbours, as narrow as it uses them: a session (vault), the policies, a clock. */
import type { Detector } from '../detect/index.ts';
import type { TakumoError } from '../errors.ts';
import type { Category, Confidence, Decision, Finding, RehydratePolicy, Surface } from '../model.ts';
import type { Clock, Random } from '../ports.ts';
import type { Session } from '../tokenize/types.ts';

/** The part of a session that the guard uses. */
export type GuardSession = Pick<Session, 'mask' | 'rehydrate' | 'rehydrator' | 'rehydrateJson' | 'learn' | 'describe'>;

/** The part of a policy set that the guard uses. */
export interface GuardPolicies {
  decide(
    finding: Finding,
    context: {
      readonly surface: Surface;
      readonly direction: 'outbound' | 'inbound';
      readonly path?: string;
      readonly model?: string;
    },
  ): Decision;
  /** The base detector plus the rules of the policies; the base itself when there are none. */
  patternDetector?(base: Detector): Detector;
  /** Why nothing may leave now (a bundle past its expiry, fail closed), or nothing. */
  refusal?(): TakumoError | undefined;
  readonly settings?: {
    /** What becomes of parts that can't be scanned; `warn` unless said. */
    readonly unscannable?: { readonly value: 'allow' | 'warn' | 'block'; readonly locked?: boolean };
    readonly rehydrate?: { readonly value: RehydratePolicy };
  };
}

export interface GuardDependencies {
  readonly session: GuardSession;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly random: Random;
}

/** A detection as it is shown to a person: never the value. */
export interface RequestFinding {
  readonly rule: string;
  readonly title: string;
  readonly category: Category;
  readonly confidence: Confidence;
  readonly decision: Decision;
  /** The file it stands in, where the request says so, and the 1-based line in that file or, without one, in its message. */
  readonly file?: string;
  readonly line: number;
  /** Where the value is known from: `.env`, line 3. */
  readonly source?: { readonly path: string; readonly line?: number };
  /** The token that stands for the value, unless it was redacted or left alone. */
  readonly token?: string;
  /** How a request names the place when no file is known: `message 3`, `tool result`. */
  readonly place: string;
}
