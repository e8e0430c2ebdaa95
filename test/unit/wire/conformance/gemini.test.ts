/** Answers of the Gemini API as they come over the wire. */
import { gemini } from '../../../../src/engine/wire/gemini.ts';
import { type ConformanceCase, conformance, sse } from './harness.ts';

const reference = 'https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse';
const signatures = 'https://ai.google.dev/gemini-api/docs/thought-signatures';
const thinkingPage = 'https://ai.google.dev/gemini-api/docs/thinking';
const callsPage = 'https://ai.google.dev/gemini-api/docs/function-calling';
const errorsPage = 'https://ai.google.dev/gemini-api/docs/troubleshooting';

type Part = Record<string, unknown>;
const usageMetadata = {
  promptTokenCount: 20,
  candidatesTokenCount: 6,
  totalTokenCount: 26,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 20 }],
};
const chunk = (parts: readonly Part[], more: object = {}, usage: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 20, totalTokenCount: 20, ...usage },
  modelVersion: 'gemini-3.8-flash',
  responseId: 'mAitaLmkHPPlz7IPvtfUqQ4',
});
const last = (parts: readonly Part[], finishReason = 'STOP', usage: object = usageMetadata) =>
  chunk(parts, { finishReason }, usage);
const counted = { input: 20, output: 6 };
const signature = 'CiQB0e2Kb9V3kLm+/Zq0xYd1sTtGmN7pQwErTyUiOpAsDfGhJkLzXcVbNmCi==';
const call = (name: string, args: object, more: object = {}) => ({ functionCall: { name, args, ...more } });

const cases: readonly ConformanceCase[] = [
  {
    name: 'text',
    source: reference,
    streamed: sse(chunk([{ text: 'Grüße, ' }]), chunk([{ text: '{{token}} 👋' }]), last([{ text: '.\n' }])),
    whole: last([{ text: 'Grüße, {{token}}' }, { text: ' 👋.\n' }]),
    expected: { text: 'Grüße, {{token}} 👋.\n', usage: counted, finish: 'stop' },
  },
  {
    name: 'a whole array of chunks, as it comes without server-sent events',
    source: reference,
    whole: [chunk([{ text: 'One, ' }]), last([{ text: '{{token}}.' }])],
    expected: { text: 'One, {{token}}.', usage: counted, finish: 'stop' },
  },
  {
    name: 'lines that end with CR and LF, and a comment',
    source: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
    streamed: `: ping\r\n\r\n${sse(chunk([{ text: 'a' }]), last([{ text: 'b' }])).replaceAll('\n', '\r\n')}`,
    expected: { text: 'ab', usage: counted, finish: 'stop' },
  },
  {
    name: 'parallel calls with ids, the first one signed',
    source: signatures,
    streamed: sse(
      chunk([{ text: 'I look.' }]),
      chunk([
        { ...call('read_file', { filePath: '/ws/{{token}}', at: 1.5 }, { id: 'a1b2' }), thoughtSignature: signature },
      ]),
      chunk([call('list_dir', { path: '/ws/日本' }, { id: 'c3d4' })]),
      last([{ text: '' }]),
    ),
    expected: {
      text: 'I look.',
      calls: [
        { id: 'a1b2', name: 'read_file', arguments: '{"filePath":"/ws/{{token}}","at":1.5}' },
        { id: 'c3d4', name: 'list_dir', arguments: '{"path":"/ws/日本"}' },
      ],
      items: [
        { part: 'call', index: 0, id: 'a1b2', thoughtSignature: signature },
        { part: 'call', index: 1, id: 'c3d4' },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'calls without ids and without arguments, of the models before 3',
    source: callsPage,
    streamed: sse(last([call('get_errors', {}), { functionCall: { name: 'list_dir' } }])),
    whole: last([call('get_errors', {}), { functionCall: { name: 'list_dir' } }]),
    expected: {
      calls: [
        { name: 'get_errors', arguments: '{}' },
        { name: 'list_dir', arguments: '{}' },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'a tool whose name had to be written anew',
    source: callsPage,
    streamed: sse(last([call('mcp_x2e_look', { q: '{{token}}' }, { id: 'z' })])),
    expected: {
      calls: [{ id: 'z', name: 'mcp.look', arguments: '{"q":"{{token}}"}' }],
      items: [{ part: 'call', index: 0, id: 'z' }],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'thoughts, then an answer with the signature in a part of its own',
    source: thinkingPage,
    streamed: sse(
      chunk([{ text: '**Looking at {{token}}**\n', thought: true }]),
      chunk([{ text: 'I think…', thought: true }]),
      chunk([{ text: 'It is a key.' }]),
      last([{ text: '', thoughtSignature: signature }], 'STOP', { ...usageMetadata, thoughtsTokenCount: 30 }),
    ),
    expected: {
      reasoning: '**Looking at {{token}}**\nI think…',
      text: 'It is a key.',
      items: [{ part: 'text', text: '', thoughtSignature: signature }],
      usage: { input: 20, output: 36 },
      finish: 'stop',
    },
  },
  {
    name: 'a signed thought before a signed call',
    source: signatures,
    streamed: sse(
      chunk([{ text: 'Hm.', thought: true, thoughtSignature: 'c2lnIDE=' }]),
      last([{ ...call('run', { command: 'ls' }, { id: 'r' }), thoughtSignature: signature }]),
    ),
    whole: last([
      { text: 'Hm.', thought: true, thoughtSignature: 'c2lnIDE=' },
      { ...call('run', { command: 'ls' }, { id: 'r' }), thoughtSignature: signature },
    ]),
    expected: {
      reasoning: 'Hm.',
      calls: [{ id: 'r', name: 'run', arguments: '{"command":"ls"}' }],
      items: [
        { part: 'thought', text: 'Hm.', thoughtSignature: 'c2lnIDE=' },
        { part: 'call', index: 0, id: 'r', thoughtSignature: signature },
      ],
      usage: counted,
      finish: 'tool_calls',
    },
  },
  {
    name: 'usage with a cached prompt',
    source: 'https://ai.google.dev/gemini-api/docs/caching',
    streamed: sse(
      chunk([{ text: 'Yes' }], {}, { cachedContentTokenCount: 12 }),
      last([{ text: '.' }], 'STOP', { ...usageMetadata, cachedContentTokenCount: 16, thoughtsTokenCount: 4 }),
    ),
    expected: { text: 'Yes.', usage: { input: 20, output: 10, cached: 16 }, finish: 'stop' },
  },
  ...[
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['LANGUAGE', 'LANGUAGE'],
  ].map(
    ([reason, finish]): ConformanceCase => ({
      name: `an answer that ended for ${reason}`,
      source: 'https://ai.google.dev/api/generate-content#FinishReason',
      streamed: sse(chunk([{ text: 'Half' }]), { ...last([], reason) }),
      whole: last([{ text: 'Half' }], reason),
      expected: { text: 'Half', usage: counted, finish: finish! },
    }),
  ),
  {
    name: 'a candidate without content that ended for length while it thought',
    source: thinkingPage,
    streamed: sse({
      candidates: [{ finishReason: 'MAX_TOKENS', index: 0 }],
      usageMetadata: { promptTokenCount: 20, thoughtsTokenCount: 16, totalTokenCount: 36 },
    }),
    expected: { usage: { input: 20, output: 16 }, finish: 'length' },
  },
  {
    name: 'a malformed call',
    source: 'https://ai.google.dev/api/generate-content#FinishReason',
    streamed: sse(chunk([{ text: 'I call' }]), {
      candidates: [
        {
          content: {},
          finishReason: 'MALFORMED_FUNCTION_CALL',
          finishMessage: 'Malformed function call: print(\n read())',
        },
      ],
      usageMetadata,
    }),
    expected: {
      text: 'I call',
      usage: counted,
      error: {
        code: 'upstream-malformed',
        message: '(MALFORMED_FUNCTION_CALL): Malformed function call: print( read())',
      },
    },
  },
  {
    name: 'a missing signature, which the API says at the end',
    source: 'https://ai.google.dev/api/generate-content#FinishReason',
    streamed: sse({ candidates: [{ content: {}, finishReason: 'MISSING_THOUGHT_SIGNATURE' }] }),
    expected: { error: { code: 'upstream-malformed', message: 'misses a thought signature' } },
  },
  {
    name: 'a blocked prompt',
    source: 'https://ai.google.dev/api/generate-content#PromptFeedback',
    streamed: sse({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 20 } }),
    whole: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 20 } },
    expected: {
      usage: { input: 20 },
      error: { code: 'upstream-bad-request', message: 'blocked this prompt (PROHIBITED_CONTENT)' },
    },
  },
  {
    name: 'an overload in mid-stream',
    source: errorsPage,
    streamed: sse(chunk([{ text: 'Par' }]), {
      error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
    }),
    expected: {
      text: 'Par',
      usage: { input: 20 },
      error: { code: 'upstream-error', message: 'The model is overloaded.' },
    },
  },
  {
    name: 'a limit in mid-stream',
    source: errorsPage,
    streamed: sse({ error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED' } }),
    whole: { error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED' } },
    expected: { error: { code: 'upstream-rate-limited', message: 'Quota exceeded.' } },
  },
  {
    name: 'a stream that ends without a finish reason',
    source: reference,
    streamed: sse(chunk([{ text: 'Par' }])),
    expected: { text: 'Par', usage: { input: 20 }, error: { code: 'upstream-cut' } },
  },
  {
    name: 'what is no JSON',
    source: reference,
    streamed: sse('<html>'),
    expected: { error: { code: 'upstream-malformed' } },
  },
];

conformance(gemini, cases);
