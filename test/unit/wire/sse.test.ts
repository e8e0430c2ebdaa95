import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireDelta } from '../../../src/engine/wire/api.ts';
import { createFrameReader } from '../../../src/engine/wire/frames.ts';
import { createOpenAiChatDecoder } from '../../../src/engine/wire/openai-chat-stream.ts';
import { createSseReader } from '../../../src/engine/wire/sse.ts';

const answer = [
  ': a comment\n\n',
  'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm, "}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"content":"Grüße 👋 \\n"}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"read_file","arguments":""}}]}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","function":{"name":"run","arguments":"{\\"x\\""}}]}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"p\\":\\"日本\\"}"}}]}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":1}"}}]}}]}\n\n',
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}\n\n',
  'data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":4}}\n\n',
  'data: [DONE]\n\n',
].join('');

function read(chunks: readonly Uint8Array[]): readonly WireDelta[] {
  const reader = createSseReader();
  const decoder = createOpenAiChatDecoder();
  const deltas = chunks.flatMap((chunk) => reader.push(chunk).flatMap((event) => decoder.push(event)));
  return [...deltas, ...reader.end().flatMap((event) => decoder.push(event)), ...decoder.end()];
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('an event stream', () => {
  const whole = read([encode(answer)]);

  it('holds every kind of delta, each call under its own index', () => {
    expect(whole).toContainEqual({ kind: 'text', choice: 0, text: 'Grüße 👋 \n' });
    expect(whole).toContainEqual({ kind: 'reasoning', choice: 0, text: 'hm, ' });
    const calls = whole.filter((delta) => delta.kind === 'tool-call');
    expect(
      calls
        .filter((call) => call.index === 0)
        .map((call) => call.arguments)
        .join(''),
    ).toBe('{"p":"日本"}');
    expect(
      calls
        .filter((call) => call.index === 1)
        .map((call) => call.arguments)
        .join(''),
    ).toBe('{"x":1}');
    expect(whole.find((delta) => delta.kind === 'usage')).toEqual({ kind: 'usage', input: 10, output: 4 });
  });

  it.each([
    ['LF', answer],
    ['CRLF', answer.replaceAll('\n', '\r\n')],
    ['CR', answer.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${answer}`],
  ])('gives the same deltas when it is cut at any byte, with %s', (_name, text) => {
    const bytes = encode(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
  });

  it('gives the same deltas for any cuts', () => {
    const bytes = encode(answer);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), bytes.length];
        expect(read(at.slice(1).map((end, index) => bytes.subarray(at[index], end)))).toEqual(whole);
      }),
    );
  });

  it('takes a last event that has no blank line', () => {
    expect(read([encode(answer.slice(0, -2))])).toEqual(whole);
  });

  it('says that an answer was cut, wherever it ends before its finish reason', () => {
    const bytes = encode(answer);
    const finish = encode(answer.slice(0, answer.indexOf('data: {"choices":[{"index":0,"delta":{},"finish'))).length;
    for (let end = 0; end <= finish; end += 7) {
      const last = read([bytes.subarray(0, end)]).at(-1);
      expect(last?.kind === 'error' && last.error.code).toBe('upstream-cut');
    }
  });

  it.each([
    ['an event that is not JSON', 'data: <html>\n\n', 'upstream-malformed'],
    ['an event that is a list', 'data: []\n\n', 'upstream-malformed'],
    ['an error object', 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n', 'upstream-error'],
    ['a limit in mid-stream', 'data: {"error":{"message":"slow down","code":429}}\n\n', 'upstream-rate-limited'],
    ['an event named error', 'event: error\ndata: {"message":"gone"}\n\n', 'upstream-error'],
  ])('turns %s into an error', (_name, text, code) => {
    const last = read([
      encode(`data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n${text}data: [DONE]\n\n`),
    ]).at(-1);
    expect(last?.kind === 'error' && last.error.code).toBe(code);
  });

  it('keeps calls apart when a server leaves out the index or repeats it', () => {
    const call = (fields: object) => `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [fields] } }] })}\n\n`;
    const calls = read([
      encode(
        call({ id: 'a', function: { name: 'one', arguments: '{"a"' } }) +
          call({ function: { arguments: ':1}' } }) +
          call({ index: 0, id: 'b', function: { name: 'two', arguments: '{}' } }) +
          'data: {"choices":[{"finish_reason":"tool_calls"}]}\n\n',
      ),
    ]).filter((delta) => delta.kind === 'tool-call');
    expect(calls.map((delta) => [delta.index, delta.arguments])).toEqual([
      [0, '{"a"'],
      [0, ':1}'],
      [1, '{}'],
    ]);
  });
});

describe.each(['sse', 'ndjson'] as const)('an event of %s that does not end', (framing) => {
  const before = framing === 'sse' ? 'data: ' : '';

  it('takes time by its length, whatever the pieces are', () => {
    const reader = createFrameReader(framing);
    const piece = encode('x'.repeat(200));
    const started = performance.now();
    reader.push(encode(before));
    for (let pieces = 0; pieces < 40_000; pieces++) reader.push(piece);
    const [event] = reader.push(encode('\n\n'));
    expect(event?.data).toHaveLength(8_000_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is an error before it fills the memory', () => {
    const reader = createFrameReader(framing);
    const piece = encode('x'.repeat(8_000_000));
    reader.push(encode(before));
    const read = () => {
      for (let pieces = 0; pieces < 9; pieces++) reader.push(piece);
    };
    expect(read).toThrow(expect.objectContaining({ code: 'upstream-malformed' }));
  });
});
