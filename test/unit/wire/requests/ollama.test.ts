/** What is sent to Ollama's chat API, word for word. Source: https://docs.ollama.com/api/chat */
import { describe, expect, it } from 'vitest';
import { ollama } from '../../../../src/engine/wire/ollama.ts';
import { contextFor } from '../../../../src/engine/wire/ollama-context.ts';
import { walk } from '../../../../src/engine/wire/walk.ts';
import { message } from '../../guard/fixture.ts';
import { options, picture, richConversation } from './rich.ts';

const data = Buffer.from(picture).toString('base64');

describe('a request to Ollama', () => {
  it('carries everything a conversation has', () => {
    const { body, leftOut } = ollama.build(richConversation(), options([{ thinking: 'Hm.' }], { model: 'qwen3' }));
    expect(body).toEqual({
      model: 'qwen3',
      messages: [
        { role: 'system', content: 'You are careful.' },
        { role: 'user', content: 'What is in this picture?', images: [data] },
        {
          role: 'assistant',
          content: 'I look.',
          thinking: 'Hm.',
          tool_calls: [
            {
              id: 'call_a',
              function: { index: 0, name: 'read_file', arguments: { filePath: '/ws/a.ts', startLine: 7 } },
            },
            {
              id: 'call_b',
              function: { index: 1, name: 'mcp_x2e_server_x2f_look', arguments: { deep: { at: ['x'] } } },
            },
          ],
        },
        { role: 'tool', tool_name: 'read_file', tool_call_id: 'call_a', content: 'const a = 1;\n// end' },
        { role: 'tool', tool_name: 'mcp_x2e_server_x2f_look', tool_call_id: 'call_b', content: 'Seen.' },
        { role: 'user', content: 'Images in the tool results above:', images: [data] },
        { role: 'assistant', content: 'It is a dot.' },
        { role: 'user', content: 'And now?' },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'read_file',
            description: 'Reads a file.',
            parameters: {
              type: 'object',
              properties: { filePath: { type: 'string', description: 'Absolute.' } },
              required: ['filePath'],
            },
          },
        },
        {
          type: 'function',
          function: {
            name: 'mcp_x2e_server_x2f_look',
            description: 'Looks.',
            parameters: { type: 'object', properties: {} },
          },
        },
      ],
      think: true,
      options: { num_predict: 8000, num_ctx: 32_768, temperature: 0.2 },
      stream: true,
    });
    expect(leftOut).toEqual([]);
    expect(walk(body, ollama.places).unscannable).toEqual(['image/png', 'image/png']);
  });

  it.each([
    ['qwen3', undefined, undefined],
    ['qwen3', 'off', false],
    ['qwen3', 'low', true],
    ['gpt-oss:20b', 'off', 'low'],
    ['gpt-oss:20b', 'high', 'high'],
  ] as const)('of %s with effort %s thinks: %s', (model, reasoning, think) => {
    const { reasoning: _, ...rest } = options([], { model });
    const given = reasoning === undefined ? rest : { ...rest, reasoning };
    expect(ollama.build({ messages: [message('user', 'hi')], tools: [], toolMode: 'auto' }, given).body.think).toBe(
      think,
    );
  });

  it('takes a note for what is no picture, also when it says that it is one', () => {
    const text = { kind: 'data', mime: 'image/png', data: Buffer.from('only text, for all its name') } as const;
    const { body, leftOut } = ollama.build(
      { messages: [message('user', text)], tools: [], toolMode: 'auto' },
      options([]),
    );
    expect(leftOut).toEqual(['image/png']);
    expect(JSON.stringify(body)).not.toContain(Buffer.from(text.data).toString('base64'));
  });

  it("lets the caller's own options be", () => {
    const given = options([], {
      modelOptions: { num_ctx: 8192, stop: ['x'], stream: false, keep_alive: 0, model: 'evil' },
    });
    const { body } = ollama.build({ messages: [message('user', 'hi')], tools: [], toolMode: 'auto' }, given);
    expect(body).toMatchObject({ model: 'a-model', stream: true, options: { num_ctx: 8192, stop: ['x'] } });
    expect(body).not.toHaveProperty('keep_alive');
  });

  it('sends a key only where there is one', () => {
    expect(ollama.headers(undefined)).not.toHaveProperty('authorization');
    expect(ollama.headers('k')).toMatchObject({ authorization: 'Bearer k' });
  });
});

describe('the context that is asked for', () => {
  it('holds the whole request, in few sizes', () => {
    const said = (length: number) => [{ role: 'user', content: 'x'.repeat(length) }];
    const limits = { maxOutputTokens: 16_000 };
    expect(contextFor(said(10), limits)).toBe(32_768);
    expect(contextFor(said(70_000), limits)).toBe(32_768);
    expect(contextFor(said(75_000), limits)).toBe(65_536);
    expect(contextFor([{ content: '日'.repeat(30_000) }], limits)).toBe(65_536);
    expect(contextFor(said(3_000_000), limits)).toBe(262_144);
    expect(contextFor([{ content: '', images: ['A'.repeat(4_000_000)] }], limits)).toBe(32_768);
  });

  it('is smaller where the settings say so, and never smaller than the request', () => {
    const said = (length: number) => [{ role: 'user', content: 'x'.repeat(length) }];
    const limits = { maxOutputTokens: 2000, maxInputTokens: 6000 };
    expect(contextFor(said(10), limits)).toBe(8192);
    expect(contextFor(said(50_000), limits)).toBe(32_768);
    expect(contextFor(said(10), { maxOutputTokens: 16_000, maxInputTokens: 128_000 })).toBe(32_768);
  });
});
