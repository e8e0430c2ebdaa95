/** The demo model in the format of Ollama's chat API: one JSON document a line, or one alone. It takes no key, as a server of one's own. */
import { type AnswerWriter, type Counts, type DemoApi, wholeOf } from './demo-model-api.ts';
import type { FinishReason, ScriptedCall } from './demo-model-script.ts';

type Fields = Record<string, unknown>;

export const ollama: DemoApi = {
  contentType: 'application/x-ndjson',
  keyless: true,
  serves: (path) => path.startsWith('/api/'),
  key: () => undefined,
  error: (status, detail) => ({ error: detail === '' ? (knownErrors[status] ?? 'internal server error') : detail }),
  read(body) {
    const messages = (Array.isArray(body.messages) ? body.messages : []) as Fields[];
    return { ...body, stream: body.stream !== false, messages };
  },
  writer(response, request): AnswerWriter {
    const line = (message: Fields, more: Fields = { done: false }) =>
      response.write(`${JSON.stringify(lineOf(request.model, message, more))}\n`);
    return {
      text: (piece) => void line({ content: piece }),
      reasoning: (step) => void line({ content: '', thinking: step.reasoning }),
      *calls(calls) {
        for (const call of calls) yield void line({ content: '', tool_calls: [wireCall(call)] });
      },
      end: (reason, counts) => void line({ content: '' }, doneOf(reason, counts)),
    };
  },
  whole(request, steps) {
    const { text, calls, reasoning, reason, counts } = wholeOf(request, steps);
    const thinking = reasoning.map((step) => step.reasoning).join('');
    const message = {
      content: text,
      ...(thinking === '' ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(wireCall) }),
    };
    return lineOf(request.model, message, doneOf(reason, counts));
  },
};

const knownErrors: Readonly<Record<number, string>> = {
  400: 'invalid request',
  404: 'model not found, try pulling it first',
  429: 'too many requests',
  500: 'model runner has unexpectedly stopped',
  503: 'server busy, please try again. maximum pending requests exceeded',
};

function lineOf(model: string, message: Fields, more: Fields): Fields {
  return { model, created_at: new Date().toISOString(), message: { role: 'assistant', ...message }, ...more };
}

function doneOf(reason: FinishReason, { input, output }: Counts): Fields {
  return {
    done: true,
    done_reason: reason === 'length' ? 'length' : 'stop',
    total_duration: 5_000_000,
    prompt_eval_count: input,
    eval_count: output,
  };
}

/** Ollama gives arguments as an object, and its own index begins again in each line. */
function wireCall(call: ScriptedCall): Fields {
  return { id: call.id, function: { index: 0, name: call.name, arguments: JSON.parse(call.arguments) as Fields } };
}
