/** A guarded model at an HTTP address: posts the masked body and decodes the answer, streamed or whole. */
import * as vscode from 'vscode';
import { TakumoError } from '../../engine/errors.ts';
import type { Exchange } from '../../engine/guard.ts';
import type { Redacted } from '../../engine/model.ts';
import type { WireDelta } from '../../engine/wire/api.ts';
import { postUpstream } from '../../platform/upstream/post.ts';
import { loadEngine } from '../engine.ts';
import type { GuardedModel } from './models.ts';
import type { Target } from './target.ts';

/** `getKey` is asked at each request: a key may have been set or removed since. */
export function httpTarget(model: GuardedModel, getKey: () => Promise<Redacted<string> | undefined>): Target {
  return {
    name: model.name,
    model: model.model,
    provider: new URL(model.baseUrl).host,
    api: model.api,
    maxOutputTokens: model.maxOutputTokens,
    maxInputTokens: model.maxInputTokens,
    imageInput: model.imageInput,
    ...(model.reasoning === undefined ? {} : { reasoning: model.reasoning }),
    async open() {
      const key = await getKey();
      if (key === undefined && model.apiKeyEnv !== undefined) {
        throw new TakumoError('model-key-missing', vscode.l10n.t('There is no API key for {0}.', model.name), {
          action: vscode.l10n.t(
            'Set it with "Takumo: Set Model API Key…" or in the environment variable {0}.',
            model.apiKeyEnv,
          ),
        });
      }
      return {
        ...(key === undefined ? {} : { key }),
        send: (exchange, signal) => send(model, key, exchange, signal),
      };
    },
  };
}

/** Bytes of an answer that comes whole: more is none, and would fill the memory. */
const mostWhole = 64 * 1024 * 1024;

async function* send(
  model: GuardedModel,
  key: Redacted<string> | undefined,
  exchange: Exchange,
  signal: AbortSignal,
): AsyncGenerator<readonly WireDelta[], void, undefined> {
  const engine = await loadEngine();
  const api = engine.apis[model.api]!;
  const answered = await postUpstream({
    url: `${model.baseUrl}${api.path(model.model)}`,
    headers: api.headers(undefined),
    ...(key === undefined ? {} : { key: { value: key, origin: new URL(model.baseUrl).origin } }),
    keyHeaders: (secret) => api.headers(secret),
    body: exchange.body,
    signal,
  });
  if (!answered.streamed) {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answered.chunks) {
      exchange.receipt.bytesIn += chunk.length;
      size += chunk.length;
      if (size > mostWhole) {
        throw notJson();
      }
      pieces.push(chunk);
    }
    yield api.readWhole(parseWhole(Buffer.concat(pieces).toString('utf8')));
    return;
  }
  const reader = engine.createFrameReader(api.framing);
  const decoder = api.decoder();
  for await (const chunk of answered.chunks) {
    exchange.receipt.bytesIn += chunk.length;
    for (const event of reader.push(chunk)) {
      yield decoder.push(event);
    }
  }
  for (const event of reader.end()) {
    yield decoder.push(event);
  }
  yield decoder.end();
}

function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson(): TakumoError {
  return new TakumoError('upstream-malformed', vscode.l10n.t('The provider sent an answer that is not valid JSON.'), {
    action: vscode.l10n.t('Check the base URL and the API of this model.'),
  });
}
