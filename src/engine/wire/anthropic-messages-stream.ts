/**
 * The answer of a Messages request, streamed or whole, as typed deltas. Thinking blocks are given out whole for the next request; text in
 * a block of an unknown type is shown; pings and unknown events are passed over.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
import type { WireDecoder, WireDelta } from './api.ts';
import { type Fields, fieldsOf, isFields, listOf, malformedError, numberOf, textOf, wordIn, wordOf } from './fields.ts';
import type { Position } from './interleave.ts';
import { createJsonDecoder } from './json-decoder.ts';
import { errorOfProvider } from './provider-error.ts';
import { readToolName } from './tool-names.ts';
import type { JsonObject } from './walk.ts';

const api = 'an Anthropic-compatible API';

export function createMessagesDecoder(): WireDecoder {
  const answer = new Answer();
  return createJsonDecoder({
    api,
    read(event, name) {
      const type = wordOf(event.type) ?? name;
      const index = numberOf(event.index) ?? 0;
      switch (type) {
        case 'error':
          return { deltas: [{ kind: 'error', error: errorOfProvider(event, undefined) }] };
        case 'message_start':
          return { deltas: answer.usage(fieldsOf(fieldsOf(event.message).usage)) };
        case 'content_block_start':
          return { deltas: answer.start(index, fieldsOf(event.content_block)) };
        case 'content_block_delta':
          return { deltas: answer.add(index, fieldsOf(event.delta)) };
        case 'content_block_stop':
          return { deltas: answer.stop(index) };
        case 'message_delta':
          return { deltas: [...answer.usage(fieldsOf(event.usage)), ...answer.finish(fieldsOf(event.delta))] };
        case 'message_stop':
          return { deltas: [], end: true };
        default:
          return { deltas: [] };
      }
    },
  });
}

/** A `message` object that came in one piece. */
export function readWholeMessage(body: unknown): readonly WireDelta[] {
  if (!isFields(body)) {
    return [{ kind: 'error', error: malformedError('an answer that is not an object', api) }];
  }
  if (body.type === 'error' || isFields(body.error)) {
    return [{ kind: 'error', error: errorOfProvider(body, undefined) }];
  }
  if (!Array.isArray(body.content)) {
    return [{ kind: 'error', error: malformedError('an answer without "content"', api) }];
  }
  const answer = new Answer();
  const said = listOf(body.content).flatMap((block, index) => [...answer.start(index, block), ...answer.stop(index)]);
  return [...said, ...answer.usage(fieldsOf(body.usage)), ...answer.finish(body)];
}

/** Source: https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const reasons: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  refusal: 'content_filter',
};

/** A content block while it comes. */
interface Block {
  readonly type: string;
  readonly at: Position;
  readonly call?: number;
  /** The input that stood in the block's start, for servers that stream no pieces of it. */
  readonly input: Fields;
  /** The block to send back, for thinking. */
  readonly echo: Record<string, string>;
  streamed: boolean;
}

class Answer {
  private readonly blocks = new Map<number, Block>();
  private readonly counts: Record<string, number> = {};
  private calls = 0;
  private said = false;

  start(index: number, block: Fields): readonly WireDelta[] {
    const type = textOf(block.type);
    const call = type === 'tool_use' ? this.calls : undefined;
    const echo: Record<string, string> = {};
    const at = { afterText: this.said, afterCalls: this.calls };
    this.blocks.set(index, {
      type,
      at,
      input: fieldsOf(block.input),
      echo,
      streamed: false,
      ...(call === undefined ? {} : { call }),
    });
    if (call !== undefined) {
      this.calls++;
      const id = wordOf(block.id);
      const head = { kind: 'tool-call', choice: 0, index: call, arguments: '' } as const;
      return [{ ...head, ...(id === undefined ? {} : { id }), name: readToolName(textOf(block.name)) }];
    }
    if (type === 'thinking' || type === 'redacted_thinking') {
      echo.type = type;
      for (const name of type === 'thinking' ? ['thinking', 'signature'] : ['data']) {
        if (typeof block[name] === 'string') {
          echo[name] = block[name];
        }
      }
      return this.think(textOf(block.thinking));
    }
    return this.say(textOf(block.text));
  }

  add(index: number, delta: Fields): readonly WireDelta[] {
    const block = this.blocks.get(index);
    switch (delta.type) {
      case 'input_json_delta': {
        const text = textOf(delta.partial_json);
        if (block?.call === undefined || text === '') {
          return [];
        }
        block.streamed = true;
        return [{ kind: 'tool-call', choice: 0, index: block.call, arguments: text }];
      }
      case 'thinking_delta':
        grow(block, 'thinking', textOf(delta.thinking));
        return this.think(textOf(delta.thinking));
      case 'signature_delta':
        grow(block, 'signature', textOf(delta.signature));
        return [];
      default:
        return this.say(textOf(delta.text));
    }
  }

  stop(index: number): readonly WireDelta[] {
    const block = this.blocks.get(index);
    this.blocks.delete(index);
    if (block?.call !== undefined && !block.streamed && Object.keys(block.input).length > 0) {
      return [{ kind: 'tool-call', choice: 0, index: block.call, arguments: JSON.stringify(block.input) }];
    }
    if (block?.echo.type === undefined) {
      return [];
    }
    return [{ kind: 'reasoning-item', choice: 0, item: { at: block.at, block: block.echo } satisfies JsonObject }];
  }

  /** Counts are totals so far. What was read from the cache and what was written to it is input too. */
  usage(usage: Fields): readonly WireDelta[] {
    const names = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens', 'output_tokens'];
    const given = names.filter((name) => numberOf(usage[name]) !== undefined);
    for (const name of given) {
      this.counts[name] = numberOf(usage[name])!;
    }
    const count = (name: string) => this.counts[name] ?? 0;
    const cached = this.counts.cache_read_input_tokens;
    const input = count('input_tokens') + count('cache_creation_input_tokens') + count('cache_read_input_tokens');
    return given.length === 0
      ? []
      : [{ kind: 'usage', input, output: count('output_tokens'), ...(cached === undefined ? {} : { cached }) }];
  }

  finish(message: Fields): readonly WireDelta[] {
    const reason = wordOf(message.stop_reason);
    return reason === undefined ? [] : [{ kind: 'finish', choice: 0, reason: wordIn(reasons, reason) }];
  }

  private think(text: string): readonly WireDelta[] {
    return text === '' ? [] : [{ kind: 'reasoning', choice: 0, text }];
  }

  private say(text: string): readonly WireDelta[] {
    this.said ||= text !== '';
    return text === '' ? [] : [{ kind: 'text', choice: 0, text }];
  }
}

function grow(block: Block | undefined, name: string, text: string): void {
  if (block?.echo.type !== undefined) {
    block.echo[name] = (block.echo[name] ?? '') + text;
  }
}
