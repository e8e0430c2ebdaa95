/** Answers of the chat completions API, and of servers that are compatible with it, as they come over the wire. */
import { openAiChat } from '../../../../src/engine/wire/openai-chat.ts';
import { type ConformanceCase, conformance, sse } from './harness.ts';

const reference = 'https://platform.openai.com/docs/api-reference/chat-streaming/streaming';
const chunk = (choices: readonly unknown[], more: object = {}) => ({
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion.chunk',
  created: 1_741_569_952,
  model: 'gpt-5.4',
  service_tier: 'default',
  system_fingerprint: null,
  choices,
  ...more,
});
const delta = (value: unknown, finish_reason: string | null = null) =>
  chunk([{ index: 0, delta: value, logprobs: null, finish_reason }], { usage: null });
const whole = (message: object, finish_reason: string, more: object = {}) => ({
  id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  object: 'chat.completion',
  created: 1_741_569_952,
  model: 'gpt-5.4',
  choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, logprobs: null, finish_reason }],
  ...more,
});
const usage = {
  prompt_tokens: 2006,
  completion_tokens: 300,
  total_tokens: 2306,
  prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};
const counted = { input: 2006, output: 300, cached: 1920 };
const callChunk = (index: number, id: string | undefined, name: string | undefined, text: string) => ({
  index,
  ...(id === undefined ? {} : { id, type: 'function' }),
  function: { ...(name === undefined ? {} : { name }), arguments: text },
});

const cases: readonly ConformanceCase[] = [
  {
    name: 'text',
    source: reference,
    streamed: sse(
      delta({ role: 'assistant', content: '', refusal: null }),
      delta({ content: 'Grüße, ' }),
      delta({ content: 'it is `{{token}}` 🎌.' }),
      delta({}, 'stop'),
      chunk([], { usage }),
      '[DONE]',
    ),
    whole: whole({ content: 'Grüße, it is `{{token}}` 🎌.' }, 'stop', { usage }),
    expected: { text: 'Grüße, it is `{{token}}` 🎌.', usage: counted, finish: 'stop' },
  },
  {
    name: 'parallel tool calls whose pieces interleave',
    source: reference,
    streamed: sse(
      delta({ role: 'assistant', content: null }),
      delta({ tool_calls: [callChunk(0, 'call_a', 'read_file', '')] }),
      delta({ tool_calls: [callChunk(1, 'call_b', 'grep_search', '')] }),
      delta({ tool_calls: [callChunk(0, undefined, undefined, '{"filePath":')] }),
      delta({ tool_calls: [callChunk(1, undefined, undefined, '{"query":"{{head}}')] }),
      delta({ tool_calls: [callChunk(0, undefined, undefined, '"/a/ü.ts"}')] }),
      delta({ tool_calls: [callChunk(1, undefined, undefined, '{{tail}}","isRegexp":false}')] }),
      delta({}, 'tool_calls'),
      '[DONE]',
    ),
    whole: whole(
      {
        content: null,
        tool_calls: [
          { id: 'call_a', type: 'function', function: { name: 'read_file', arguments: '{"filePath":"/a/ü.ts"}' } },
          {
            id: 'call_b',
            type: 'function',
            function: { name: 'grep_search', arguments: '{"query":"{{token}}","isRegexp":false}' },
          },
        ],
      },
      'tool_calls',
    ),
    expected: {
      calls: [
        { id: 'call_a', name: 'read_file', arguments: '{"filePath":"/a/ü.ts"}' },
        { id: 'call_b', name: 'grep_search', arguments: '{"query":"{{token}}","isRegexp":false}' },
      ],
      finish: 'tool_calls',
    },
  },
  {
    name: 'a refusal',
    source: reference,
    streamed: sse(
      delta({ role: 'assistant', content: null, refusal: '' }),
      delta({ refusal: "I'm sorry, I " }),
      delta({ refusal: "can't help with that." }),
      delta({}, 'stop'),
      '[DONE]',
    ),
    whole: whole({ content: null, refusal: "I'm sorry, I can't help with that." }, 'stop'),
    expected: { text: "I'm sorry, I can't help with that.", finish: 'stop' },
  },
  {
    name: 'the output limit',
    source: reference,
    streamed: sse(delta({ role: 'assistant', content: 'Half of' }), delta({}, 'length'), '[DONE]'),
    whole: whole({ content: 'Half of' }, 'length'),
    expected: { text: 'Half of', finish: 'length' },
  },
  {
    name: "Azure's empty first choice and its content filter",
    source: 'https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming',
    streamed: sse(
      {
        id: '',
        object: '',
        created: 0,
        model: '',
        choices: [],
        prompt_filter_results: [
          { prompt_index: 0, content_filter_results: { hate: { filtered: false, severity: 'safe' } } },
        ],
      },
      delta({ role: 'assistant', content: '' }),
      chunk([
        {
          index: 0,
          delta: { content: 'Well' },
          content_filter_results: { violence: { filtered: false, severity: 'safe' } },
          finish_reason: null,
        },
      ]),
      chunk([{ index: 0, delta: {}, content_filter_results: {}, finish_reason: 'content_filter' }]),
      '[DONE]',
    ),
    expected: { text: 'Well', finish: 'content_filter' },
  },
  {
    name: 'reasoning_content',
    source: 'https://api-docs.deepseek.com/guides/thinking_mode',
    streamed: sse(
      delta({ role: 'assistant', content: null, reasoning_content: '' }),
      delta({ content: null, reasoning_content: 'They want {{head}}' }),
      delta({ content: null, reasoning_content: '{{tail}} — “so”.\n' }),
      delta({ content: 'I look.', reasoning_content: null }),
      delta({ tool_calls: [callChunk(0, 'call_00_x', 'read_file', '{}')] }),
      chunk([{ index: 0, delta: { content: '', reasoning_content: null }, finish_reason: 'tool_calls' }], {
        usage: { prompt_tokens: 40, completion_tokens: 9, prompt_cache_hit_tokens: 32, prompt_cache_miss_tokens: 8 },
      }),
      '[DONE]',
    ),
    whole: whole(
      {
        content: 'I look.',
        reasoning_content: 'They want {{token}} — “so”.\n',
        tool_calls: [{ id: 'call_00_x', type: 'function', function: { name: 'read_file', arguments: '{}' } }],
      },
      'tool_calls',
      { usage: { prompt_tokens: 40, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 32 } } },
    ),
    expected: {
      text: 'I look.',
      reasoning: 'They want {{token}} — “so”.\n',
      calls: [{ id: 'call_00_x', name: 'read_file', arguments: '{}' }],
      items: [{ field: 'reasoning_content', text: 'They want {{token}} — “so”.\n' }],
      usage: { input: 40, output: 9, cached: 32 },
      finish: 'tool_calls',
    },
  },
  {
    name: 'reasoning_details, signed and encrypted',
    source: 'https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks',
    streamed: sse(
      ': OPENROUTER PROCESSING',
      delta({
        role: 'assistant',
        content: '',
        reasoning: 'First ',
        reasoning_details: [
          { type: 'reasoning.text', text: 'First ', format: 'anthropic-claude-v1', index: 0, signature: null },
        ],
      }),
      delta({
        role: 'assistant',
        content: '',
        reasoning: 'look.',
        reasoning_details: [{ type: 'reasoning.text', text: 'look.', format: 'anthropic-claude-v1', index: 0 }],
      }),
      delta({
        role: 'assistant',
        content: '',
        reasoning_details: [
          { type: 'reasoning.text', signature: 'EqoBCkgIARABGAI=', format: 'anthropic-claude-v1', index: 0 },
        ],
      }),
      delta({
        role: 'assistant',
        content: '',
        reasoning_details: [
          { type: 'reasoning.encrypted', data: 'gAAAAABo+/=', id: 'rs_1', format: 'openai-responses-v1', index: 1 },
        ],
      }),
      delta({ tool_calls: [callChunk(0, 'toolu_1', 'list_dir', '{"path":"/"}')] }),
      delta({ role: 'assistant', content: '' }, 'tool_calls'),
      '[DONE]',
    ).replace('data: : OPENROUTER', ': OPENROUTER'),
    whole: whole(
      {
        content: null,
        reasoning: 'First look.',
        reasoning_details: [
          {
            type: 'reasoning.text',
            text: 'First look.',
            format: 'anthropic-claude-v1',
            index: 0,
            signature: 'EqoBCkgIARABGAI=',
          },
          { type: 'reasoning.encrypted', data: 'gAAAAABo+/=', id: 'rs_1', format: 'openai-responses-v1', index: 1 },
        ],
        tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'list_dir', arguments: '{"path":"/"}' } }],
      },
      'tool_calls',
    ),
    expected: {
      reasoning: 'First look.',
      calls: [{ id: 'toolu_1', name: 'list_dir', arguments: '{"path":"/"}' }],
      items: [
        {
          field: 'reasoning_details',
          details: [
            {
              type: 'reasoning.text',
              text: 'First look.',
              format: 'anthropic-claude-v1',
              index: 0,
              signature: 'EqoBCkgIARABGAI=',
            },
            { type: 'reasoning.encrypted', data: 'gAAAAABo+/=', id: 'rs_1', format: 'openai-responses-v1', index: 1 },
          ],
        },
      ],
      finish: 'tool_calls',
    },
  },
  {
    name: "Mistral's thinking chunks",
    source: 'https://docs.mistral.ai/capabilities/reasoning',
    streamed: sse(
      delta({ role: 'assistant', content: '' }),
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm, ' }] }] }),
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'so.' }] }] }),
      delta({ content: [{ type: 'text', text: 'It ' }] }),
      delta({ content: 'is.' }),
      delta({ tool_calls: [callChunk(0, 'a1B2c3D4e', 'list_dir', '{}')] }, 'tool_calls'),
      '[DONE]',
    ),
    whole: whole(
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm, so.' }] },
          { type: 'text', text: 'It is.' },
        ],
        tool_calls: [{ id: 'a1B2c3D4e', function: { name: 'list_dir', arguments: '{}' } }],
      },
      'tool_calls',
    ),
    expected: {
      text: 'It is.',
      reasoning: 'Hm, so.',
      calls: [{ id: 'a1B2c3D4e', name: 'list_dir', arguments: '{}' }],
      items: [{ field: 'content', text: 'Hm, so.' }],
      finish: 'tool_calls',
    },
  },
  {
    name: "Groq's usage under x_groq",
    source: 'https://console.groq.com/docs/text-chat#streaming-a-chat-completion',
    streamed: sse(
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], {
        x_groq: { id: 'req_1' },
      }),
      delta({ content: 'Fast.' }),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], {
        x_groq: { id: 'req_1', usage: { prompt_tokens: 7, completion_tokens: 2, total_time: 0.01 } },
      }),
      '[DONE]',
    ),
    expected: { text: 'Fast.', usage: { input: 7, output: 2 }, finish: 'stop' },
  },
  {
    name: 'content chunks of a type of tomorrow',
    source: reference,
    streamed: sse(delta({ content: [{ type: 'insight', text: 'Not lost.' }] }), delta({}, 'stop'), '[DONE]'),
    whole: whole({ content: [{ type: 'insight', text: 'Not lost.' }] }, 'stop'),
    expected: { text: 'Not lost.', finish: 'stop' },
  },
  {
    name: 'an error in mid-stream',
    source: 'https://openrouter.ai/docs/api-reference/streaming#handling-errors-during-streaming',
    streamed: sse(
      delta({ role: 'assistant', content: 'Half' }),
      chunk([{ index: 0, delta: { content: '' }, finish_reason: 'error' }], {
        error: { code: 429, message: 'Rate limited by the provider' },
      }),
    ),
    expected: { text: 'Half', error: { code: 'upstream-rate-limited', message: 'Rate limited by the provider' } },
  },
  {
    name: 'an error event of its own',
    source: 'https://console.groq.com/docs/errors',
    streamed: sse(delta({ content: 'Half' }), [
      'error',
      { error: { message: 'Model overloaded', type: 'internal_server_error' } },
    ]),
    expected: { text: 'Half', error: { code: 'upstream-error', message: 'Model overloaded' } },
  },
  {
    name: 'a stream that breaks off',
    source: reference,
    streamed: sse(delta({ role: 'assistant', content: 'Half' })),
    expected: { text: 'Half', error: { code: 'upstream-cut' } },
  },
  {
    name: 'something else than JSON',
    source: reference,
    streamed: sse('<html>Bad gateway</html>'),
    expected: { error: { code: 'upstream-malformed', message: 'not JSON' } },
  },
];

conformance(openAiChat, cases);
