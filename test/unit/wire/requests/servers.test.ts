/** What differs between servers of OpenAI's APIs, and the names of tools on the wire. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuildOptions, ReasoningEffort } from '../../../../src/engine/wire/api.ts';
import { apis } from '../../../../src/engine/wire/apis.ts';
import type { Message } from '../../../../src/engine/wire/conversation.ts';
import { shortCallId } from '../../../../src/engine/wire/openai-chat-servers.ts';
import { readToolName, writeToolName } from '../../../../src/engine/wire/tool-names.ts';
import { call, message } from '../../guard/fixture.ts';
import { image, options } from './rich.ts';

const run: readonly Message[] = [
  message('user', 'Hello.'),
  message('assistant', 'I look.', call('call_a1', 'read_file', {})),
  message('user', { kind: 'tool-result', callId: 'call_a1', parts: [{ kind: 'text', text: 'ok' }, image] }),
];
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
const build = (id: string, more: Partial<BuildOptions>, messages = run): any =>
  apis[id]!.build({ messages, tools: [], toolMode: 'auto' }, options([], more)).body;

describe('the chat completions API', () => {
  it.each([
    ['api.openai.com', true],
    ['eu.api.openai.com', true],
    ['api.openai.com.evil.example', false],
    ['res.openai.azure.com', false],
    ['api.groq.com', false],
    ['api.mistral.ai', false],
    ['api.x.ai', false],
    ['api.deepseek.com', false],
    ['openrouter.ai', false],
    ['127.0.0.1:1234', false],
    ['copilot', false],
  ])('%s gets a key for its prompt cache: %s', (host, expected) => {
    expect('prompt_cache_key' in build('openai-chat', { host })).toBe(expected);
  });

  it.each<readonly [string, string, ReasoningEffort, object]>([
    ['api.openai.com', 'gpt-5.4', 'off', { reasoning_effort: 'none' }],
    ['api.openai.com', 'gpt-5-mini', 'off', { reasoning_effort: 'minimal' }],
    ['api.openai.com', 'o4-mini', 'off', { reasoning_effort: 'low' }],
    ['res.openai.azure.com', 'gpt-5.4', 'high', { reasoning_effort: 'high' }],
    ['api.deepseek.com', 'deepseek-chat', 'off', { thinking: { type: 'disabled' } }],
    ['api.deepseek.com', 'deepseek-chat', 'low', { thinking: { type: 'enabled' }, reasoning_effort: 'low' }],
    ['openrouter.ai', 'x', 'medium', { reasoning: { effort: 'medium' } }],
    ['openrouter.ai', 'x', 'off', { reasoning: { enabled: false } }],
    ['api.mistral.ai', 'mistral-small', 'low', { reasoning_effort: 'high' }],
    ['api.groq.com', 'qwen/qwen3-32b', 'high', { reasoning_effort: 'default' }],
    ['localhost:1234', 'x', 'low', { reasoning_effort: 'low' }],
  ])('%s is told how much %s reasons: %s', (host, model, reasoning, expected) => {
    expect(build('openai-chat', { host, model, reasoning })).toMatchObject(expected);
  });

  it('says nothing about reasoning where nothing was said, or a server has no word for off', () => {
    expect(build('openai-chat', { host: 'localhost', reasoning: 'off' })).not.toHaveProperty('reasoning_effort');
    const { reasoning: _, ...silent } = options([], { host: 'api.openai.com' });
    const { body } = apis['openai-chat']!.build({ messages: run, tools: [], toolMode: 'auto' }, silent);
    expect(body).not.toHaveProperty('reasoning_effort');
  });

  it.each(['reasoning_content', 'reasoning'] as const)(
    'gives %s back in its own field, to all but Mistral',
    (field) => {
      const reasoningItems = () => [{ field, text: 'Hm.' }];
      const turn = (host: string) => build('openai-chat', { host, reasoningItems }).messages[1];
      expect(turn('api.deepseek.com')).toMatchObject({ [field]: 'Hm.', content: 'I look.' });
      expect(turn('api.mistral.ai')).not.toHaveProperty(field);
    },
  );

  it("gives Mistral's chunks back as chunks", () => {
    const reasoningItems = () => [{ field: 'content', text: 'Hm.' }];
    expect(build('openai-chat', { host: 'api.mistral.ai', reasoningItems }).messages[1].content).toEqual([
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'I look.' },
    ]);
  });

  it('gives DeepSeek an empty field where the reasoning of a call is lost, unless reasoning is off', () => {
    const turn = (reasoning: ReasoningEffort) =>
      build('openai-chat', { host: 'api.deepseek.com', reasoning }).messages[1];
    expect(turn('high')).toMatchObject({ reasoning_content: '' });
    expect(turn('off')).not.toHaveProperty('reasoning_content');
    expect(build('openai-chat', { host: 'api.groq.com' }).messages[1]).not.toHaveProperty('reasoning_content');
  });

  it("keeps Mistral's rules for ids and for the order of roles", () => {
    const { messages } = build('openai-chat', { host: 'api.mistral.ai' });
    expect(messages[1].tool_calls[0].id).toMatch(/^[a-z0-9]{9}$/);
    expect(messages[2].tool_call_id).toBe(messages[1].tool_calls[0].id);
    expect(messages.map(({ role }: { role: string }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
    ]);
    expect(shortCallId('a1B2c3D4e')).toBe('a1B2c3D4e');
    expect(shortCallId('call_a1')).not.toBe(shortCallId('call_a2'));
  });
});

describe('the Responses API', () => {
  it.each([
    ['api.openai.com', true],
    ['api.x.ai', true],
    ['res.openai.azure.com', false],
    ['localhost:1234', false],
  ])('%s gets a key for its prompt cache: %s', (host, expected) => {
    expect('prompt_cache_key' in build('openai-responses', { host })).toBe(expected);
  });

  it('asks for reasoning only where there may be some', () => {
    expect(build('openai-responses', { model: 'gpt-4.1' })).not.toHaveProperty('include');
    expect(build('openai-responses', { model: 'gpt-4.1' })).not.toHaveProperty('reasoning');
    expect(build('openai-responses', { model: 'gpt-5.4', reasoning: 'off' }).reasoning).toEqual({ effort: 'none' });
  });
});

describe('the names of tools', () => {
  it('fit the wire and lead back to the tool', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('_x2e_', 'a__x5f_x2e_')),
        (name) => {
          const written = writeToolName(name);
          expect(written).toMatch(/^[A-Za-z0-9_-]*$/);
          expect(readToolName(written)).toBe(name);
        },
      ),
    );
    expect(writeToolName('mcp_my-server_do')).toBe('mcp_my-server_do');
  });
});
