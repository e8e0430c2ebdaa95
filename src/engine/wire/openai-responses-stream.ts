/**
 * The answer of a Responses request, streamed or whole, as typed deltas. Text and arguments are shown as their deltas come; each `done`
 * event, and the final object, fill in what no delta brought, so that nothing depends on how finely a server streams.
 * Source: https://platform.openai.com/docs/api-reference/responses-streaming
 */
import type { WireDecoder, WireDelta } from './api.ts';
import { type Fields, fieldsOf, isFields, listOf, malformedError, numberOf, textOf, wordOf } from './fields.ts';
import { createJsonDecoder } from './json-decoder.ts';
import { type ResponseItem, reasoningItem } from './openai-responses-items.ts';
import { errorOfProvider } from './provider-error.ts';
import { readToolName } from './tool-names.ts';
import type { JsonObject } from './walk.ts';

const api = 'a Responses API';

export function createResponsesDecoder(): WireDecoder {
  const answer = new Answer();
  return createJsonDecoder({
    api,
    read(event, name) {
      const type = wordOf(event.type) ?? name;
      switch (type) {
        case 'error':
          return { deltas: [failure(isFields(event.error) ? event : { error: event })] };
        case 'response.failed':
          return { deltas: [failure(fieldsOf(event.response))] };
        case 'response.completed':
        case 'response.incomplete':
          return { deltas: answer.end(fieldsOf(event.response)), end: true };
        default:
          return { deltas: isFields(event.error) ? [failure(event)] : answer.read(type, event) };
      }
    },
  });
}

/** A `response` object that came in one piece. */
export function readWholeResponse(body: unknown): readonly WireDelta[] {
  if (!isFields(body)) {
    return [{ kind: 'error', error: malformedError('an answer that is not an object', api) }];
  }
  if (isFields(body.error) || body.status === 'failed') {
    return [failure(body)];
  }
  return Array.isArray(body.output)
    ? new Answer().end(body)
    : [{ kind: 'error', error: malformedError('an answer without "output"', api) }];
}

function failure(body: Fields): WireDelta {
  return { kind: 'error', error: errorOfProvider(body, undefined) };
}

/** One output item while it comes. */
interface Item {
  readonly type: string;
  /** What of each part was given out, by the part's key. */
  readonly given: Map<string, string>;
  readonly call?: number;
  /** It is among the deltas as a whole. */
  done: boolean;
}

class Answer {
  private readonly items = new Map<number, Item>();
  private calls = 0;
  private reasoned = false;
  /** The output indexes of calls, ascending. */
  private readonly callsAt: number[] = [];
  /** The least output index of a message that said something. */
  private firstText = Number.POSITIVE_INFINITY;

  read(type: string, event: Fields): readonly WireDelta[] {
    const index = numberOf(event.output_index) ?? 0;
    const part = numberOf(event.content_index) ?? numberOf(event.summary_index) ?? 0;
    switch (type) {
      case 'response.output_item.added':
        return this.open(index, fieldsOf(event.item)).deltas;
      case 'response.output_item.done':
        return this.close(index, fieldsOf(event.item));
      case 'response.output_text.delta':
        return this.add(index, 'message', `text ${part}`, textOf(event.delta));
      case 'response.output_text.done':
        return this.fill(index, 'message', `text ${part}`, textOf(event.text));
      case 'response.refusal.delta':
        return this.add(index, 'message', `refusal ${part}`, textOf(event.delta));
      case 'response.refusal.done':
        return this.fill(index, 'message', `refusal ${part}`, textOf(event.refusal));
      case 'response.reasoning_summary_text.delta':
        return this.add(index, 'reasoning', `summary ${part}`, textOf(event.delta));
      case 'response.reasoning_text.delta':
        return this.add(index, 'reasoning', `content ${part}`, textOf(event.delta));
      case 'response.function_call_arguments.delta':
        return this.add(index, 'function_call', 'arguments', textOf(event.delta));
      case 'response.function_call_arguments.done':
        return this.fill(index, 'function_call', 'arguments', textOf(event.arguments));
      default:
        return [];
    }
  }

  /** What the final object says beyond what came before it. */
  end(response: Fields): readonly WireDelta[] {
    const output = Array.isArray(response.output) ? response.output : [];
    const deltas = output.flatMap((item, index) => (isFields(item) ? this.close(index, item) : []));
    const usage = fieldsOf(response.usage);
    const input = numberOf(usage.input_tokens);
    if (input !== undefined) {
      const cached = numberOf(fieldsOf(usage.input_tokens_details).cached_tokens);
      deltas.push({
        kind: 'usage',
        input,
        output: numberOf(usage.output_tokens) ?? 0,
        ...(cached === undefined ? {} : { cached }),
      });
    }
    return [...deltas, { kind: 'finish', choice: 0, reason: this.reasonOf(response) }];
  }

  private reasonOf(response: Fields): string {
    if (response.status === 'incomplete') {
      const reason = wordOf(fieldsOf(response.incomplete_details).reason) ?? 'incomplete';
      return reason === 'max_output_tokens' ? 'length' : reason;
    }
    return this.calls > 0 ? 'tool_calls' : 'stop';
  }

  private open(index: number, item: Fields): { readonly item: Item; readonly deltas: readonly WireDelta[] } {
    const known = this.items.get(index);
    if (known !== undefined) {
      return { item: known, deltas: [] };
    }
    const type = wordOf(item.type) ?? 'message';
    const call = type === 'function_call' ? this.calls++ : undefined;
    const opened: Item = { type, given: new Map(), done: false, ...(call === undefined ? {} : { call }) };
    this.items.set(index, opened);
    if (call === undefined) {
      return { item: opened, deltas: [] };
    }
    this.callsAt.splice(placeIn(this.callsAt, index), 0, index);
    const id = wordOf(item.call_id) ?? wordOf(item.id);
    const name = readToolName(textOf(item.name));
    const head = { kind: 'tool-call', choice: 0, index: call, arguments: '' } as const;
    return { item: opened, deltas: [{ ...head, ...(id === undefined ? {} : { id }), name }] };
  }

  private close(index: number, item: Fields): WireDelta[] {
    const { item: known, deltas } = this.open(index, item);
    if (known.done) {
      return [];
    }
    known.done = true;
    return [...deltas, ...this.rest(index, known.type, item)];
  }

  private rest(index: number, type: string, item: Fields): readonly WireDelta[] {
    if (type === 'function_call') {
      return this.fill(index, type, 'arguments', textOf(item.arguments));
    }
    const parts = Array.isArray(item.content) ? item.content : [];
    if (type === 'reasoning') {
      const shown = [
        ...listOf(item.summary).map((part, at) => this.fill(index, type, `summary ${at}`, textOf(part.text))),
        ...listOf(parts).map((part, at) => this.fill(index, type, `content ${at}`, textOf(part.text))),
      ].flat();
      const echoed = reasoningItem(item);
      return echoed === undefined ? shown : [...shown, this.kept(index, { item: echoed })];
    }
    // An item of a type that is not known here is shown where it carries text.
    const said = listOf(parts).flatMap((part, at) => [
      ...this.fill(index, 'message', `text ${at}`, textOf(part.text)),
      ...this.fill(index, 'message', `refusal ${at}`, textOf(part.refusal)),
    ]);
    const phase = wordOf(item.phase);
    return phase === undefined ? said : [...said, this.kept(index, { phase })];
  }

  private kept(index: number, what: { readonly item?: JsonObject; readonly phase?: string }): WireDelta {
    const at = { afterText: this.firstText < index, afterCalls: placeIn(this.callsAt, index) };
    const item: ResponseItem = { at, ...what };
    return { kind: 'reasoning-item', choice: 0, item: item as unknown as JsonObject };
  }

  /** The whole of a part: what of it has not been given out yet. A text that differs was shown already and stays as it is. */
  private fill(index: number, type: string, key: string, whole: string): readonly WireDelta[] {
    const given = this.items.get(index)?.given.get(key) ?? '';
    return whole.length > given.length && whole.startsWith(given)
      ? this.add(index, type, key, whole.slice(given.length))
      : [];
  }

  private add(index: number, type: string, key: string, text: string): readonly WireDelta[] {
    const { item, deltas } = this.open(index, { type });
    if (text === '') {
      return deltas;
    }
    const before = item.given.get(key);
    item.given.set(key, (before ?? '') + text);
    if (item.call !== undefined) {
      return [...deltas, { kind: 'tool-call', choice: 0, index: item.call, arguments: text }];
    }
    if (type === 'reasoning') {
      // Parts of a summary are paragraphs.
      const gap = before === undefined && this.reasoned ? '\n\n' : '';
      this.reasoned = true;
      return [...deltas, { kind: 'reasoning', choice: 0, text: gap + text }];
    }
    if (item.type === 'message') {
      this.firstText = Math.min(this.firstText, index);
    }
    return [...deltas, { kind: 'text', choice: 0, text }];
  }
}

/** How many of these ascending numbers are less than one. */
function placeIn(sorted: readonly number[], number: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
