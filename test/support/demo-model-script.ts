/** What a demo model can be told to answer: the vocabulary of its scripts, plain JSON so that it crosses a process border. */

/** One tool call of an answer. `arguments` is JSON text, sent as it stands, so that a test can send broken JSON too. */
export interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/**
 * One step of a streamed answer. In `text` and `arguments`, `{{token 0}}` stands for the first placeholder that the request held (in order
 * of first appearance), `{{tokens}}` for all of them and `{{workspace}}` for the first folder that the request names.
 */
export type Step =
  /** Text, cut into chunks: at these offsets (UTF-16), into chunks of `every` code units, or in one piece. */
  | { readonly text: string; readonly cuts?: readonly number[]; readonly every?: number; readonly choice?: number }
  | ReasoningStep
  /** The counts that the answer reports, instead of counts of characters. */
  | { readonly usage: { readonly input: number; readonly output: number; readonly cached?: number } }
  | CallsStep
  | { readonly delayMs: number }
  /** Nothing more comes, and the connection stays open until the client goes. */
  | { readonly hang: true }
  /** The connection is destroyed in the middle of the stream. */
  | { readonly cut: true }
  /** Ends the stream without a finish reason and without `[DONE]`. */
  | { readonly end: true }
  /** These bytes, as they are: malformed frames, comments, CRLF. */
  | { readonly raw: string }
  | { readonly finish: FinishReason };

export type FinishReason = 'stop' | 'tool_calls' | 'length' | 'content_filter';

/**
 * Reasoning text: `reasoning_content`, a reasoning item's summary or a thinking block, by the API. `sealed`: its encrypted content or
 * signature; `redacted`: the data of a redacted thinking block that follows it.
 */
export interface ReasoningStep {
  readonly reasoning: string;
  readonly sealed?: string;
  readonly redacted?: string;
}

/** Parallel calls: the first fragment of each, then fragments of `every` code units in turn. `indexes` gives other indexes than 0, 1, 2. */
export interface CallsStep {
  readonly calls: readonly ScriptedCall[];
  readonly every?: number;
  readonly indexes?: readonly number[];
}

/** One answer: a stream of steps, or an HTTP error. */
export interface ScriptedAnswer {
  readonly steps?: readonly Step[];
  /** 200 unless said otherwise. From 400 on, a structured error of that status is sent. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body to send instead of the structured one: an object as JSON, a text as it is. */
  readonly body?: unknown;
  /** Only for a request whose raw body holds this text. Answers without it are taken in order. */
  readonly match?: string;
  /** Milliseconds before the status line. */
  readonly waitMs?: number;
}

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body, decoded as UTF-8. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Status that was sent; 0 until then. */
  readonly status: number;
  /** `closed`: the client went before the answer was complete. */
  readonly state: 'open' | 'answered' | 'closed';
}
