/**
 * One guarded request, end to end: masked, decided, held if a policy says so, sent, and its answer restored as it streams. Every request
 * ends in one receipt. Nothing is sent that the guard did not give out.
 */
import { createHash, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { GuardSession } from '../../engine/guard/dependencies.ts';
import type { Inbound } from '../../engine/guard/inbound.ts';
import type { Exchange } from '../../engine/guard.ts';
import type { Receipt, Surface } from '../../engine/model.ts';
import type { Conversation } from '../../engine/wire/conversation.ts';
import { loadEngine } from '../engine.ts';
import { toChatError } from './chat-error.ts';
import type { ChatDeps } from './dependencies.ts';
import { guardOf } from './guards.ts';
import { type Engine, Output } from './output.ts';
import type { Reader } from './reader.ts';
import { Reviews } from './reviews.ts';
import type { OpenTarget, Target } from './target.ts';

export interface GuardedRequest {
  readonly deps: ChatDeps;
  /** Nothing when the model that was picked is no longer there. */
  readonly target: Target | undefined;
  readonly conversation: Conversation;
  /** The client's own id of the conversation, where it has one. */
  readonly conversationHint?: string;
  /** Options of the caller; those with a leading `_` are the host's own and stay here. */
  readonly modelOptions?: Readonly<Record<string, unknown>>;
  /** Told by the tools unless said: `agent` with, `chat` without. */
  readonly surface?: Surface;
  readonly client: string;
  readonly reader: Reader;
  readonly token: vscode.CancellationToken;
}

/** Names of conversations that leave this process (receipts, prompt caches) can't be traced back to the words they are made of. */
const salt = randomBytes(16);

/** The name of a conversation in receipts. `key` is the engine's `conversationKey`. */
export function conversationName(key: string): string {
  return createHash('sha256').update(salt).update(key).digest('hex').slice(0, 16);
}

/** Answers the request through its reader. Rejects with an error that is fit for the chat. */
export async function answerRequest(request: GuardedRequest): Promise<void> {
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
      throw toChatError(error, (text) => clean(session, text), request.target?.keyAdvice);
    }
  } finally {
    cancelled.dispose();
  }
}

async function answer(request: GuardedRequest, session: GuardSession, signal: AbortSignal): Promise<void> {
  const { deps, target, conversation, token } = request;
  if (target === undefined) {
    throw new TakumoError('model-misconfigured', vscode.l10n.t('This model is no longer configured.'), {
      action: vscode.l10n.t('Choose another model.'),
    });
  }
  const [engine, policies, detector, open] = await Promise.all([
    loadEngine(),
    deps.policies(),
    deps.detector(),
    target.open(),
  ]);
  const guarded = await guardOf(session, detector);
  if (open.key !== undefined) {
    guarded.learnKey(open.key, target.name);
  }
  const conversationKey = engine.conversationKey(conversation, request.conversationHint);
  const outbound = guarded.guard.outbound({
    api: engine.apis[target.api]!,
    conversation,
    options: {
      model: target.model,
      maxOutputTokens: target.maxOutputTokens,
      ...(target.maxInputTokens === undefined ? {} : { maxInputTokens: target.maxInputTokens }),
      imageInput: target.imageInput,
      ...(target.reasoning === undefined ? {} : { reasoning: target.reasoning }),
      ...(request.modelOptions === undefined ? {} : { modelOptions: request.modelOptions }),
    },
    policies,
    posture: deps.posture(),
    zdr: deps.zdr(),
    surface: request.surface ?? (conversation.tools.length > 0 ? 'agent' : 'chat'),
    client: request.client,
    conversationId: conversationName(conversationKey),
    provider: target.provider,
  });

  let exchange: Exchange;
  if (outbound.verdict === 'send') {
    exchange = outbound.exchange;
  } else {
    const { blocked } = outbound;
    const held = {
      conversation: conversationKey,
      modelName: target.name,
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
        request.reader.blocked(blocked);
      }
      return;
    }
    exchange = blocked.approve();
  }
  if (exchange.warn) {
    const { findings, receipt } = exchange;
    deps.onWarning?.({
      conversation: conversationKey,
      modelName: target.name,
      findings,
      unscannable: receipt.unscannable,
    });
  }
  deps.onSent?.();
  await converse({ request, target, open, engine, exchange, session, conversation: conversationKey, signal });
}

/** Since the model last spoke there are only results of the tools it called. */
function continuesRun({ messages }: Conversation): boolean {
  const spoke = messages.findLastIndex((message) => message.role === 'assistant');
  return messages.slice(spoke + 1).some((message) => message.parts.some((part) => part.kind === 'tool-result'));
}

/** Names the run: everything from a person's newest message to the next. A shortened history makes another one, which asks again. */
function runOf(conversation: string, { messages }: Conversation): string {
  const said = messages.filter(
    ({ role, parts }) => role === 'user' && parts.every(({ kind }) => kind !== 'tool-result'),
  );
  const newest = said.at(-1)?.parts.map((part) => (part.kind === 'text' ? part.text : part.kind));
  return createHash('sha256')
    .update(salt)
    .update(JSON.stringify([conversation, said.length, newest]))
    .digest('hex')
    .slice(0, 32);
}

interface Conversing {
  readonly request: GuardedRequest;
  readonly target: Target;
  readonly open: OpenTarget;
  readonly engine: Engine;
  readonly exchange: Exchange;
  readonly session: GuardSession;
  readonly conversation: string;
  readonly signal: AbortSignal;
}

async function converse(about: Conversing): Promise<void> {
  const { request, target, engine, exchange, conversation } = about;
  const { deps, reader, token } = request;
  const { receipt } = exchange;
  const reviews = new Reviews(deps, engine.CodeBlocks, {
    conversation,
    modelName: target.name,
    receipt,
    session: about.session,
    sent: new Set(exchange.findings.flatMap(({ token: sent }) => sent ?? [])),
  });
  const started = performance.now();
  let decision: Receipt['decision'] = 'failed';
  let inbound: Inbound | undefined;
  const run = runOf(conversation, request.conversation);
  const out = new Output({ deps, engine, reader, reviews, conversation, run, modelName: target.name, token });
  try {
    for await (const { deltas, from } of ask(about)) {
      inbound ??= from.inbound();
      out.show(inbound.push(deltas));
    }
    inbound ??= exchange.inbound();
    for (const part of inbound.finish()) {
      await out.last(part);
    }
    decision = exchange.guarded ? 'sent' : 'unguarded';
    if (receipt.usage !== undefined) {
      reader.usage?.(receipt.usage);
    }
    checkEnd(inbound.finishReason);
  } catch (error) {
    if (isTakumoError(error) && error.code !== 'aborted') {
      out.show(inbound?.abort() ?? []);
    }
    throw error;
  } finally {
    receipt.upstreamMs = performance.now() - started;
    reviews.end();
    // The answer doesn't wait for Sentinel; the receipt does, a little.
    void reviews.settled().then(() => deps.recordReceipt(receipt.close(decision)));
  }
}

/** The answer's pieces. A provider may refuse remembered reasoning (another key, a history that VS Code shortened): then once without it. */
async function* ask({ open, exchange, signal }: Conversing) {
  let answered = false;
  try {
    for await (const deltas of open.send(exchange, signal)) {
      answered = true;
      yield { deltas, from: exchange };
    }
    return;
  } catch (error) {
    const refused = !answered && isTakumoError(error) && error.code === 'upstream-bad-request';
    if (!refused || exchange.withoutReasoning === undefined) {
      throw error;
    }
  }
  const again = exchange.withoutReasoning();
  for await (const deltas of open.send(again, signal)) {
    yield { deltas, from: again };
  }
}

function checkEnd(reason: string): void {
  if (reason === 'length') {
    throw new TakumoError('upstream-cut', vscode.l10n.t('The answer reached its output limit.'), {
      action: vscode.l10n.t('Raise "maxOutputTokens" of this model, or ask for a shorter answer.'),
    });
  }
  if (reason === 'model_context_window_exceeded') {
    throw new TakumoError('upstream-cut', vscode.l10n.t("The conversation has filled the model's context window."), {
      action: vscode.l10n.t('Start a new chat, or attach less.'),
    });
  }
  if (reason === 'content_filter') {
    throw new TakumoError('upstream-error', vscode.l10n.t("The provider's content filter stopped the answer."));
  }
}

/** A provider's words may echo what it was sent: known and found secrets become tokens. */
function clean(session: GuardSession | undefined, text: string): string {
  try {
    return session?.mask({ leaves: [{ text }], staysHere: true }).texts[0] ?? text;
  } catch {
    return vscode.l10n.t('The request failed. See the Takumo log.');
  }
}
