/**
 * A model of another extension (Copilot's, for example) behind the guard: it gets the masked request as messages of the host, and its
 * answer comes back as deltas. A model of this extension is refused: it would guard itself for ever.
 */
import * as vscode from 'vscode';
import { TakumoError } from '../../engine/errors.ts';
import type { Exchange } from '../../engine/guard.ts';
import type { WireDelta } from '../../engine/wire/api.ts';
import { loadEngine } from '../engine.ts';
import { isOurs } from '../forward/vendors.ts';
import { lmError } from './lm-error.ts';
import { capabilitiesOf } from './lm-host.ts';
import { toMessages } from './lm-messages.ts';
import { LmStream } from './lm-stream.ts';
import type { Target } from './target.ts';

/** Hosts don't say how long another extension's answers may be: it decides that itself. */
export const maxOutputTokens = 16_000;

/** `find` gives the model when it is asked, since models come and go; `shown` is what a person calls its vendor. */
export function lmTarget(
  model: vscode.LanguageModelChat,
  shown: string,
  find: () => Promise<vscode.LanguageModelChat | undefined>,
): Target {
  const { name, vendor } = model;
  return {
    name,
    model: model.id,
    provider: vendor,
    api: 'vscode-lm',
    maxOutputTokens,
    imageInput: capabilitiesOf(model).imageInput,
    async open() {
      if (isOurs(vendor)) {
        throw new TakumoError('model-misconfigured', vscode.l10n.t('A guarded model is not guarded twice.'));
      }
      const found = await find();
      if (found === undefined) {
        throw lmError({ code: 'NotFound' }, name, shown);
      }
      return { send: (exchange, signal) => send(found, shown, exchange, signal) };
    },
  };
}

async function* send(
  model: vscode.LanguageModelChat,
  shown: string,
  exchange: Exchange,
  signal: AbortSignal,
): AsyncGenerator<readonly WireDelta[], void, undefined> {
  const { readToolName } = await loadEngine();
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    const { messages, options } = toMessages(exchange.request);
    const answer = await model.sendRequest(messages, options, source.token);
    const stream = new LmStream(readToolName);
    for await (const part of answer.stream) {
      signal.throwIfAborted();
      const deltas = stream.push(part);
      exchange.receipt.bytesIn += bytesOf(deltas);
      yield deltas;
    }
    signal.throwIfAborted();
    yield stream.end();
  } catch (error) {
    throw signal.aborted
      ? new TakumoError('aborted', vscode.l10n.t('The request was cancelled.'))
      : lmError(error, model.name, shown);
  } finally {
    // Also when the reader stops early: the other extension must not go on.
    source.cancel();
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** As UTF-8, of what the model wrote. */
function bytesOf(deltas: readonly WireDelta[]): number {
  return deltas.reduce((sum, delta) => {
    const written =
      delta.kind === 'text' || delta.kind === 'reasoning'
        ? delta.text
        : delta.kind === 'tool-call'
          ? delta.arguments
          : '';
    return sum + Buffer.byteLength(written);
  }, 0);
}
