/** What an upstream API is to the guard: one object, one file. A new API is a new file and a line in `apis.ts`. */
import type { TakumoError } from '../errors.ts';
import type { Conversation } from './conversation.ts';
import type { SseEvent } from './sse.ts';
import type { JsonObject, Place } from './walk.ts';

/** A piece of an answer. Text and arguments are raw: tokens still stand in them. */
export type WireDelta =
  | { readonly kind: 'text'; readonly choice: number; readonly text: string }
  | { readonly kind: 'reasoning'; readonly choice: number; readonly text: string }
  /** `index` names the call within its answer; id and name come with the first piece. */
  | {
      readonly kind: 'tool-call';
      readonly choice: number;
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly arguments: string;
    }
  | { readonly kind: 'usage'; readonly input: number; readonly output: number }
  | { readonly kind: 'finish'; readonly choice: number; readonly reason: string }
  | { readonly kind: 'error'; readonly error: TakumoError };

export interface WireDecoder {
  push(event: SseEvent): readonly WireDelta[];
  /** The stream is over: an error when the answer was not complete. */
  end(): readonly WireDelta[];
}

/** Where a leaf came from, for findings: looked up by the object that holds it. */
export interface LeafHint {
  /** `message 3`, `tool result of read_file`. */
  readonly place: string;
  /** The file whose content this is, and the line its first line has there (1-based). */
  readonly path?: string;
  readonly line?: number;
  /** The person's words, or what the client says for them; not what a model or a tool wrote. */
  readonly person?: boolean;
  /** What the client sent in the place of this text: a call's arguments with values in them. */
  readonly sent?: string;
}

export interface BuildOptions {
  readonly model: string;
  readonly maxOutputTokens: number;
  readonly imageInput: boolean;
  /** Options of the caller. They never replace what the conversation sets. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** The JSON text of a call's arguments, as the model wrote it where that is known. */
  readonly argumentsText: (callId: string, input: unknown) => string;
}

export interface BuiltRequest {
  readonly body: JsonObject;
  readonly hints: WeakMap<object, LeafHint>;
  /** Media types that this API or model can't take; a note stands in their place. */
  readonly leftOut: readonly string[];
}

export interface WireApi {
  readonly id: string;
  /** Appended to the base URL. */
  readonly path: string;
  /** The deny-list of `walk`. */
  readonly places: Place;
  headers(key: string | undefined): Readonly<Record<string, string>>;
  build(conversation: Conversation, options: BuildOptions): BuiltRequest;
  decoder(): WireDecoder;
  /** An answer that came whole, from a server that does not stream. */
  readWhole(body: unknown): readonly WireDelta[];
}
