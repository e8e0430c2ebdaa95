/** The demo model in OpenAI's chat completions format: `chat.completion.chunk` events, or one `chat.completion` object. */
import { type AnswerWriter, bearer, type Counts, type DemoApi, now, pieces, wholeOf } from './demo-model-api.ts';
import type { ReceivedRequest } from './demo-model-echo.ts';
import type { CallsStep, ScriptedCall } from './demo-model-script.ts';

export const chatCompletions: DemoApi = {
  contentType: 'text/event-stream; charset=utf-8',
  serves: (path) => path.endsWith('/chat/completions'),
  read: (body) => body,
  key: bearer,
  error: openAiError,
  writer(response, request, id): AnswerWriter {
    const chunk = (choices: readonly unknown[], usage: unknown = null) => {
      const body = {
        id,
        object: 'chat.completion.chunk',
        created: now(),
        model: request.model,
        system_fingerprint: 'fp_demo',
        choices,
      };
      response.write(`data: ${JSON.stringify(request.includeUsage ? { ...body, usage } : body)}\n\n`);
    };
    const delta = (value: unknown, finish: string | null = null, index = 0) =>
      chunk([{ index, delta: value, logprobs: null, finish_reason: finish }]);
    delta({ role: 'assistant', content: '', refusal: null });
    return {
      text: (piece, choice) => delta({ content: piece }, null, choice),
      reasoning: ({ reasoning }) => delta({ reasoning_content: reasoning }),
      *calls(calls, step) {
        for (const fragment of fragments(calls, step)) {
          yield delta({ tool_calls: [fragment] });
        }
      },
      end(reason, counts) {
        delta({}, reason);
        if (request.includeUsage) chunk([], usageOf(counts));
        response.write('data: [DONE]\n\n');
      },
    };
  },
  whole(request: ReceivedRequest, steps, id) {
    const { text, calls, reasoning, reason, counts } = wholeOf(request, steps);
    const thought = reasoning.map((step) => step.reasoning).join('');
    const message = {
      role: 'assistant',
      content: text === '' ? null : text,
      refusal: null,
      ...(thought === '' ? {} : { reasoning_content: thought }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(wireCall) }),
    };
    return {
      id,
      object: 'chat.completion',
      created: now(),
      model: request.model,
      system_fingerprint: 'fp_demo',
      choices: [{ index: 0, message, logprobs: null, finish_reason: reason }],
      usage: usageOf(counts),
    };
  },
};

/** The error object of OpenAI's APIs for a status, with the codes that they really use. */
export function openAiError(status: number, detail: string): Record<string, unknown> {
  const [type, code, message] = knownErrors[status] ?? ['server_error', null, `The server had an error (${status}).`];
  return { error: { message: detail === '' ? message : detail, type, param: null, code } };
}

const knownErrors: Readonly<Record<number, readonly [string, string | null, string]>> = {
  400: ['invalid_request_error', null, 'The request could not be understood.'],
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided. Check the key and try again.'],
  403: ['invalid_request_error', 'unsupported_country_region_territory', 'This key may not use this model.'],
  404: ['invalid_request_error', 'model_not_found', 'The model does not exist or you do not have access to it.'],
  413: ['invalid_request_error', 'request_too_large', 'The request is too large.'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached. Please try again later.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['server_error', 'overloaded', 'The engine is currently overloaded, please try again later.'],
};

/** The heads of all calls, then their argument fragments in turn: calls interleave on the wire. */
function fragments(calls: readonly ScriptedCall[], step: CallsStep): readonly unknown[] {
  const index = (at: number) => step.indexes?.[at] ?? at;
  const heads = calls.map((call, at) => {
    const { id, type, function: named } = wireCall(call);
    return { index: index(at), id, type, function: { name: named.name, arguments: '' } };
  });
  const queues = calls.map((call) => [...pieces(call.arguments, { every: step.every ?? 8 })]);
  const tails: unknown[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    queues.forEach((queue, at) => {
      const piece = queue.shift();
      if (piece !== undefined) tails.push({ index: index(at), function: { arguments: piece } });
    });
  }
  return [...heads, ...tails];
}

function wireCall(call: ScriptedCall) {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

function usageOf({ input, output, cached }: Counts) {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
  };
}
