/**
 * The answer of a chat completions request, streamed or whole, as typed deltas. An answer that ends without a finish reason and without
 * `[DONE]` is cut; data that is not JSON is malformed; an error object in mid-stream is passed on with the provider's words.
 * Source: https://platform.openai.com/docs/api-reference/chat/streaming
 */
import { TakumoError } from '../errors.ts';
import type { WireDecoder, WireDelta } from './api.ts';
import { errorOfProvider } from './provider-error.ts';
import type { SseEvent } from './sse.ts';

type Fields = Readonly<Record<string, unknown>>;

export function createOpenAiChatDecoder(): WireDecoder {
  const indexes = new CallIndexes();
  let finished = false;
  let failed = false;
  const fail = (error: TakumoError): readonly WireDelta[] => {
    failed = true;
    return [{ kind: 'error', error }];
  };
  return {
    push(event: SseEvent) {
      if (failed) {
        return [];
      }
      const data = event.data.trim();
      if (data === '[DONE]') {
        finished = true;
        return [];
      }
      if (data === '') {
        return [];
      }
      let chunk: unknown;
      try {
        chunk = JSON.parse(data);
      } catch {
        return fail(event.cut === true ? cutError() : malformedError('an event that is not JSON'));
      }
      if (!isFields(chunk)) {
        return fail(malformedError('an event that is not an object'));
      }
      if (event.event === 'error' || isPresent(chunk.error)) {
        return fail(errorOfProvider(chunk, undefined));
      }
      const deltas = readChunk(chunk, 'delta', indexes);
      finished ||= deltas.some((delta) => delta.kind === 'finish');
      return deltas;
    },
    end: () => (failed || finished ? [] : fail(cutError())),
  };
}

/** A `chat.completion` object that came in one piece. */
export function readWholeOpenAiChat(body: unknown): readonly WireDelta[] {
  if (!isFields(body)) {
    return [{ kind: 'error', error: malformedError('an answer that is not an object') }];
  }
  if (isPresent(body.error)) {
    return [{ kind: 'error', error: errorOfProvider(body, undefined) }];
  }
  if (!Array.isArray(body.choices) || body.choices.length === 0) {
    return [{ kind: 'error', error: malformedError('an answer without "choices"') }];
  }
  return readChunk(body, 'message', new CallIndexes());
}

function readChunk(chunk: Fields, member: 'delta' | 'message', indexes: CallIndexes): WireDelta[] {
  const deltas: WireDelta[] = [];
  const choices = Array.isArray(chunk.choices) ? chunk.choices : [];
  for (const choice of choices.filter(isFields)) {
    const index = typeof choice.index === 'number' ? choice.index : 0;
    const delta = choice[member];
    if (isFields(delta)) {
      readDelta(delta, index, indexes, deltas);
    }
    if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') {
      deltas.push({ kind: 'finish', choice: index, reason: choice.finish_reason });
    }
  }
  const usage = usageOf(chunk);
  if (usage !== undefined) {
    deltas.push(usage);
  }
  return deltas;
}

/** Groq gives the counts of a stream under `x_groq`; DeepSeek has its own word for what was cached. */
function usageOf(chunk: Fields): WireDelta | undefined {
  const usage = [chunk.usage, isFields(chunk.x_groq) ? chunk.x_groq.usage : undefined].find(isFields);
  if (usage === undefined) {
    return undefined;
  }
  const details = isFields(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const cached = [details.cached_tokens, usage.prompt_cache_hit_tokens].find((count) => typeof count === 'number');
  return {
    kind: 'usage',
    ...(typeof usage.prompt_tokens === 'number' ? { input: usage.prompt_tokens } : {}),
    ...(typeof usage.completion_tokens === 'number' ? { output: usage.completion_tokens } : {}),
    ...(typeof cached === 'number' ? { cached } : {}),
  };
}

function readDelta(delta: Fields, choice: number, indexes: CallIndexes, deltas: WireDelta[]): void {
  const reasoning = delta.reasoning_content ?? delta.reasoning;
  if (typeof reasoning === 'string' && reasoning !== '') {
    deltas.push({ kind: 'reasoning', choice, text: reasoning });
  }
  for (const content of [delta.content, delta.refusal]) {
    const text = textOf(content);
    if (text !== '') {
      deltas.push({ kind: 'text', choice, text });
    }
  }
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isFields) : [];
  for (const call of calls) {
    const target = isFields(call.function) ? call.function : {};
    const id = typeof call.id === 'string' && call.id !== '' ? call.id : undefined;
    const name = typeof target.name === 'string' && target.name !== '' ? target.name : undefined;
    const index = indexes.of(choice, typeof call.index === 'number' ? call.index : undefined, id);
    const text =
      typeof target.arguments === 'string'
        ? target.arguments
        : isFields(target.arguments)
          ? JSON.stringify(target.arguments)
          : '';
    deltas.push({
      kind: 'tool-call',
      choice,
      index,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      arguments: text,
    });
  }
}

/** Gives every call an index of its own, also for servers which leave the index out or repeat one for another call's id. */
class CallIndexes {
  private readonly ids = new Map<string, string | undefined>();
  private readonly byId = new Map<string, number>();
  private latest = -1;

  of(choice: number, index: number | undefined, id: string | undefined): number {
    const known = id === undefined ? undefined : this.byId.get(`${choice}:${id}`);
    if (known !== undefined) {
      return known;
    }
    let own = index ?? (id === undefined ? Math.max(this.latest, 0) : this.latest + 1);
    const current = this.ids.get(`${choice}:${own}`);
    if (current !== undefined && id !== undefined && current !== id) {
      own = this.latest + 1;
    }
    this.latest = Math.max(this.latest, own);
    if (id !== undefined) {
      this.ids.set(`${choice}:${own}`, id);
      this.byId.set(`${choice}:${id}`, own);
    }
    return own;
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') {
    return content;
  }
  return Array.isArray(content)
    ? content.map((part) => (isFields(part) && typeof part.text === 'string' ? part.text : '')).join('')
    : '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function cutError(): TakumoError {
  return new TakumoError('upstream-cut', 'The answer was cut off before its end.', {
    action: 'Send the request again.',
  });
}

function malformedError(what: string): TakumoError {
  return new TakumoError('upstream-malformed', `The provider sent ${what}.`, {
    action: 'Check that the base URL is one of an OpenAI-compatible API.',
  });
}
