/** The demo model in the format of Anthropic's Messages API: its events, or one `message` object. It refuses what that API refuses. */
import { type AnswerWriter, type Counts, type DemoApi, pieces, wholeOf } from './demo-model-api.ts';
import type { FinishReason } from './demo-model-script.ts';

type Fields = Record<string, unknown>;

export const messages: DemoApi = {
  contentType: 'text/event-stream; charset=utf-8',
  serves: (path) => path.endsWith('/messages'),
  key: (headers) => (headers['anthropic-version'] === undefined ? undefined : String(headers['x-api-key'] ?? '')),
  error(status, detail, id) {
    const [type, message] = knownErrors[status] ?? ['api_error', 'Internal server error'];
    return { type: 'error', error: { type, message: detail === '' ? message : detail }, request_id: `req_${id}` };
  },
  read(body) {
    const turns = (Array.isArray(body.messages) ? body.messages : []) as Fields[];
    return {
      ...body,
      messages: [{ role: 'system', content: body.system }, ...turns.flatMap(messagesOf)],
      tools: ((Array.isArray(body.tools) ? body.tools : []) as Fields[]).map((tool) => ({ function: tool })),
    };
  },
  writer(response, request, id): AnswerWriter {
    let index = -1;
    let text = false;
    const send = (type: string, fields: Fields = {}) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
    const delta = (type: string, fields: Fields) => send('content_block_delta', { index, delta: { type, ...fields } });
    const close = () => {
      if (text) send('content_block_stop', { index });
      text = false;
    };
    const start = (block: Fields) => {
      close();
      send('content_block_start', { index: ++index, content_block: block });
    };
    send('message_start', {
      message: { ...envelope(id, request.model), content: [], usage: { input_tokens: 1, output_tokens: 1 } },
    });
    send('ping');
    return {
      text(piece) {
        if (!text) start({ type: 'text', text: '' });
        text = true;
        delta('text_delta', { text: piece });
      },
      reasoning(step) {
        start({ type: 'thinking', thinking: '', signature: '' });
        delta('thinking_delta', { thinking: step.reasoning });
        delta('signature_delta', { signature: step.sealed ?? '' });
        send('content_block_stop', { index });
        if (step.redacted !== undefined) {
          start({ type: 'redacted_thinking', data: step.redacted });
          send('content_block_stop', { index });
        }
      },
      *calls(calls, step) {
        for (const call of calls) {
          start({ type: 'tool_use', id: call.id, name: call.name, input: {} });
          for (const piece of pieces(call.arguments, { every: step.every ?? 8 })) {
            yield void delta('input_json_delta', { partial_json: piece });
          }
          send('content_block_stop', { index });
        }
      },
      end(reason, counts) {
        close();
        send('message_delta', {
          delta: { stop_reason: stopReason(reason), stop_sequence: null },
          usage: usageOf(counts),
        });
        send('message_stop');
      },
    };
  },
  whole(request, steps, id) {
    const { text, calls, reasoning, reason, counts } = wholeOf(request, steps);
    return {
      ...envelope(id, request.model),
      content: [
        ...reasoning.map((step) => ({ type: 'thinking', thinking: step.reasoning, signature: step.sealed ?? '' })),
        ...(text === '' ? [] : [{ type: 'text', text }]),
        ...calls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: JSON.parse(call.arguments) })),
      ],
      stop_reason: stopReason(reason),
      usage: usageOf(counts),
    };
  },
};

const knownErrors: Readonly<Record<number, readonly [string, string]>> = {
  400: ['invalid_request_error', 'The request could not be understood.'],
  401: ['authentication_error', 'invalid x-api-key'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'The requested resource could not be found.'],
  413: ['request_too_large', 'Request exceeds the maximum allowed number of bytes.'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};

/** A turn as the messages that it would be in the chat completions API. */
function messagesOf(turn: Fields): Fields[] {
  const blocks = (Array.isArray(turn.content) ? turn.content : [{ type: 'text', text: turn.content }]) as Fields[];
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  const rest = blocks.filter(({ type }) => type === 'text' || type === 'image');
  return [
    ...results.map(({ content }) => ({ role: 'tool', content })),
    ...(rest.length + calls.length === 0
      ? []
      : [{ role: turn.role, content: rest, ...(calls.length === 0 ? {} : { tool_calls: calls }) }]),
  ];
}

function envelope(id: string, model: string): Fields {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model, stop_reason: null, stop_sequence: null };
}

function stopReason(reason: FinishReason): string {
  return { stop: 'end_turn', tool_calls: 'tool_use', length: 'max_tokens', content_filter: 'refusal' }[reason];
}

function usageOf({ input, output, cached }: Counts) {
  return {
    input_tokens: input - (cached ?? 0),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cached ?? 0,
    output_tokens: output,
  };
}
