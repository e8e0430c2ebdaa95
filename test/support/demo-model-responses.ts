/** The demo model in the format of OpenAI's Responses API: its events, or one `response` object. */
import { type AnswerWriter, bearer, type Counts, type DemoApi, now, pieces, wholeOf } from './demo-model-api.ts';
import { openAiError } from './demo-model-chat.ts';
import type { FinishReason, ReasoningStep, ScriptedCall } from './demo-model-script.ts';

type Fields = Record<string, unknown>;

export const responses: DemoApi = {
  contentType: 'text/event-stream; charset=utf-8',
  serves: (path) => path.endsWith('/responses'),
  key: bearer,
  error: openAiError,
  read(body) {
    const input = (Array.isArray(body.input) ? body.input : []) as Fields[];
    return {
      ...body,
      messages: input.map((item) => {
        if (item.type === 'function_call') return { role: 'assistant', content: '', tool_calls: [item] };
        if (item.type === 'function_call_output') return { role: 'tool', content: item.output };
        return { role: item.role ?? 'reasoning', content: item.content };
      }),
      tools: ((Array.isArray(body.tools) ? body.tools : []) as Fields[]).map((tool) => ({ function: tool })),
    };
  },
  writer(response, request, id): AnswerWriter {
    let number = 0;
    const output: Fields[] = [];
    const send = (type: string, fields: Fields) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number++, ...fields })}\n\n`);
    const body = (status: string, more: Fields = {}) => ({
      id: `resp_${id}`,
      object: 'response',
      created_at: now(),
      status,
      model: request.model,
      output: status === 'in_progress' ? [] : output,
      store: false,
      ...more,
    });
    let open: { readonly item: Fields; text: string } | undefined;
    const close = () => {
      if (open === undefined) return;
      const at = { item_id: open.item.id, output_index: output.length, content_index: 0 };
      send('response.output_text.done', { ...at, text: open.text });
      done({ ...open.item, status: 'completed', content: [outputText(open.text)] });
      open = undefined;
    };
    const done = (item: Fields) => {
      send('response.output_item.done', { output_index: output.length, item });
      output.push(item);
    };
    send('response.created', { response: body('in_progress') });
    send('response.in_progress', { response: body('in_progress') });
    return {
      text(piece) {
        if (open === undefined) {
          open = { item: messageItem(output.length, []), text: '' };
          send('response.output_item.added', { output_index: output.length, item: open.item });
        }
        open.text += piece;
        const at = { item_id: open.item.id, output_index: output.length, content_index: 0 };
        send('response.output_text.delta', { ...at, delta: piece, logprobs: [] });
      },
      reasoning(step) {
        close();
        const item = reasoningItem(step, output.length);
        const at = { item_id: item.id, output_index: output.length, summary_index: 0 };
        send('response.output_item.added', { output_index: output.length, item: { ...item, summary: [] } });
        send('response.reasoning_summary_text.delta', { ...at, delta: step.reasoning });
        send('response.reasoning_summary_text.done', { ...at, text: step.reasoning });
        done(item);
      },
      *calls(calls, step) {
        close();
        for (const call of calls) {
          const item = callItem(call, output.length);
          const at = { item_id: item.id, output_index: output.length };
          send('response.output_item.added', { output_index: output.length, item: { ...item, arguments: '' } });
          for (const delta of pieces(call.arguments, { every: step.every ?? 8 })) {
            yield void send('response.function_call_arguments.delta', { ...at, delta });
          }
          send('response.function_call_arguments.done', { ...at, arguments: call.arguments });
          done(item);
        }
      },
      end(reason, counts) {
        close();
        const more = { ...endOf(reason), usage: usageOf(counts) };
        send(`response.${more.status}`, { response: body(more.status, more) });
      },
    };
  },
  whole(request, steps, id) {
    const { text, calls, reasoning, reason, counts } = wholeOf(request, steps);
    return {
      id: `resp_${id}`,
      object: 'response',
      created_at: now(),
      model: request.model,
      output: [
        ...reasoning.map(reasoningItem),
        ...(text === '' ? [] : [messageItem(50, [outputText(text)])]),
        ...calls.map((call, index) => callItem(call, 100 + index)),
      ],
      store: false,
      ...endOf(reason),
      usage: usageOf(counts),
    };
  },
};

function messageItem(index: number, content: readonly Fields[]): Fields {
  return { id: `msg_${index}`, type: 'message', status: 'in_progress', role: 'assistant', content };
}

function outputText(text: string): Fields {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function reasoningItem(step: ReasoningStep, index: number): Fields {
  return {
    id: `rs_${index}`,
    type: 'reasoning',
    summary: [{ type: 'summary_text', text: step.reasoning }],
    encrypted_content: step.sealed ?? null,
  };
}

function callItem(call: ScriptedCall, index: number): Fields {
  return {
    id: `fc_${index}`,
    type: 'function_call',
    status: 'completed',
    arguments: call.arguments,
    call_id: call.id,
    name: call.name,
  };
}

function endOf(reason: FinishReason) {
  const why = { length: 'max_output_tokens', content_filter: 'content_filter' }[reason as string];
  return why === undefined
    ? { status: 'completed', error: null, incomplete_details: null }
    : { status: 'incomplete', error: null, incomplete_details: { reason: why } };
}

function usageOf({ input, output, cached }: Counts) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
