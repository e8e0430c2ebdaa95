/**
 * The answer of a chat completions request, streamed or whole, as typed deltas. An answer that ends without a finish reason and without
 * `[DONE]` is cut; data that is not JSON is malformed; an error object in mid-stream is passed on with the provider's words.
 * Source: https://platform.openai.com/docs/api-reference/chat/streaming
 */
import type { WireDecoder, WireDelta } from './api.ts';
import { type Fields, fieldsOf, isFields, listOf, malformedError, numberOf, textOf, wordIn, wordOf } from './fields.ts';
import { createJsonDecoder } from './json-decoder.ts';
import { ReasoningCollector } from './openai-chat-reasoning.ts';
import { errorOfProvider } from './provider-error.ts';
import { readToolName } from './tool-names.ts';
import type { JsonObject } from './walk.ts';

const api = 'an OpenAI-compatible API';

export function createOpenAiChatDecoder(): WireDecoder {
  const answer = new Answer();
  return createJsonDecoder({
    api,
    read(chunk, name) {
      if (name === 'error' || isPresent(chunk.error)) {
        return { deltas: [{ kind: 'error', error: errorOfProvider(chunk, undefined) }] };
      }
      const deltas = answer.read(chunk, 'delta');
      return { deltas, end: deltas.some((delta) => delta.kind === 'finish') };
    },
    close: () => answer.close(),
  });
}

/** A `chat.completion` object that came in one piece. */
export function readWholeOpenAiChat(body: unknown): readonly WireDelta[] {
  if (!isFields(body)) {
    return [{ kind: 'error', error: malformedError('an answer that is not an object', api) }];
  }
  if (isPresent(body.error)) {
    return [{ kind: 'error', error: errorOfProvider(body, undefined) }];
  }
  if (!Array.isArray(body.choices) || body.choices.length === 0) {
    return [{ kind: 'error', error: malformedError('an answer without "choices"', api) }];
  }
  const answer = new Answer();
  const deltas = answer.read(body, 'message');
  return deltas.at(-1)?.kind === 'error' ? deltas : [...deltas, ...answer.close()];
}

/** The provider's words for an end that others name differently. */
const reasons: Readonly<Record<string, string>> = { function_call: 'tool_calls', model_length: 'length' };

class Answer {
  private readonly indexes = new CallIndexes();
  private readonly reasoning = new ReasoningCollector();

  read(chunk: Fields, member: 'delta' | 'message'): readonly WireDelta[] {
    const deltas: WireDelta[] = [];
    for (const choice of listOf(chunk.choices)) {
      const index = numberOf(choice.index) ?? 0;
      this.readDelta(fieldsOf(choice[member]), index, deltas);
      const reason = wordOf(choice.finish_reason);
      if (reason === 'error') {
        return [...deltas, { kind: 'error', error: errorOfProvider(choice, undefined) }];
      }
      if (reason !== undefined) {
        deltas.push({ kind: 'finish', choice: index, reason: wordIn(reasons, reason) });
      }
    }
    const usage = usageOf(chunk);
    return usage === undefined ? deltas : [...deltas, usage];
  }

  /** What is known only when all has come. */
  close(): readonly WireDelta[] {
    const item = this.reasoning.item();
    return item === undefined ? [] : [{ kind: 'reasoning-item', choice: 0, item: item as JsonObject }];
  }

  private readDelta(delta: Fields, choice: number, deltas: WireDelta[]): void {
    const reasoning = choice === 0 ? this.reasoning.read(delta) : '';
    if (reasoning !== '') {
      deltas.push({ kind: 'reasoning', choice, text: reasoning });
    }
    for (const content of [delta.content, delta.refusal]) {
      const text = Array.isArray(content) ? listOf(content).map(readChunk).join('') : textOf(content);
      if (text !== '') {
        deltas.push({ kind: 'text', choice, text });
      }
    }
    for (const call of listOf(delta.tool_calls)) {
      const target = fieldsOf(call.function);
      const id = wordOf(call.id);
      const name = wordOf(target.name);
      deltas.push({
        kind: 'tool-call',
        choice,
        index: this.indexes.of(choice, numberOf(call.index), id),
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { name: readToolName(name) }),
        arguments: isFields(target.arguments) ? JSON.stringify(target.arguments) : textOf(target.arguments),
      });
    }
  }
}

/** Text of a content chunk, of whatever type; reasoning is read elsewhere. */
function readChunk(chunk: Fields): string {
  return chunk.type === 'thinking' ? '' : textOf(chunk.text) || textOf(chunk.refusal);
}

/** Groq gives the counts of a stream under `x_groq`; DeepSeek has its own word for what was cached. */
function usageOf(chunk: Fields): WireDelta | undefined {
  const usage = [chunk.usage, fieldsOf(chunk.x_groq).usage].find(isFields);
  if (usage === undefined) {
    return undefined;
  }
  const input = numberOf(usage.prompt_tokens);
  const output = numberOf(usage.completion_tokens);
  const cached =
    numberOf(fieldsOf(usage.prompt_tokens_details).cached_tokens) ?? numberOf(usage.prompt_cache_hit_tokens);
  return {
    kind: 'usage',
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(cached === undefined ? {} : { cached }),
  };
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

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}
