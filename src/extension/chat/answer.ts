/**
 * One request of the chat, end to end: masked, decided, held if a policy says so, sent, and its answer restored as it streams. Every
 * request ends in one receipt. Nothing is sent that the guard did not give out.
 */
import * as vscode from 'vscode';
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { GuardSession } from '../../engine/guard/dependencies.ts';
import type { AnswerPart, Inbound, ToolCallAnswer } from '../../engine/guard/inbound.ts';
import type { Exchange } from '../../engine/guard.ts';
import type { Receipt } from '../../engine/model.ts';
import type { Conversation } from '../../engine/wire/conversation.ts';
import { postUpstream, type UpstreamAnswer } from '../../platform/upstream/post.ts';
import { loadEngine } from '../engine.ts';
import { argumentPreview } from './argument-preview.ts';
import { toChatError } from './chat-error.ts';
import type { ChatDeps } from './dependencies.ts';
import { guardOf } from './guards.ts';
import { readConversation } from './lm-parts.ts';
import type { GuardedModel } from './models.ts';
import { blockedNotice } from './notice.ts';
import { Reviews } from './reviews.ts';

export interface ChatRequest {
  readonly deps: ChatDeps;
  /** Nothing when the settings no longer have the model. */
  readonly model: GuardedModel | undefined;
  readonly messages: readonly vscode.LanguageModelChatRequestMessage[];
  readonly options: vscode.ProvideLanguageModelChatResponseOptions;
  readonly progress: vscode.Progress<vscode.LanguageModelResponsePart>;
  readonly token: vscode.CancellationToken;
}

type Engine = Awaited<ReturnType<typeof loadEngine>>;

/** Answers the request through `progress`. Rejects with an error that is fit for the chat. */
export async function answerRequest(request: ChatRequest): Promise<void> {
  const { deps, token } = request;
  const abort = new AbortController();
  const cancelled = token.onCancellationRequested(() => abort.abort());
  let session: GuardSession | undefined;
  try {
    if (token.isCancellationRequested) {
      abort.abort();
    }
    session = await deps.session();
    await answer(request, session, abort.signal);
  } catch (error) {
    deps.log.error('a guarded request failed', error);
    // The chat says by itself that a turn was cancelled.
    if (!abort.signal.aborted) {
      throw toChatError(error, (text) => clean(session, text));
    }
  } finally {
    cancelled.dispose();
  }
}

async function answer(request: ChatRequest, session: GuardSession, signal: AbortSignal): Promise<void> {
  const { deps, model, token } = request;
  if (model === undefined) {
    throw new TakumoError(
      'model-misconfigured',
      vscode.l10n.t('This model is no longer in the setting "takumo.models".'),
      {
        action: vscode.l10n.t('Choose another model.'),
      },
    );
  }
  const [engine, policies, detector, key] = await Promise.all([
    loadEngine(),
    deps.policies(),
    deps.detector(),
    deps.getApiKey(model),
  ]);
  if (key === undefined && model.apiKeyEnv !== undefined) {
    throw new TakumoError('model-key-missing', vscode.l10n.t('There is no API key for {0}.', model.name), {
      action: vscode.l10n.t(
        'Set it with "Takumo: Set Model API Key…" or in the environment variable {0}.',
        model.apiKeyEnv,
      ),
    });
  }
  const guarded = await guardOf(session, detector);
  if (key !== undefined) {
    guarded.learnKey(key, model.name);
  }
  const api = engine.apis[model.api]!;
  const conversation = readConversation(request.messages, request.options);
  const hint: unknown = request.options.modelOptions?._conversationId;
  const conversationKey = engine.conversationKey(
    conversation,
    typeof hint === 'string' && hint !== '' ? hint : undefined,
  );
  const outbound = guarded.guard.outbound({
    api,
    conversation,
    options: {
      model: model.model,
      maxOutputTokens: model.maxOutputTokens,
      imageInput: model.imageInput,
      ...(request.options.modelOptions === undefined ? {} : { modelOptions: request.options.modelOptions }),
    },
    policies,
    posture: deps.posture(),
    zdr: deps.zdr(),
    surface: conversation.tools.length > 0 ? 'agent' : 'chat',
    client: 'vscode-chat',
    provider: new URL(model.baseUrl).host,
  });

  let exchange: Exchange;
  if (outbound.verdict === 'send') {
    exchange = outbound.exchange;
  } else {
    const { blocked } = outbound;
    const held = {
      conversation: conversationKey,
      modelName: model.name,
      findings: blocked.findings,
      locked: blocked.locked,
    };
    const asking = {
      conversation: conversationKey,
      findings: blocked.findings,
      continues: continuesRun(conversation),
    };
    const said = blocked.locked ? 'refuse' : await guarded.ask(asking, () => deps.hold(held, token));
    if (said === 'refuse' || signal.aborted) {
      deps.recordReceipt(blocked.receipt.close('blocked'));
      if (!signal.aborted) {
        request.progress.report(new vscode.LanguageModelTextPart(blockedNotice(blocked)));
      }
      return;
    }
    exchange = blocked.approve();
  }
  if (exchange.warn) {
    const { findings, receipt } = exchange;
    deps.onWarning?.({
      conversation: conversationKey,
      modelName: model.name,
      findings,
      unscannable: receipt.unscannable,
    });
  }
  await converse({
    request,
    model,
    engine,
    exchange,
    session,
    conversation: conversationKey,
    signal,
    send: () =>
      postUpstream({
        url: `${model.baseUrl}${api.path}`,
        headers: api.headers(undefined),
        ...(key === undefined ? {} : { key: { value: key, origin: new URL(model.baseUrl).origin } }),
        keyHeaders: (secret) => api.headers(secret),
        body: exchange.body,
        signal,
      }),
  });
}

/** Since the model last spoke there are only results of the tools it called. */
function continuesRun({ messages }: Conversation): boolean {
  const spoke = messages.findLastIndex((message) => message.role === 'assistant');
  return messages.slice(spoke + 1).some((message) => message.parts.some((part) => part.kind === 'tool-result'));
}

interface Conversing {
  readonly request: ChatRequest;
  readonly model: GuardedModel;
  readonly engine: Engine;
  readonly exchange: Exchange;
  readonly session: GuardSession;
  readonly conversation: string;
  readonly signal: AbortSignal;
  readonly send: () => Promise<UpstreamAnswer>;
}

async function converse(about: Conversing): Promise<void> {
  const { request, model, engine, exchange, conversation } = about;
  const { deps } = request;
  const { receipt } = exchange;
  const reviews = new Reviews(deps, engine.CodeBlocks, {
    conversation,
    modelName: model.name,
    receipt,
    session: about.session,
    sent: new Set(exchange.findings.flatMap(({ token }) => token ?? [])),
  });
  const started = performance.now();
  let decision: Receipt['decision'] = 'failed';
  const inbound = exchange.inbound();
  const out = new Output(about, reviews);
  try {
    const answered = await about.send();
    await receive(about, answered, inbound, (parts) => out.show(parts));
    for (const part of inbound.finish()) {
      await out.last(part);
    }
    decision = exchange.guarded ? 'sent' : 'unguarded';
    checkEnd(inbound.finishReason);
  } catch (error) {
    if (isTakumoError(error) && error.code !== 'aborted') {
      out.show(inbound.abort());
    }
    throw error;
  } finally {
    receipt.upstreamMs = performance.now() - started;
    reviews.end();
    // The answer doesn't wait for Sentinel; the receipt does, a little.
    void reviews.settled().then(() => deps.recordReceipt(receipt.close(decision)));
  }
}

async function receive(
  about: Conversing,
  answered: UpstreamAnswer,
  inbound: Inbound,
  show: (parts: readonly AnswerPart[]) => void,
): Promise<void> {
  const { engine, exchange, model } = about;
  const api = engine.apis[model.api]!;
  if (!answered.streamed) {
    const pieces: Uint8Array[] = [];
    for await (const chunk of answered.chunks) {
      exchange.receipt.bytesIn += chunk.length;
      pieces.push(chunk);
    }
    show(inbound.push(api.readWhole(parseWhole(Buffer.concat(pieces).toString('utf8')))));
    return;
  }
  const reader = engine.createSseReader();
  const decoder = api.decoder();
  for await (const chunk of answered.chunks) {
    exchange.receipt.bytesIn += chunk.length;
    for (const event of reader.push(chunk)) {
      show(inbound.push(decoder.push(event)));
    }
  }
  for (const event of reader.end()) {
    show(inbound.push(decoder.push(event)));
  }
  show(inbound.push(decoder.end()));
}

/** Gives the parts of an answer to VS Code. */
class Output {
  private readonly about: Conversing;
  private readonly reviews: Reviews;

  constructor(about: Conversing, reviews: Reviews) {
    this.about = about;
    this.reviews = reviews;
  }

  show(parts: readonly AnswerPart[]): void {
    for (const part of parts) {
      // Reasoning has no stable part to be shown as.
      if (part.kind === 'text') {
        this.about.request.progress.report(new vscode.LanguageModelTextPart(part.text));
        this.reviews.text(part.text);
      }
    }
  }

  async last(part: AnswerPart): Promise<void> {
    if (part.kind !== 'tool-call') {
      this.show([part]);
      return;
    }
    const { call } = part;
    const input = call.resolve(await this.answerFor(call));
    this.report(call);
    const path = this.about.engine.fileWrittenBy(call.name, input);
    if (path !== undefined) {
      this.reviews.toolCall(call.name, input, path);
    }
    this.about.request.progress.report(new vscode.LanguageModelToolCallPart(call.id, call.name, input));
  }

  private async answerFor(call: ToolCallAnswer): Promise<'restore' | 'keep'> {
    const { deps, token } = this.about.request;
    if (call.ask === undefined) {
      return 'restore';
    }
    const preview = argumentPreview(call.resolve('keep'));
    const held = {
      conversation: this.about.conversation,
      tool: call.name,
      sink: call.ask,
      categories: call.categories,
      ...(preview === undefined ? {} : { preview }),
    };
    return (await deps.holdToolCall?.(held, token)) ?? 'keep';
  }

  private report(call: ToolCallAnswer): void {
    if (call.findings.length > 0) {
      this.about.request.deps.onInboundFindings({
        conversation: this.about.conversation,
        modelName: this.about.model.name,
        kind: 'sink',
        tool: call.name,
        findings: call.findings.map((rule) => ({ rule, message: sinkMessage(rule, call), severity: 'warning' })),
      });
    }
  }
}

function sinkMessage(rule: string, call: ToolCallAnswer): string {
  const what = call.categories.join(', ');
  switch (rule) {
    case 'shell-sink':
      return vscode.l10n.t('The model puts a secret ({0}) into a command of {1}.', what, call.name);
    case 'network-sink':
      return vscode.l10n.t('The model sends a secret ({0}) over the network with {1}.', what, call.name);
    case 'tool-sink':
      return vscode.l10n.t('The model hands a secret ({0}) to {1}, which may pass it on.', what, call.name);
    default:
      return vscode.l10n.t(
        'The model writes a secret ({0}) to a file that it does not come from, with {1}.',
        what,
        call.name,
      );
  }
}

function checkEnd(reason: string): void {
  if (reason === 'length') {
    throw new TakumoError('upstream-cut', vscode.l10n.t('The answer reached its output limit.'), {
      action: vscode.l10n.t('Raise "maxOutputTokens" of this model, or ask for a shorter answer.'),
    });
  }
  if (reason === 'content_filter') {
    throw new TakumoError('upstream-error', vscode.l10n.t("The provider's content filter stopped the answer."));
  }
}

function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TakumoError('upstream-malformed', vscode.l10n.t('The provider sent an answer that is not valid JSON.'), {
      action: vscode.l10n.t('Check that the base URL is one of an OpenAI-compatible API.'),
    });
  }
}

/** A provider's words may echo what it was sent: known and found secrets become tokens. */
function clean(session: GuardSession | undefined, text: string): string {
  try {
    return session?.mask({ leaves: [{ text }] }).texts[0] ?? text;
  } catch {
    return vscode.l10n.t('The request failed. See the Takumo log.');
  }
}
