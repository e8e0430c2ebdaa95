/** Answers of Ollama's chat API as they come over the wire. */
import { ollama } from '../../../../src/engine/wire/ollama.ts';
import { type ConformanceCase, conformance, ndjson } from './harness.ts';

const reference = 'https://docs.ollama.com/api/chat';
const toolsPage = 'https://docs.ollama.com/capabilities/tool-calling';
const thinkingPage = 'https://docs.ollama.com/capabilities/thinking';
const errorsPage = 'https://docs.ollama.com/api/errors';

const line = (message: object, more: object = {}) => ({
  model: 'qwen3',
  created_at: '2026-11-20T12:00:00.123456Z',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...more,
});
const done = (message: object = {}, done_reason = 'stop') =>
  line(message, {
    done: true,
    done_reason,
    total_duration: 4883583458,
    load_duration: 1334875,
    prompt_eval_count: 26,
    prompt_eval_duration: 342546000,
    eval_count: 282,
    eval_duration: 4535599000,
  });
const call = (name: string, args: unknown, more: object = {}) => ({ function: { name, arguments: args, ...more } });
const counted = { input: 26, output: 282 };

const cases: readonly ConformanceCase[] = [
  {
    name: 'text',
    source: reference,
    streamed: ndjson(line({ content: 'Grüße, ' }), line({ content: '{{token}} 👋' }), done({ content: '.\n' })),
    whole: done({ content: 'Grüße, {{token}} 👋.\n' }),
    expected: { text: 'Grüße, {{token}} 👋.\n', usage: counted, finish: 'stop' },
  },
  {
    name: 'lines that end with CR and LF, and a last one without any',
    source: reference,
    streamed: ndjson(line({ content: 'a' }), done({ content: 'b' }))
      .replaceAll('\n', '\r\n')
      .trimEnd(),
    expected: { text: 'ab', usage: counted, finish: 'stop' },
  },
  {
    name: 'parallel calls, each in a line, with an index that begins again',
    source: toolsPage,
    streamed: ndjson(
      line({ content: 'I look.' }),
      line({ tool_calls: [call('read_file', { filePath: '/ws/{{token}}', n: 1.5 }, { index: 0 })] }),
      line({ tool_calls: [call('list_dir', { path: '/ws/日本' }, { index: 0 })] }),
      done(),
    ),
    whole: done({
      content: 'I look.',
      tool_calls: [call('read_file', { filePath: '/ws/{{token}}', n: 1.5 }), call('list_dir', { path: '/ws/日本' })],
    }),
    expected: {
      text: 'I look.',
      calls: [
        { name: 'read_file', arguments: '{"filePath":"/ws/{{token}}","n":1.5}' },
        { name: 'list_dir', arguments: '{"path":"/ws/日本"}' },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'calls with ids, without arguments, and with arguments in a text',
    source: toolsPage,
    streamed: ndjson(
      line({
        tool_calls: [
          { id: 'call_1', ...call('get_errors', undefined) },
          { id: 'call_2', ...call('run', '{"command":"ls"}') },
          { id: 'call_3', ...call('mcp_x2e_look', {}) },
        ],
      }),
      done(),
    ),
    expected: {
      calls: [
        { id: 'call_1', name: 'get_errors', arguments: '{}' },
        { id: 'call_2', name: 'run', arguments: '{"command":"ls"}' },
        { id: 'call_3', name: 'mcp.look', arguments: '{}' },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'thinking, then an answer',
    source: thinkingPage,
    streamed: ndjson(
      line({ thinking: 'It is {{token}}' }),
      line({ thinking: ', ' }),
      line({ thinking: 'so…' }),
      line({ content: 'A key.' }),
      done(),
    ),
    whole: done({ thinking: 'It is {{token}}, so…', content: 'A key.' }),
    expected: { reasoning: 'It is {{token}}, so…', text: 'A key.', usage: counted, finish: 'stop' },
  },
  {
    name: 'thinking, then a call: the thinking goes back with it',
    source: thinkingPage,
    streamed: ndjson(
      line({ thinking: 'I need ' }),
      line({ thinking: 'the file.' }),
      line({ tool_calls: [{ id: 'call_9', ...call('read_file', { filePath: 'a' }) }] }),
      done(),
    ),
    whole: done({
      thinking: 'I need the file.',
      tool_calls: [{ id: 'call_9', ...call('read_file', { filePath: 'a' }) }],
    }),
    expected: {
      reasoning: 'I need the file.',
      calls: [{ id: 'call_9', name: 'read_file', arguments: '{"filePath":"a"}' }],
      items: [{ thinking: 'I need the file.' }],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'an answer cut by its limit',
    source: reference,
    streamed: ndjson(line({ content: 'Half' }), done({}, 'length')),
    whole: done({ content: 'Half' }, 'length'),
    expected: { text: 'Half', usage: counted, finish: 'length' },
  },
  {
    name: 'an older version: no done_reason, no counts',
    source: reference,
    streamed: ndjson(line({ content: 'Yes.' }), line({}, { done: true })),
    expected: { text: 'Yes.', finish: 'stop' },
  },
  {
    name: 'an error in mid-stream',
    source: errorsPage,
    streamed: ndjson(line({ content: 'Par' }), {
      error: 'an error was encountered while running the model: CUDA error',
    }),
    expected: { text: 'Par', error: { code: 'upstream-error', message: 'while running the model: CUDA error' } },
  },
  {
    name: 'an error alone',
    source: errorsPage,
    streamed: ndjson({ error: 'model runner has unexpectedly stopped' }),
    whole: { error: 'model runner has unexpectedly stopped' },
    expected: { error: { code: 'upstream-error', message: 'unexpectedly stopped' } },
  },
  {
    name: 'a stream that ends before it is done',
    source: reference,
    streamed: ndjson(line({ content: 'Par' })),
    expected: { text: 'Par', error: { code: 'upstream-cut' } },
  },
  {
    name: 'what is no JSON',
    source: reference,
    streamed: '404 page not found\n',
    expected: { error: { code: 'upstream-malformed' } },
  },
];

conformance(ollama, cases);
