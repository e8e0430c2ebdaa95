/** What the guarded models need of the shell: settings, keys, the session, the policies, and a person to ask. */
import type * as vscode from 'vscode';
import type { Detector } from '../../engine/detect/index.ts';
import type { GuardPolicies, GuardSession, RequestFinding } from '../../engine/guard/dependencies.ts';
import type { ToolAsk } from '../../engine/guard/inbound.ts';
import type { Category, Posture, Receipt, Redacted, Severity } from '../../engine/model.ts';
import type { Log } from '../log.ts';
import type { GuardedModel, ModelProblem } from './models.ts';

/** A request that policies block, as it is put to a person. Nothing has been sent. */
export interface HeldRequest {
  /** Stable for one conversation: an agent run is asked once. */
  readonly conversation: string;
  readonly modelName: string;
  readonly findings: readonly RequestFinding[];
  /** An organization locked the policy: there is nothing to offer, the answer is `refuse`. */
  readonly locked: boolean;
  /** Given by who asks the person itself (`@takumo`, in its answer): told the id under which the request waits. No notification then. */
  readonly onWaiting?: (hold: number) => void;
}

/** A tool call whose arguments would carry a restored value to a shell, the network, or a tool that may pass it on. */
export interface HeldToolCall {
  readonly conversation: string;
  /** Stable from a person's message to the next: an agent's run. */
  readonly run: string;
  readonly modelName: string;
  readonly tool: string;
  readonly sink: ToolAsk;
  readonly categories: readonly Category[];
  /** Those whose values would go. */
  readonly tokens: readonly string[];
  /** The argument that carries the value, shortened, with its token in place. */
  readonly preview?: string;
}

/** What is to be noticed about a request that was sent. */
export interface SentWarning {
  readonly conversation: string;
  readonly modelName: string;
  readonly findings: readonly RequestFinding[];
  /** Media types. */
  readonly unscannable: readonly string[];
}

/** One thing seen in an answer. Places are offsets in `text` of the report. */
export interface InboundFinding {
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
  readonly start?: number;
  readonly end?: number;
  readonly line?: number;
  readonly endLine?: number;
}

export interface InboundReport {
  readonly conversation: string;
  readonly modelName: string;
  /** `code`: a code block of the answer or a file a tool writes · `sink`: a value on its way to where it should not go. */
  readonly kind: 'code' | 'sink';
  readonly findings: readonly InboundFinding[];
  readonly language?: string;
  /** The file a tool call writes, where there is one. */
  readonly path?: string;
  readonly tool?: string;
}

/** Sentinel as the chat uses it. */
export interface ChatSentinel {
  review(request: { readonly text: string; readonly language: string; readonly path?: string }): Promise<{
    readonly findings: readonly (InboundFinding & object)[];
    readonly ms: number;
    readonly incomplete?: string;
  }>;
}

export interface ChatDeps {
  /** The raw entries of `takumo.models`; they are checked here, and problems go to `onModelProblems`. */
  getModels(): readonly unknown[];
  readonly onDidChangeModels: vscode.Event<void>;
  /** The key of a model, from SecretStorage or its `apiKeyEnv`. Nothing when there is none. */
  getApiKey(model: GuardedModel): Promise<Redacted<string> | undefined>;
  /** The live session; a new one after New Session. */
  session(): GuardSession | Promise<GuardSession>;
  detector(): Detector | Promise<Detector>;
  policies(): GuardPolicies | Promise<GuardPolicies>;
  posture(): Posture;
  zdr(): boolean;
  /** Asks a person about a blocked request; answers `refuse` when nobody answers in time. */
  hold(request: HeldRequest, token: vscode.CancellationToken): Promise<'send' | 'refuse'>;
  /** Asks about a tool call that would carry a value out. Absent: the tokens stay in the call. */
  holdToolCall?(call: HeldToolCall, token: vscode.CancellationToken): Promise<'restore' | 'keep'>;
  /** A request was sent that a policy warns about, or with parts that can't be scanned: for a quiet notice. */
  onWarning?(warning: SentWarning): void;
  /** A request is on its way: what it keeps back counts now, however long its answer takes. */
  onSent?(): void;
  recordReceipt(receipt: Receipt): void;
  onInboundFindings(report: InboundReport): void;
  onModelProblems(problems: readonly ModelProblem[]): void;
  /** Sentinel, loaded on first use; nothing when it is switched off. */
  sentinel(): Promise<ChatSentinel | undefined>;
  readonly log: Log;
}
