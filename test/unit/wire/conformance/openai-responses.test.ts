/** Answers of the Responses API as they come over the wire. */
import { describe, expect, it } from 'vitest';
import { apis } from '../../../../src/engine/wire/apis.ts';
import { openAiResponses } from '../../../../src/engine/wire/openai-responses.ts';
import { type ConformanceCase, conformance, sse } from './harness.ts';

const reference = 'https://platform.openai.com/docs/api-reference/responses-streaming';
const guide = 'https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items';

type Event = Record<string, unknown> & { readonly type: string };
/** Events with their names and running numbers. */
const events = (...list: readonly Event[]) =>
  sse(...list.map((event, number) => [event.type, { ...event, sequence_number: number }] as const));
const response = (status: string, output: readonly unknown[], more: object = {}) => ({
  id: 'resp_67c9fdcecf488190bdd9a0409de3a1ec07b8b0ad4e5eb654',
  object: 'response',
  created_at: 1_741_487_325,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: 'gpt-5.4',
  output,
  store: false,
  usage: null,
  ...more,
});
const opening: readonly Event[] = [
  { type: 'response.created', response: response('in_progress', []) },
  { type: 'response.in_progress', response: response('in_progress', []) },
];
const usage = {
  input_tokens: 328,
  input_tokens_details: { cached_tokens: 256 },
  output_tokens: 52,
  output_tokens_details: { reasoning_tokens: 32 },
  total_tokens: 380,
};
const counted = { input: 328, output: 52, cached: 256 };
const message = (text: string, more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  ...more,
});
const call = (id: string, call_id: string, name: string, text: string) => ({
  id,
  type: 'function_call',
  status: 'completed',
  arguments: text,
  call_id,
  name,
});
const reasoning = {
  id: 'rs_1',
  type: 'reasoning',
  encrypted_content: 'gAAAAABotoken+/=',
  summary: [
    { type: 'summary_text', text: '**Looking** at {{token}}' },
    { type: 'summary_text', text: 'Then “so”.' },
  ],
};
const at = (afterText: boolean, afterCalls: number) => ({ afterText, afterCalls });
const part = (output_index: number, text: string): readonly Event[] => [
  {
    type: 'response.content_part.added',
    item_id: 'msg_1',
    output_index,
    content_index: 0,
    part: { type: 'output_text', text: '', annotations: [] },
  },
  ...(text.replaceAll('{{token}}', '{{head}}{{tail}}').match(/\{\{\w+\}\}|[^{]{1,7}/gu) ?? []).map((delta) => ({
    type: 'response.output_text.delta',
    item_id: 'msg_1',
    output_index,
    content_index: 0,
    delta,
    logprobs: [],
    obfuscation: 'x9',
  })),
  { type: 'response.output_text.done', item_id: 'msg_1', output_index, content_index: 0, text },
];
const added = (output_index: number, item: object): Event => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const done = (output_index: number, item: object): Event => ({ type: 'response.output_item.done', output_index, item });
const argumentsOf = (output_index: number, item: { readonly id: string }, ...pieces: readonly string[]): Event[] => [
  ...pieces.map((delta) => ({
    type: 'response.function_call_arguments.delta',
    item_id: item.id,
    output_index,
    delta,
  })),
  {
    type: 'response.function_call_arguments.done',
    item_id: item.id,
    output_index,
    arguments: pieces.join(''),
  },
];

const readFile = call('fc_1', 'call_a', 'read_file', '{"filePath":"/a/ü.ts"}');
const search = call('fc_2', 'call_b', 'grep_search', '{"query":"{{token}}"}');
const spoken = message('I look.', { phase: 'commentary' });
const agentOutput = [{ ...reasoning, status: 'completed' }, spoken, readFile, search];
const agentSaid = {
  text: 'I look.',
  reasoning: '**Looking** at {{token}}\n\nThen “so”.',
  calls: [
    { id: 'call_a', name: 'read_file', arguments: readFile.arguments },
    { id: 'call_b', name: 'grep_search', arguments: search.arguments },
  ],
  items: [
    { at: at(false, 0), item: reasoning },
    { at: at(false, 0), phase: 'commentary' },
  ],
  usage: counted,
  finish: 'tool_calls',
};

const cases: readonly ConformanceCase[] = [
  {
    name: 'text',
    source: reference,
    streamed: events(
      ...opening,
      added(0, { ...message(''), content: [], status: 'in_progress' }),
      ...part(0, 'Grüße, it is `{{token}}` 🎌.'),
      done(0, message('Grüße, it is `{{token}}` 🎌.')),
      {
        type: 'response.completed',
        response: response('completed', [message('Grüße, it is `{{token}}` 🎌.')], { usage }),
      },
    ),
    whole: response('completed', [message('Grüße, it is `{{token}}` 🎌.')], { usage }),
    expected: { text: 'Grüße, it is `{{token}}` 🎌.', usage: counted, finish: 'stop' },
  },
  {
    name: 'reasoning, a commentary and parallel calls',
    source: guide,
    streamed: events(
      ...opening,
      added(0, { ...reasoning, summary: [], encrypted_content: 'gAAAAABo' }),
      {
        type: 'response.reasoning_summary_part.added',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      },
      {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        delta: '**Looking** at {{head}}',
      },
      {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        delta: '{{tail}}',
      },
      {
        type: 'response.reasoning_summary_text.done',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        text: '**Looking** at {{token}}',
      },
      {
        type: 'response.reasoning_summary_part.added',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 1,
        part: { type: 'summary_text', text: '' },
      },
      {
        type: 'response.reasoning_summary_text.delta',
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 1,
        delta: 'Then “so”.',
      },
      done(0, reasoning),
      added(1, { ...spoken, content: [], status: 'in_progress' }),
      ...part(1, 'I look.'),
      done(1, spoken),
      added(2, { ...readFile, arguments: '', status: 'in_progress' }),
      added(3, { ...search, arguments: '', status: 'in_progress' }),
      ...argumentsOf(2, readFile, '{"filePath"', ':"/a/ü.ts"}'),
      ...argumentsOf(3, search, '{"query":"{{head}}', '{{tail}}"}'),
      done(2, readFile),
      done(3, search),
      { type: 'response.completed', response: response('completed', agentOutput, { usage }) },
    ),
    whole: response('completed', agentOutput, { usage }),
    expected: agentSaid,
  },
  {
    name: 'a server that says everything in its final object only',
    source: reference,
    streamed: events(...opening, {
      type: 'response.completed',
      response: response('completed', agentOutput, { usage }),
    }),
    expected: agentSaid,
  },
  {
    name: 'reasoning between two calls, in the open',
    source: 'https://lmstudio.ai/docs/developer/openai-compat/responses',
    streamed: events(
      ...opening,
      added(0, readFile),
      done(0, readFile),
      added(1, { id: 'rs_2', type: 'reasoning', summary: [] }),
      {
        type: 'response.reasoning_text.delta',
        item_id: 'rs_2',
        output_index: 1,
        content_index: 0,
        delta: 'Also this.',
      },
      done(1, {
        id: 'rs_2',
        type: 'reasoning',
        summary: [],
        content: [{ type: 'reasoning_text', text: 'Also this.' }],
      }),
      added(2, search),
      done(2, search),
      { type: 'response.completed', response: response('completed', []) },
    ),
    expected: {
      reasoning: 'Also this.',
      calls: agentSaid.calls,
      items: [
        {
          at: at(false, 1),
          item: {
            id: 'rs_2',
            type: 'reasoning',
            summary: [],
            content: [{ type: 'reasoning_text', text: 'Also this.' }],
          },
        },
      ],
      finish: 'tool_calls',
    },
  },
  {
    name: 'a refusal',
    source: reference,
    streamed: events(
      ...opening,
      added(0, { ...message(''), content: [] }),
      { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: "I can't " },
      { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'help.' },
      { type: 'response.refusal.done', item_id: 'msg_1', output_index: 0, content_index: 0, refusal: "I can't help." },
      {
        type: 'response.completed',
        response: response('completed', [{ ...message(''), content: [{ type: 'refusal', refusal: "I can't help." }] }]),
      },
    ),
    whole: response('completed', [{ ...message(''), content: [{ type: 'refusal', refusal: "I can't help." }] }]),
    expected: { text: "I can't help.", finish: 'stop' },
  },
  {
    name: 'the output limit',
    source: reference,
    streamed: events(...opening, ...part(0, 'Half of'), {
      type: 'response.incomplete',
      response: response('incomplete', [message('Half of', { status: 'incomplete' })], {
        incomplete_details: { reason: 'max_output_tokens' },
      }),
    }),
    whole: response('incomplete', [message('Half of', { status: 'incomplete' })], {
      incomplete_details: { reason: 'max_output_tokens' },
    }),
    expected: { text: 'Half of', finish: 'length' },
  },
  {
    name: 'a content filter',
    source: reference,
    streamed: events(...opening, {
      type: 'response.incomplete',
      response: response('incomplete', [], { incomplete_details: { reason: 'content_filter' } }),
    }),
    expected: { finish: 'content_filter' },
  },
  {
    name: 'events and items of types of tomorrow',
    source: reference,
    streamed: events(
      ...opening,
      { type: 'response.web_search_call.searching', item_id: 'ws_1', output_index: 0 },
      { type: 'response.premonition.delta', output_index: 0, delta: 'x' },
      added(0, { type: 'insight', id: 'in_1' }),
      done(0, { type: 'insight', id: 'in_1', content: [{ type: 'insight_text', text: 'Not lost.' }] }),
      { type: 'response.completed', response: response('completed', []) },
    ),
    whole: response('completed', [
      { type: 'insight', id: 'in_1', content: [{ type: 'insight_text', text: 'Not lost.' }] },
    ]),
    expected: { text: 'Not lost.', finish: 'stop' },
  },
  {
    name: 'a failed response',
    source: reference,
    streamed: events(...opening, ...part(0, 'Half'), {
      type: 'response.failed',
      response: response('failed', [], {
        error: { code: 'server_error', message: 'The model failed to generate a response.' },
      }),
    }),
    expected: {
      text: 'Half',
      error: { code: 'upstream-error', message: 'The model failed to generate a response.' },
    },
  },
  {
    name: 'an answer that failed as a whole',
    source: reference,
    whole: response('failed', [], { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }),
    expected: { error: { code: 'upstream-rate-limited', message: 'Slow down.' } },
  },
  {
    name: 'an error event',
    source: reference,
    streamed: events(...opening, {
      type: 'error',
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached.',
      param: null,
    }),
    expected: { error: { code: 'upstream-rate-limited', message: 'Rate limit reached.' } },
  },
  {
    name: 'a stream that breaks off',
    source: reference,
    streamed: events(...opening, ...part(0, 'Half')),
    expected: { text: 'Half', error: { code: 'upstream-cut' } },
  },
];

conformance(openAiResponses, cases);

describe('an answer of very many parts', () => {
  it('is read in bounded time, and each piece of reasoning knows where it stood', () => {
    const count = 40_000;
    const thought = { type: 'reasoning', encrypted_content: 'c2Vl', summary: [] };
    const call = { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' };
    const output = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? thought : call));
    const started = performance.now();
    const deltas = openAiResponses.readWhole({ status: 'completed', output });
    expect(performance.now() - started).toBeLessThan(5000);
    const items = deltas.flatMap((delta) => (delta.kind === 'reasoning-item' ? [delta.item] : []));
    expect(items).toHaveLength(count / 2);
    expect(items.at(-1)?.at).toEqual({ afterText: false, afterCalls: count / 2 - 1 });
  });
});

describe('a reason that is the name of what every object has', () => {
  it.each(Object.values(apis))('stays a word in $id', (api) => {
    for (const reason of ['constructor', '__proto__', 'toString']) {
      const answers: Readonly<Record<string, unknown>> = {
        'openai-chat': { choices: [{ index: 0, message: { content: 'x' }, finish_reason: reason }] },
        'openai-responses': { output: [], status: 'incomplete', incomplete_details: { reason } },
        'anthropic-messages': { content: [], stop_reason: reason },
        gemini: { candidates: [{ content: { parts: [] }, finishReason: reason }] },
        ollama: { message: {}, done: true, done_reason: reason },
      };
      if (api.id in answers) {
        expect(api.readWhole(answers[api.id])).toContainEqual({ kind: 'finish', choice: 0, reason });
      }
    }
  });
});
