/** What Test Connection finds out, step by step. */
import type { TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import type { WireApi } from '../../engine/wire/api.ts';
import type { SseReader } from '../../engine/wire/sse.ts';
import type { UpstreamLimits } from './post.ts';

export const diagnosisSteps = ['address', 'network', 'tls', 'key', 'model', 'answer'] as const;
export type DiagnosisStepName = (typeof diagnosisSteps)[number];

export interface DiagnosisStep {
  readonly name: DiagnosisStepName;
  /** `skipped`: an earlier step failed, or it has nothing to check (TLS at an http address, the key of a server without one). */
  readonly ok: boolean | 'skipped';
  readonly error?: TakumoError;
  /** Milliseconds; for `network` to the head of the answer, for `answer` to its end. */
  readonly ms?: number;
}

/** A change of the settings that would mend what is wrong. */
export type Suggestion =
  | { readonly field: 'model'; readonly value: string }
  | { readonly field: 'baseUrl'; readonly value: string }
  /** A key of the engine's `apis`. `baseUrl`, when that must change with it. */
  | { readonly field: 'api'; readonly value: string; readonly baseUrl?: string };

export interface Diagnosis {
  readonly ok: boolean;
  /** One for each name of `diagnosisSteps`, in their order. At most one has failed. */
  readonly steps: readonly DiagnosisStep[];
  /** The error of the failed step. */
  readonly error?: TakumoError;
  /** Milliseconds from the request to the first text (or reasoning) of the answer. */
  readonly firstTextMs?: number;
  /** The model answers, but not as it should: no streaming, no tool calls. Messages are safe to show. */
  readonly warnings: readonly TakumoError[];
  /** Best first; empty when nothing can be suggested. */
  readonly suggestions: readonly Suggestion[];
}

/** What the test needs of the engine: `await loadEngine()` has it. */
export interface DiagnosisEngine {
  readonly apis: Readonly<Record<string, WireApi>>;
  readonly createFrameReader: (framing: WireApi['framing']) => SseReader;
}

export interface DiagnosedUpstream {
  readonly engine: DiagnosisEngine;
  readonly api: WireApi;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly model: string;
  readonly key?: Redacted<string>;
  readonly signal: AbortSignal;
  /** The model is offered with tool calls: then one harmless tool goes with the request, to see whether it is taken. */
  readonly toolCalling?: boolean;
  /** How long to wait, where that is not the usual. */
  readonly limits?: Partial<UpstreamLimits & { readonly whole: number }>;
}
