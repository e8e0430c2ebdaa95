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

const cases: readonly ConformanceCase[] = [
  {
    name: 'text',
    source: reference,
    streamed: sse(
      delta({ role: 'assistant', content: '', refusal: null }),
      delta({ content: 'Grüße, ' }),
      delta({ content: 'it is `{{token}}` 🎌.' }),
      delta({}, 'stop'),
      chunk([], {
        usage: {
          prompt_tokens: 2006,
          completion_tokens: 300,
          total_tokens: 2306,
          prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      }),
      '[DONE]',
    ),
    expected: {
      text: 'Grüße, it is `{{token}}` 🎌.',
      usage: { input: 2006, output: 300, cached: 1920 },
      finish: 'stop',
    },
  },
];

conformance(openAiChat, cases);
