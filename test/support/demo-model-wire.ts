/** Writes an answer in OpenAI's chat completions format: server-sent `chat.completion.chunk` events, or one `chat.completion` object. */

import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedRequest } from './demo-model-echo.ts';
import type { ScriptedCall, Step } from './demo-model-script.ts';

/** Fills `{{token n}}`, `{{tokens}}` and `{{workspace}}` with what stood in the request. */
export function fill(text: string, request: ReceivedRequest): string {
  return text
    .replace(/\{\{token (\d+)\}\}/g, (whole, index) => request.tokens[Number(index)] ?? whole)
    .replaceAll('{{tokens}}', request.tokens.join(' '))
    .replaceAll('{{workspace}}', request.workspace);
}

/** Streams the steps. Gives false when the client went, or a step ended the stream before its regular end. */
export async function stream(
  response: ServerResponse,
  request: ReceivedRequest,
  steps: readonly Step[],
  id: string,
): Promise<boolean> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-request-id': id,
    ...headersOfLimits,
  });
  response.flushHeaders();
  const gone = () => response.destroyed || response.closed;
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
  let finish = 'stop';
  let sent = 0;
  for (const step of steps) {
    if (gone()) return false;
    if ('text' in step) {
      const text = fill(step.text, request);
      for (const piece of pieces(text, step)) {
        delta({ content: piece }, null, step.choice ?? 0);
        // One event in a packet of its own, so that a client really sees the cuts.
        await delay(0);
      }
      sent += text.length;
    } else if ('reasoning' in step) {
      delta({ reasoning_content: fill(step.reasoning, request) });
    } else if ('calls' in step) {
      for (const fragment of fragments(step.calls, request, step)) {
        delta({ tool_calls: [fragment] });
        await delay(0);
      }
      finish = 'tool_calls';
    } else if ('delayMs' in step) {
      await delay(step.delayMs);
    } else if ('raw' in step) {
      response.write(fill(step.raw, request));
      await delay(0);
    } else if ('hang' in step) {
      await new Promise((resolve) => response.once('close', resolve));
      return false;
    } else if ('cut' in step) {
      await delay(20);
      response.destroy();
      return false;
    } else if ('end' in step) {
      response.end();
      return false;
    } else {
      finish = step.finish;
    }
  }
  if (gone()) return false;
  delta({}, finish);
  if (request.includeUsage) chunk([], usageOf(request, sent));
  response.write('data: [DONE]\n\n');
  response.end();
  return true;
}

/** The same answer without streaming. */
export function complete(request: ReceivedRequest, steps: readonly Step[], id: string): Record<string, unknown> {
  const text = steps.map((step) => ('text' in step ? fill(step.text, request) : '')).join('');
  const calls = steps.flatMap((step) => ('calls' in step ? step.calls : []));
  const finish = steps.find((step) => 'finish' in step);
  const message = {
    role: 'assistant',
    content: text === '' ? null : text,
    refusal: null,
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((call) => wireCall(call, request)) }),
  };
  return {
    id,
    object: 'chat.completion',
    created: now(),
    model: request.model,
    system_fingerprint: 'fp_demo',
    choices: [
      {
        index: 0,
        message,
        logprobs: null,
        finish_reason: finish?.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
      },
    ],
    usage: usageOf(request, text.length),
  };
}

/** The error object of the API for a status, with the codes that it really uses. */
export function errorBody(status: number, detail = ''): Record<string, unknown> {
  const [type, code, message] = knownErrors[status] ?? ['server_error', null, `The server had an error (${status}).`];
  return { error: { message: detail === '' ? message : detail, type, param: null, code } };
}

const headersOfLimits = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '499' };

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

function pieces(text: string, step: { readonly cuts?: readonly number[]; readonly every?: number }): readonly string[] {
  const cuts = step.cuts ?? (step.every === undefined ? [] : offsets(text.length, step.every));
  const edges = [0, ...cuts.filter((cut) => cut > 0 && cut < text.length), text.length];
  return edges.slice(1).map((edge, at) => text.slice(edges[at], edge));
}

function offsets(length: number, every: number): number[] {
  return Array.from({ length: Math.floor((length - 1) / every) }, (_, at) => (at + 1) * every);
}

/** The heads of all calls, then their argument fragments in turn: calls interleave on the wire. */
function fragments(
  calls: readonly ScriptedCall[],
  request: ReceivedRequest,
  step: { readonly every?: number; readonly indexes?: readonly number[] },
): readonly unknown[] {
  const index = (at: number) => step.indexes?.[at] ?? at;
  const heads = calls.map((call, at) => {
    const { id, type, function: named } = wireCall(call, request);
    return { index: index(at), id, type, function: { name: named.name, arguments: '' } };
  });
  const queues = calls.map((call) => [...pieces(fill(call.arguments, request), { every: step.every ?? 8 })]);
  const tails: unknown[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    queues.forEach((queue, at) => {
      const piece = queue.shift();
      if (piece !== undefined) tails.push({ index: index(at), function: { arguments: piece } });
    });
  }
  return [...heads, ...tails];
}

function wireCall(call: ScriptedCall, request: ReceivedRequest) {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: fill(call.arguments, request) } };
}

function usageOf(request: ReceivedRequest, sent: number) {
  const prompt = Math.ceil(request.context.length / 4);
  const completion = Math.ceil(sent / 4);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
