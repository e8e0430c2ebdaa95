/**
 * The answer of Ollama's chat API, one JSON document a line or one alone, as typed deltas. An answer without its last line (`done`) is cut;
 * a line with `error` is an error in Ollama's own words. Calls come whole, each in a line.
 * Source: https://docs.ollama.com/api/chat, https://docs.ollama.com/api/streaming, https://docs.ollama.com/api/errors
 */
import type { WireDecoder, WireDelta } from './api.ts';
import { type Fields, fieldsOf, isFields, listOf, malformedError, numberOf, wordOf } from './fields.ts';
import { createJsonDecoder } from './json-decoder.ts';
import type { OllamaItem } from './ollama.ts';
import { errorOfProvider } from './provider-error.ts';
import { readToolName } from './tool-names.ts';

const api = 'the Ollama API';

export function createOllamaDecoder(): WireDecoder {
  const reader = new LineReader();
  return createJsonDecoder({ api, read: (line) => ({ deltas: reader.read(line), end: line.done === true }) });
}

/** The one document of a request with `"stream": false`. */
export function readWholeOllama(body: unknown): readonly WireDelta[] {
  if (!isFields(body)) {
    return [{ kind: 'error', error: malformedError('an answer that is not an object', api) }];
  }
  const deltas = new LineReader().read(body);
  return body.done === true || deltas.at(-1)?.kind === 'error'
    ? deltas
    : [{ kind: 'error', error: malformedError('an answer without "done"', api) }];
}

class LineReader {
  private calls = 0;
  private thinking = '';

  read(line: Fields): readonly WireDelta[] {
    if (line.error !== undefined && line.error !== null) {
      return [{ kind: 'error', error: errorOfProvider(line, undefined) }];
    }
    const deltas: WireDelta[] = [];
    const message = fieldsOf(line.message);
    const thinking = wordOf(message.thinking);
    if (thinking !== undefined) {
      this.thinking += thinking;
      deltas.push({ kind: 'reasoning', choice: 0, text: thinking });
    }
    const text = wordOf(message.content);
    if (text !== undefined) {
      deltas.push({ kind: 'text', choice: 0, text });
    }
    for (const call of listOf(message.tool_calls)) {
      deltas.push(this.call(call));
    }
    return line.done === true ? [...deltas, ...this.end(line)] : deltas;
  }

  private call(call: Fields): WireDelta {
    const target = fieldsOf(call.function);
    const id = wordOf(call.id);
    const name = wordOf(target.name);
    return {
      kind: 'tool-call',
      choice: 0,
      // Ollama's own index starts again in each line of some versions.
      index: this.calls++,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name: readToolName(name) }),
      arguments: wordOf(target.arguments) ?? JSON.stringify(target.arguments ?? {}),
    };
  }

  private end(line: Fields): readonly WireDelta[] {
    const input = numberOf(line.prompt_eval_count);
    const output = numberOf(line.eval_count);
    const item: OllamaItem = { thinking: this.thinking };
    const reason = wordOf(line.done_reason) ?? 'stop';
    return [
      ...(this.calls > 0 && this.thinking !== ''
        ? [{ kind: 'reasoning-item', choice: 0, item } satisfies WireDelta]
        : []),
      ...(input === undefined && output === undefined
        ? []
        : [
            {
              kind: 'usage',
              ...(input === undefined ? {} : { input }),
              ...(output === undefined ? {} : { output }),
            } satisfies WireDelta,
          ]),
      { kind: 'finish', choice: 0, reason: reason === 'stop' && this.calls > 0 ? 'tool_calls' : reason },
    ];
  }
}
