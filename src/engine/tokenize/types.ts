/**
 * The door of a session: what masks a request, what restores an answer. Texts are JavaScript strings, offsets are UTF-16 code units,
 * end exclusive. Nothing here but `reveal` and the restored texts themselves ever carries a value.
 */
import type { Detector } from '../detect/index.ts';
import type {
  Category,
  Counts,
  Detection,
  Finding,
  FindingKind,
  KnownValue,
  Redacted,
  Sink,
  Span,
  Transform,
} from '../model.ts';
import type { Clock, Random } from '../ports.ts';

export interface SessionOptions {
  readonly detector: Detector;
  readonly random: Random;
  readonly clock: Clock;
  /** Values the vault may hold; past it every request is refused with `vault-full`. 10,000 by default. */
  readonly maxEntries?: number;
}

/** One text of a request. */
export interface Leaf {
  readonly text: string;
  /** Workspace-relative path of the file the text was read from, for the detector and the report. */
  readonly path?: string;
  readonly languageId?: string;
  /** The 1-based line of its file at which `text` begins; 1 when absent. */
  readonly line?: number;
  /**
   * Set when a value is shown to the detector together with its key, as `"key": "value"`: where the value begins. It ends before the
   * closing quote. An answer's memory is of values alone.
   */
  readonly lead?: number;
  /**
   * A model or a tool wrote it, not the person. A live token that stands in it is then no reason to restore that token: a model could
   * write one of another conversation and have it back as history. It is one where `sent` says that the client gave the value.
   */
  readonly echo?: boolean;
  /** What the client sent in the place of this text, where that is known to differ. */
  readonly sent?: string;
}

export interface MaskRequest {
  readonly leaves: readonly Leaf[];
  /** Used instead of the session's detector, for example one with a policy's own patterns. */
  readonly detector?: Detector;
  /** What the policies do with a finding; `tokenize` when absent. Called once for each finding, with offsets into the leaf's text. */
  readonly decide?: (finding: Finding, leaf: Leaf) => Transform;
  /** The texts stay here (a preview, a message to a person): their tokens don't count as kept back. */
  readonly staysHere?: boolean;
}

/** Where a known value was read. */
export interface ValueSource {
  readonly path: string;
  readonly line?: number;
}

export interface MaskedFinding {
  /** Index into the request's leaves. */
  readonly leaf: number;
  /** `start` and `end` index the original text of the leaf. */
  readonly finding: Finding;
  readonly transform: Transform;
  /** Present when the transform is `tokenize`. */
  readonly token?: string;
  /** Present for a learned value that has a place. */
  readonly source?: ValueSource;
}

export interface MaskResult {
  /** One for each leaf, in order. */
  readonly texts: readonly string[];
  readonly findings: readonly MaskedFinding[];
  /** The live tokens that stand in `texts`: all that the answer to this request may restore. */
  readonly restorable: ReadonlySet<string>;
}

export interface TokenizeResult {
  readonly content: string;
  readonly detections: readonly Detection[];
  /** Tokens put into the text, counting repeats. */
  readonly tokenCount: number;
}

export type RehydrateWarningCode = 'unknown-token' | 'partial-match' | 'unsafe-sink';

/** A token that stayed in the text, and why. `token` is its public text as it stands there. */
export interface RehydrateWarning {
  readonly code: RehydrateWarningCode;
  readonly token: string;
}

export interface RehydrateOptions {
  /** Only these tokens may be restored, and of these only live ones. Absent: every live token (editor commands, not answers). */
  readonly restorable?: ReadonlySet<string>;
  /** `plain` when absent. */
  readonly sink?: Sink;
  /** For the sink `code`: the language whose string literals a value with quotes or line breaks is escaped for. */
  readonly languageId?: string;
  /** Categories that are never restored. */
  readonly never?: ReadonlySet<Category>;
  /** False keeps every token as it is (prose under ZDR). */
  readonly restore?: boolean;
}

export interface RehydrateResult {
  readonly content: string;
  readonly rehydratedCount: number;
  /** The tokens whose values now stand in `content`, in canonical form however they were spelled. */
  readonly tokens: ReadonlySet<string>;
  readonly warnings: readonly RehydrateWarning[];
}

/** What `push` gave so far and `flush` together equal the whole-text function's answer, however the text is cut. */
export interface TextStream {
  push(chunk: string): string;
  /** Ends the text: gives what was held back. Later calls give an empty string. */
  flush(): string;
  readonly rehydratedCount: number;
  /** The tokens restored so far. */
  readonly tokens: ReadonlySet<string>;
  readonly warnings: readonly RehydrateWarning[];
}

export interface ValueResult {
  readonly value: unknown;
  readonly rehydratedCount: number;
  readonly warnings: readonly RehydrateWarning[];
}

export interface TokenDescription {
  readonly category: Category;
  /** The rule it was found by. */
  readonly type: string;
  readonly path?: string;
  readonly line?: number;
}

/** One token of a session, for a list of them: what it is and where its value stands, never the value. */
export interface SessionToken {
  readonly token: string;
  readonly category: Category;
  /** The rule it was found by, and its title for a person. */
  readonly type: string;
  readonly title: string;
  /** Its token stood in an outgoing text at least once. */
  readonly used: boolean;
  /** Where a known value was read, then the files of outgoing texts it stood in: up to 16 of them. */
  readonly places: readonly ValueSource[];
}

/** A place where a value that the session knows stands, in one spelling or another. */
export interface KnownPlace extends Span {
  readonly category: Category;
  /** The rule it was found by, and its title for a person. */
  readonly type: string;
  readonly title: string;
  readonly kind: FindingKind;
  /** Where a learned value was read. */
  readonly source?: ValueSource;
}

export interface SessionReport {
  /** Detections in texts that were seen for the first time; a resent history counts once. */
  readonly totalDetections: number;
  readonly byCategory: Counts;
  /** Only texts that came with a path. */
  readonly byFile: Counts;
  /** Tokens that stood in an outgoing text at least once. */
  readonly uniqueTokens: number;
}

export interface Session {
  /** Masks one text. `filename` is a workspace-relative path. With `staysHere` nothing of it counts as kept back. */
  tokenize(content: string, filename?: string, options?: { readonly staysHere?: boolean }): TokenizeResult;
  /** Masks all leaves of one request together: a distinctive value found in any leaf is masked in every leaf. */
  mask(request: MaskRequest): MaskResult;
  rehydrate(content: string, options?: RehydrateOptions): RehydrateResult;
  rehydrator(options?: RehydrateOptions): TextStream;
  /** For JSON text (tool arguments): restores inside string literals, one escaping a layer; every other byte stays. */
  rehydrateJson(jsonText: string, options?: RehydrateOptions): RehydrateResult;
  jsonRehydrator(options?: RehydrateOptions): TextStream;
  /** For a parsed JSON value: every string in it, property names included. The argument is not changed. */
  rehydrateValue(value: unknown, options?: RehydrateOptions): ValueResult;
  /**
   * Tells the session that `restored` is what the client was given for the provider's `original` (answers whose parts the host joins, or
   * JSON it writes anew), so that it is resent byte for byte. Everything the rehydrate functions give is remembered without being asked.
   */
  remember(restored: string, original: string): void;
  /** Values to mask wherever they stand, in any spelling, if they are distinctive. Throws `vault-full`. */
  learn(values: readonly KnownValue[]): void;
  /** Stops looking for learned values; their tokens still restore. */
  forget(values: readonly KnownValue[]): void;
  /** Where known values stand in a text that is not on its way out: sorted, not overlapping. The session is not changed by it. */
  known(text: string): readonly KnownPlace[];
  describe(token: string): TokenDescription | undefined;
  reveal(token: string): Redacted<string> | undefined;
  report(): SessionReport;
  /** Every token of the session, in the order in which the values were first seen. */
  tokens(): readonly SessionToken[];
  /** Zeroes the vault and drops every holder of values. From then on every call throws `vault-destroyed`. */
  destroy(): void;
}
