/** Answers of the Messages API as they come over the wire. */
import { anthropicMessages } from '../../../../src/engine/wire/anthropic-messages.ts';
import { type ConformanceCase, conformance, sse } from './harness.ts';

const reference = 'https://platform.claude.com/docs/en/build-with-claude/streaming';
const thinkingPage = 'https://platform.claude.com/docs/en/build-with-claude/thinking';
const stopReasons = 'https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons';

type Event = Record<string, unknown> & { readonly type: string };
const events = (...list: readonly Event[]) => sse(...list.map((event) => [event.type, event] as const));
const start = (usage: object = { input_tokens: 25, output_tokens: 1 }): Event => ({
  type: 'message_start',
  message: {
    id: 'msg_1nZdL29xx5MUA1yADyHTEsnR8uuvGzszyY',
    type: 'message',
    role: 'assistant',
    content: [],
    model: 'claude-opus-5-5',
    stop_reason: null,
    stop_sequence: null,
    usage,
  },
});
const block = (index: number, content_block: object, ...deltas: readonly object[]): readonly Event[] => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const text = (index: number, ...pieces: readonly string[]) =>
  block(index, { type: 'text', text: '' }, ...pieces.map((piece) => ({ type: 'text_delta', text: piece })));
const tool = (index: number, id: string, name: string, ...pieces: readonly string[]) =>
  block(
    index,
    { type: 'tool_use', id, name, input: {} },
    ...pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
  );
const end = (stop_reason: string, usage: object = { output_tokens: 15 }): readonly Event[] => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
  { type: 'message_stop' },
];
const whole = (content: readonly object[], stop_reason: string, usage: object) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5-5',
  content,
  stop_reason,
  stop_sequence: null,
  usage,
});
const counted = { input: 25, output: 15 };
const plainUsage = { input_tokens: 25, output_tokens: 15 };
const at = (afterText: boolean, afterCalls: number) => ({ afterText, afterCalls });

const signature = 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds+/=';
const thought = 'They want {{token}} — “so”.\n\n';
const thinking = { type: 'thinking', thinking: thought, signature };
const redacted = {
  type: 'redacted_thinking',
  data: 'EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpPkNRj2Yfw',
};

const cases: readonly ConformanceCase[] = [
  {
    name: 'text, with a ping',
    source: reference,
    streamed: events(
      start({ input_tokens: 25, cache_creation_input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 1 }),
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße, it is `{{head}}' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '{{tail}}` 🎌.' } },
      { type: 'content_block_stop', index: 0 },
      ...end('end_turn'),
    ),
    whole: whole([{ type: 'text', text: 'Grüße, it is `{{token}}` 🎌.' }], 'end_turn', {
      input_tokens: 25,
      cache_creation_input_tokens: 10,
      cache_read_input_tokens: 100,
      output_tokens: 15,
    }),
    expected: {
      text: 'Grüße, it is `{{token}}` 🎌.',
      usage: { input: 135, output: 15, cached: 100 },
      finish: 'stop',
    },
  },
  {
    name: 'thinking, redacted thinking, text and parallel calls',
    source: thinkingPage,
    streamed: events(
      start(),
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'They want {{head}}' },
        { type: 'thinking_delta', thinking: '{{tail}} — “so”.\n\n' },
        { type: 'signature_delta', signature },
      ),
      ...block(1, redacted),
      ...text(2, 'I ', 'look.'),
      ...tool(3, 'toolu_01', 'read_file', '', '{"filePath"', ':"/a/ü.ts"}'),
      ...tool(4, 'toolu_02', 'grep_search', '{"query":"{{head}}', '{{tail}}"}'),
      ...end('tool_use'),
    ),
    whole: whole(
      [
        thinking,
        redacted,
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_01', name: 'read_file', input: { filePath: '/a/ü.ts' } },
        { type: 'tool_use', id: 'toolu_02', name: 'grep_search', input: { query: '{{token}}' } },
      ],
      'tool_use',
      plainUsage,
    ),
    expected: {
      text: 'I look.',
      reasoning: thought,
      calls: [
        { id: 'toolu_01', name: 'read_file', arguments: '{"filePath":"/a/ü.ts"}' },
        { id: 'toolu_02', name: 'grep_search', arguments: '{"query":"{{token}}"}' },
      ],
      items: [
        { at: at(false, 0), block: thinking },
        { at: at(false, 0), block: redacted },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'thinking whose text is left out, and thinking between text and call',
    source: thinkingPage,
    streamed: events(
      start(),
      ...block(0, { type: 'thinking', thinking: '', signature: '' }, { type: 'signature_delta', signature }),
      ...text(1, 'First.'),
      ...block(
        2,
        { type: 'thinking', thinking: '', signature: '' },
        { type: 'thinking_delta', thinking: 'Hm.' },
        { type: 'signature_delta', signature: 'Ev8B' },
      ),
      ...tool(3, 'toolu_01', 'list_dir', '{}'),
      ...end('tool_use'),
    ),
    expected: {
      text: 'First.',
      reasoning: 'Hm.',
      calls: [{ id: 'toolu_01', name: 'list_dir', arguments: '{}' }],
      items: [
        { at: at(false, 0), block: { type: 'thinking', thinking: '', signature } },
        { at: at(true, 0), block: { type: 'thinking', thinking: 'Hm.', signature: 'Ev8B' } },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'a server that sends the input of a call in one piece, and a call without input',
    source: 'https://api-docs.deepseek.com/guides/anthropic_api',
    streamed: events(
      start(),
      ...block(0, { type: 'tool_use', id: 'call_1', name: 'list_dir', input: { path: '/' } }),
      ...tool(1, 'call_2', 'get_errors'),
      ...end('tool_use'),
    ),
    whole: whole(
      [
        { type: 'tool_use', id: 'call_1', name: 'list_dir', input: { path: '/' } },
        { type: 'tool_use', id: 'call_2', name: 'get_errors', input: {} },
      ],
      'tool_use',
      plainUsage,
    ),
    expected: {
      calls: [
        { id: 'call_1', name: 'list_dir', arguments: '{"path":"/"}' },
        { id: 'call_2', name: 'get_errors', arguments: '' },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  ...(
    [
      ['max_tokens', 'length'],
      ['stop_sequence', 'stop'],
      ['refusal', 'content_filter'],
      ['pause_turn', 'pause_turn'],
      ['model_context_window_exceeded', 'model_context_window_exceeded'],
    ] as const
  ).map(([reason, finish]) => ({
    name: `the stop reason ${reason}`,
    source: stopReasons,
    streamed: events(start(), ...text(0, 'Half'), ...end(reason)),
    whole: whole([{ type: 'text', text: 'Half' }], reason, plainUsage),
    expected: { text: 'Half', usage: counted, finish },
  })),
  {
    name: 'blocks and events of types of tomorrow',
    source: reference,
    streamed: events(
      start(),
      { type: 'premonition', index: 9 },
      ...block(0, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }),
      ...block(1, { type: 'insight', text: 'Not ' }, { type: 'insight_delta', text: 'lost.' }),
      ...end('end_turn'),
    ),
    whole: whole(
      [
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
        { type: 'insight', text: 'Not lost.' },
      ],
      'end_turn',
      plainUsage,
    ),
    expected: { text: 'Not lost.', usage: counted, finish: 'stop' },
  },
  {
    name: 'an overload in mid-stream',
    source: 'https://platform.claude.com/docs/en/api/errors',
    streamed: events(start(), ...text(0, 'Half'), {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
    }),
    expected: {
      text: 'Half',
      usage: { input: 25, output: 1 },
      error: { code: 'upstream-error', message: 'Overloaded' },
    },
  },
  {
    name: 'an error that came whole',
    source: 'https://platform.claude.com/docs/en/api/errors',
    whole: { type: 'error', error: { type: 'rate_limit_error', message: 'Number of request tokens has exceeded' } },
    expected: { error: { code: 'upstream-rate-limited', message: 'Number of request tokens' } },
  },
  {
    name: 'a stream that breaks off',
    source: reference,
    streamed: events(start(), ...text(0, 'Half')),
    expected: { text: 'Half', usage: { input: 25, output: 1 }, error: { code: 'upstream-cut' } },
  },
];

conformance(anthropicMessages, cases);
