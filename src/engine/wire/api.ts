/** What an upstream API is to the guard: one object, one file. A new API is a new file and a line in `apis.ts`. */
import type { TakumoError } from '../errors.ts';
import type { Conversation } from './conversation.ts';
import type { ReasoningEffort } from './efforts.ts';
import type { SseEvent } from './sse.ts';
import type { JsonObject, Place } from './walk.ts';

export type { ReasoningEffort };

/** Model tokens of one exchange. `cached`: the part of the input that the provider had in its prompt cache. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
}

/** A piece of an answer. Text and arguments are raw: tokens still stand in them. */
export type WireDelta =
  | { readonly kind: 'text'; readonly choice: number; readonly text: string }
  /** `source`: the piece as another extension's model reported it, for a client that takes such an object as it is. */
  | { readonly kind: 'reasoning'; readonly choice: number; readonly text: string; readonly source?: object }
  /**
   * What the provider wants back, byte for byte, with the tool calls of this answer: a signed thinking block, an encrypted reasoning item,
   * a call's signature. Its shape is known to its own API's file only.
   */
  | { readonly kind: 'reasoning-item'; readonly choice: number; readonly item: JsonObject }
  /** `index` names the call within its answer; id and name come with the first piece. */
  | {
      readonly kind: 'tool-call';
      readonly choice: number;
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly arguments: string;
    }
  /** May come more than once: a later one replaces what it names of the one before. */
  | ({ readonly kind: 'usage' } & Partial<Usage>)
  /** `stop`, `tool_calls`, `length`, `content_filter`; any other reason in the provider's own word. */
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
  /** As the settings give it; a server of one's own may have to make room for it. */
  readonly maxInputTokens?: number;
  readonly imageInput: boolean;
  /** Options of the caller. They never replace what the conversation sets. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** The JSON text of a call's arguments, as the model wrote it where that is known. */
  readonly argumentsText: (callId: string, input: unknown) => string;
  /**
   * The `reasoning-item`s of the answer that made this call, in their order; the same array for each call of one answer. Empty when they
   * are not known (another window's) or must not be sent: then `reasoning` is `off` if the API would refuse the request without them.
   */
  readonly reasoningItems: (callId: string) => readonly JsonObject[];
  readonly reasoning?: ReasoningEffort;
  /** Stable for one conversation, says nothing of it: keeps a provider's prompt cache together. */
  readonly cacheKey?: string;
  /** The upstream's host, with its port if it has one: servers of one API differ in the fields that they take. */
  readonly host?: string;
}

export interface BuiltRequest {
  readonly body: JsonObject;
  readonly hints: WeakMap<object, LeafHint>;
  /** Media types that this API or model can't take; a note stands in their place. */
  readonly leftOut: readonly string[];
}

/** A model that a provider lists. */
export interface ListedModel {
  readonly id: string;
  readonly name?: string;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly imageInput?: boolean;
  readonly toolCalling?: boolean;
  /** It can reason before it answers. */
  readonly reasoning?: boolean;
}

/** Where an API lists its models. */
export interface ModelListing {
  /** Appended to the base URL, for GET; `page` is what `read` gave as `next`. */
  path(page?: string): string;
  /** Chat models only, where the list says which are. Throws `upstream-malformed` when it is no list. */
  read(body: unknown): { readonly models: readonly ListedModel[]; readonly next?: string };
  /** Where one model is described better than in the list, for servers where asking costs next to nothing. */
  readonly details?: {
    /** Appended to the base URL, for POST of `body(id)`. */
    readonly path: string;
    body(id: string): JsonObject;
    /** The model with what is known now; nothing when it is no chat model. */
    read(body: unknown, model: ListedModel): ListedModel | undefined;
  };
}

export interface WireApi {
  readonly id: string;
  /** How a streamed answer is framed: server-sent events, or one JSON document a line. */
  readonly framing: 'sse' | 'ndjson';
  /** Appended to the base URL: where a streamed answer of this model is asked for. */
  path(model: string): string;
  /** The deny-list of `walk`. */
  readonly places: Place;
  headers(key: string | undefined): Readonly<Record<string, string>>;
  build(conversation: Conversation, options: BuildOptions): BuiltRequest;
  decoder(): WireDecoder;
  /** An answer that came whole, from a server that does not stream. */
  readWhole(body: unknown): readonly WireDelta[];
  readonly listing?: ModelListing;
}
