/** What the guard needs of its neighbours, as narrow as it uses them: a session (vault), the policies, a clock. */
import type { TakumoError } from '../errors.ts';
import type {
  Category,
  Confidence,
  Decision,
  Finding,
  KnownValue,
  RehydratePolicy,
  Sink,
  Surface,
  Transform,
} from '../model.ts';
import type { Clock, Random } from '../ports.ts';

/** One string of a request, with what is known of where it came from. */
export interface GuardLeaf {
  readonly text: string;
  readonly path?: string;
  readonly languageId?: string;
  /** A model or a tool wrote it, not the person: a token in it is no reason to restore that token. */
  readonly echo?: boolean;
  /** What the client sent in the place of this text, where that differs. */
  readonly sent?: string;
}

export interface GuardDetector {
  detect(text: string, context?: { readonly path?: string; readonly languageId?: string }): readonly Finding[];
}

export interface GuardMaskRequest {
  readonly leaves: readonly GuardLeaf[];
  readonly detector?: GuardDetector;
  readonly decide?: (finding: Finding, leaf: GuardLeaf) => Transform;
}

/** One detection in a request: offsets index the original leaf. */
export interface GuardMaskedFinding {
  readonly leaf: number;
  readonly finding: Finding;
  readonly transform: Transform;
  readonly token?: string;
  /** Where the value is known from: the workspace's `.env`, line 3. */
  readonly source?: { readonly path?: string; readonly line?: number };
}

export interface GuardMaskResult {
  readonly texts: readonly string[];
  readonly findings: readonly GuardMaskedFinding[];
  /** Live tokens that stand in `texts`: all that an answer to this request may restore. */
  readonly restorable: ReadonlySet<string>;
}

export interface GuardRehydrateOptions {
  readonly restorable?: ReadonlySet<string>;
  readonly sink?: Sink;
  /** For the sink `code`: whose string literals a value is escaped for. */
  readonly languageId?: string;
  readonly never?: ReadonlySet<Category>;
  readonly restore?: boolean;
}

export interface GuardWarning {
  readonly code: string;
  readonly token?: string;
}

export interface GuardRehydrated {
  readonly content: string;
  readonly rehydratedCount: number;
  /** The tokens that were restored, in canonical form. */
  readonly tokens: ReadonlySet<string>;
  readonly warnings: readonly GuardWarning[];
}

export interface GuardTextStream {
  push(chunk: string): string;
  flush(): string;
  readonly rehydratedCount: number;
  readonly warnings: readonly GuardWarning[];
}

/** The part of a session that the guard uses. */
export interface GuardSession {
  mask(request: GuardMaskRequest): GuardMaskResult;
  rehydrate(content: string, options?: GuardRehydrateOptions): GuardRehydrated;
  rehydrator(options?: GuardRehydrateOptions): GuardTextStream;
  rehydrateJson(jsonText: string, options?: GuardRehydrateOptions): GuardRehydrated;
  learn(values: readonly KnownValue[]): void;
  describe(token: string): { readonly category: Category; readonly path?: string; readonly line?: number } | undefined;
}

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
  patternDetector?(base: GuardDetector): GuardDetector;
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
  readonly detector: GuardDetector;
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
