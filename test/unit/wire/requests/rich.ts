/** A conversation with everything in it that an API must carry, and what differs from API to API about its reasoning. */
import type { BuildOptions, WireApi } from '../../../../src/engine/wire/api.ts';
import type { Conversation, DataPart, Message, Tool } from '../../../../src/engine/wire/conversation.ts';
import type { JsonObject } from '../../../../src/engine/wire/walk.ts';
import { call, message } from '../../guard/fixture.ts';

/** The smallest picture: 1 × 1, PNG. */
export const picture = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);
export const image: DataPart = { kind: 'data', mime: 'image/png', data: picture };

export const tools: readonly Tool[] = [
  {
    name: 'read_file',
    description: 'Reads a file.',
    inputSchema: {
      type: 'object',
      properties: { filePath: { type: 'string', description: 'Absolute.' } },
      required: ['filePath'],
    },
  },
  { name: 'mcp.server/look', description: 'Looks.' },
];

/** `note` stands in every text, so that a test can put something into all of them. */
export function richConversation(note = ''): Conversation {
  const messages: readonly Message[] = [
    message('system', `You are careful.${note}`, { kind: 'cache-point' }),
    { ...message('user', `What is in this picture?${note}`, image), name: 'ada' },
    message(
      'assistant',
      `I look.${note}`,
      call('call_a', 'read_file', { filePath: `/ws/a.ts${note}`, startLine: 7 }),
      call('call_b', 'mcp.server/look', { deep: { at: [`x${note}`] } }),
    ),
    message('user', {
      kind: 'tool-result',
      callId: 'call_a',
      parts: [
        { kind: 'text', text: `const a = 1;${note}` },
        { kind: 'text', text: `// end${note}` },
      ],
    }),
    message('user', {
      kind: 'tool-result',
      callId: 'call_b',
      parts: [{ kind: 'text', text: `Seen.${note}` }, image],
    }),
    message('assistant', `It is a dot.${note}`),
    message('user', `And now?${note}`, { kind: 'cache-point' }),
  ];
  return { messages, tools, toolMode: 'required' };
}

export function options(items: readonly JsonObject[], more: Partial<BuildOptions> = {}): BuildOptions {
  return {
    model: 'a-model',
    maxOutputTokens: 8000,
    imageInput: true,
    modelOptions: { temperature: 0.2, _private: 'stays', model: 'evil' },
    argumentsText: (_callId, input) => JSON.stringify(input),
    reasoningItems: (callId) => (callId === 'call_a' || callId === 'call_b' ? items : []),
    reasoning: 'medium',
    cacheKey: 'c0ffee',
    ...more,
  };
}

/** The items that each API has from an answer, as its decoder gives them; `text` stands where the provider wants it unchanged. */
export const reasoningOf: Readonly<Record<string, (text: string) => readonly JsonObject[]>> = {
  'openai-chat': (text) => [
    {
      field: 'reasoning_details',
      details: [{ type: 'reasoning.text', text, signature: 'c2lnbmVk', format: 'anthropic-claude-v1', index: 0 }],
    },
  ],
  'openai-responses': (text) => [
    {
      at: { afterText: false, afterCalls: 0 },
      item: {
        id: 'rs_1',
        type: 'reasoning',
        summary: [{ type: 'summary_text', text }],
        encrypted_content: 'gAAAAA+/=',
      },
    },
    { at: { afterText: false, afterCalls: 0 }, phase: 'commentary' },
    {
      at: { afterText: true, afterCalls: 1 },
      item: { id: 'rs_2', type: 'reasoning', summary: [], encrypted_content: 'gBBBBB+/=' },
    },
  ],
  'anthropic-messages': (text) => [
    { at: { afterText: false, afterCalls: 0 }, block: { type: 'thinking', thinking: text, signature: 'EqQB+/=' } },
    { at: { afterText: false, afterCalls: 0 }, block: { type: 'redacted_thinking', data: 'EmwK+/=' } },
  ],
  gemini: (text) => [
    { part: 'thought', text, thoughtSignature: 'c2lnIDE=' },
    { part: 'call', index: 0, thoughtSignature: 'CiQB+/=' },
  ],
  ollama: (text) => [{ thinking: text }],
};

/** The list of turns in a body. */
export const turnsOf = (_api: WireApi, body: JsonObject): readonly JsonObject[] =>
  (body.input ?? body.contents ?? body.messages) as readonly JsonObject[];
