/** The demo model in the format of Google's Gemini API: `GenerateContentResponse` events, or one. It refuses what that API refuses. */
import { type AnswerWriter, type Counts, type DemoApi, wholeOf } from './demo-model-api.ts';
import type { FinishReason } from './demo-model-script.ts';

type Fields = Record<string, unknown>;

export const gemini: DemoApi = {
  contentType: 'text/event-stream',
  serves: (path) => path.startsWith('/v1beta/'),
  key: (headers) => headers['x-goog-api-key'] as string | undefined,
  error(status, detail) {
    const [word, message] = knownErrors[status] ?? ['INTERNAL', 'An internal error has occurred.'];
    const details = status === 401 ? [{ reason: 'API_KEY_INVALID', domain: 'googleapis.com' }] : undefined;
    return { error: { code: status, message: detail === '' ? message : detail, status: word, details } };
  },
  read(body, path) {
    const contents = listOf(body.contents);
    const system = (body.systemInstruction as Fields | undefined)?.parts;
    return {
      model: /\/models\/([^:/]+):/.exec(path)?.[1] ?? '',
      stream: path.endsWith(':streamGenerateContent'),
      messages: [{ role: 'system', content: system }, ...contents.flatMap(messagesOf)],
      tools: listOf(listOf(body.tools)[0]?.functionDeclarations).map((tool) => ({ function: tool })),
    };
  },
  writer(response, request, id): AnswerWriter {
    let sealed: string | undefined;
    const send = (parts: readonly Fields[], more: Fields = {}, usage: Fields = { promptTokenCount: 1 }) =>
      response.write(
        `data: ${JSON.stringify({
          candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
          usageMetadata: usage,
          modelVersion: request.model,
          responseId: id,
        })}\n\n`,
      );
    return {
      text: (piece) => void send([{ text: piece }]),
      reasoning(step) {
        const signature = step.redacted ?? step.sealed;
        const signed = signature === undefined ? {} : { thoughtSignature: signature };
        send([{ text: step.reasoning, thought: true, ...signed }]);
        sealed = step.sealed;
      },
      *calls(calls) {
        for (const [index, call] of calls.entries()) {
          const functionCall = { id: call.id, name: call.name, args: JSON.parse(call.arguments) as Fields };
          const signature = index === 0 && sealed !== undefined ? { thoughtSignature: sealed } : {};
          yield void send([{ functionCall, ...signature }]);
        }
      },
      end: (reason, counts) => void send([{ text: '' }], { finishReason: reasonOf(reason) }, usageOf(counts)),
    };
  },
  whole(request, steps, id) {
    const { text, calls, reasoning, reason, counts } = wholeOf(request, steps);
    const parts = [
      ...reasoning.map((step) => ({ text: step.reasoning, thought: true })),
      ...(text === '' ? [] : [{ text }]),
      ...calls.map(({ id: callId, name, arguments: args }) => ({
        functionCall: { id: callId, name, args: JSON.parse(args) as Fields },
      })),
    ];
    return {
      candidates: [{ content: { parts, role: 'model' }, finishReason: reasonOf(reason), index: 0 }],
      usageMetadata: usageOf(counts),
      modelVersion: request.model,
      responseId: id,
    };
  },
};

const knownErrors: Readonly<Record<number, readonly [string, string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'API key not valid. Please pass a valid API key.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission.'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  429: ['RESOURCE_EXHAUSTED', 'You exceeded your current rate limit.'],
  500: ['INTERNAL', 'An internal error has occurred.'],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
};

/** A content as the messages that it would be in the chat completions API. */
function messagesOf(content: Fields): readonly Fields[] {
  const parts = listOf(content.parts);
  const results = parts.filter((part) => 'functionResponse' in part);
  const calls = parts.filter((part) => 'functionCall' in part);
  const rest = parts.filter((part) => typeof part.text === 'string' || 'inlineData' in part);
  return [
    ...results.map((part) => ({
      role: 'tool',
      content: ((part.functionResponse as Fields).response as { output?: string } | undefined)?.output ?? '',
    })),
    ...(rest.length + calls.length === 0
      ? []
      : [
          {
            role: content.role === 'model' ? 'assistant' : 'user',
            content: rest,
            ...(calls.length === 0 ? {} : { tool_calls: calls }),
          },
        ]),
  ];
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

function reasonOf(reason: FinishReason): string {
  return { stop: 'STOP', tool_calls: 'STOP', length: 'MAX_TOKENS', content_filter: 'SAFETY' }[reason];
}

function usageOf({ input, output, cached }: Counts): Fields {
  return {
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
    ...(cached === undefined ? {} : { cachedContentTokenCount: cached }),
  };
}
