/** A model that a guarded request can be sent to: at an address of the settings, or through another extension. */
import type { Exchange } from '../../engine/guard.ts';
import type { Redacted } from '../../engine/model.ts';
import type { ReasoningEffort, WireDelta } from '../../engine/wire/api.ts';

export interface Target {
  /** As the model picker shows it. */
  readonly name: string;
  /** The model's name at its provider. */
  readonly model: string;
  /** For the receipt: the host, or the vendor whose extension answers. */
  readonly provider: string;
  /** A key of the engine's `apis`: the shape of the request that is walked and masked. */
  readonly api: string;
  /** In model tokens. */
  readonly maxOutputTokens: number;
  /** In model tokens, where it is known. */
  readonly maxInputTokens?: number;
  readonly imageInput: boolean;
  readonly reasoning?: ReasoningEffort;
  /** What to do when the provider refuses the key, one sentence. */
  readonly keyAdvice?: string;
  /** Makes ready to send. Throws what a person must mend first: `model-key-missing`. */
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  /** Its own key, which must not leave in a prompt either. */
  readonly key?: Redacted<string>;
  /**
   * Sends what the guard gave out, once, and gives the answer's pieces as they come. Counts `exchange.receipt.bytesIn`. Throws
   * TakumoErrors; an abort ends the request at the provider too.
   */
  send(exchange: Exchange, signal: AbortSignal): AsyncIterable<readonly WireDelta[]>;
}
