/** What is particular to the Messages API: how each generation is told to think, marks for the prompt cache, the order of a turn. */
import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '../../../../src/engine/wire/anthropic-messages.ts';
import type { BuildOptions } from '../../../../src/engine/wire/api.ts';
import { claudeModel } from '../../../../src/engine/wire/claude-models.ts';
import type { Conversation, Message } from '../../../../src/engine/wire/conversation.ts';
import { call, message, result } from '../../guard/fixture.ts';
import { options, tools } from './rich.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
const build = (more: Partial<BuildOptions>, conversation: Partial<Conversation> = {}): any =>
  anthropicMessages.build(
    { messages: [message('user', 'Hello.')], tools: [], toolMode: 'auto', ...conversation },
    options([], more),
  ).body;
const thinkingItem = {
  at: { afterText: false, afterCalls: 0 },
  block: { type: 'thinking', thinking: 'Hm.', signature: 'Eq==' },
};
const point = { kind: 'cache-point' } as const;

describe('thinking', () => {
  it.each([
    ['claude-3-5-sonnet-20241022', 'none', 'absent'],
    ['claude-3-7-sonnet-latest', 'budget', 'absent'],
    ['claude-sonnet-4-20250514', 'budget', 'absent'],
    ['claude-opus-4-1', 'budget', 'absent'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'budget', 'absent'],
    ['claude-haiku-4-5', 'budget', 'absent'],
    ['claude-opus-4-6', 'adaptive', 'disabled'],
    ['claude-sonnet-4.6', 'adaptive', 'disabled'],
    ['claude-opus-4-8', 'adaptive', 'disabled'],
    ['claude-opus-5', 'adaptive', 'disabled'],
    ['claude-sonnet-5', 'adaptive', 'disabled'],
    ['claude-sonnet-5-5', 'adaptive', 'between-tools'],
    ['claude-haiku-5-5', 'adaptive', 'disabled'],
    ['claude-opus-5-5', 'adaptive', 'never'],
    ['claude-fable-5', 'adaptive', 'never'],
    ['claude-mythos-5-1', 'adaptive', 'never'],
    ['claude-opus-6', 'adaptive', 'never'],
    ['deepseek-v4-pro', 'budget', 'absent'],
  ])('is asked of %s in its own way', (name, thinking, off) => {
    expect(claudeModel(name)).toMatchObject({ thinking, off });
  });

  it('has a budget below the output limit, and no sampling beside it', () => {
    expect(build({ model: 'claude-sonnet-4-5', reasoning: 'high', maxOutputTokens: 8000 })).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 6000 },
      max_tokens: 8000,
    });
    expect(build({ model: 'claude-sonnet-4-5', reasoning: 'high' })).not.toHaveProperty('temperature');
    expect(build({ model: 'claude-sonnet-4-5', reasoning: 'low', maxOutputTokens: 1000 })).not.toHaveProperty(
      'thinking',
    );
    expect(build({ model: 'claude-sonnet-4-5', reasoning: 'off' })).toMatchObject({ temperature: 0.2 });
  });

  it('is adaptive where the model is', () => {
    expect(build({ model: 'claude-opus-4-8', reasoning: 'low' })).toMatchObject({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'low' },
    });
    expect(build({ model: 'claude-opus-4-8', reasoning: 'off' })).toMatchObject({ thinking: { type: 'disabled' } });
    expect(build({ model: 'claude-sonnet-5-5', reasoning: 'off' }).thinking).toEqual({ type: 'between_tools' });
    expect(build({ model: 'claude-opus-5-5', reasoning: 'off' })).toMatchObject({ output_config: { effort: 'low' } });
    expect(build({ model: 'claude-opus-5-5', reasoning: 'off' })).not.toHaveProperty('thinking');
    const { reasoning: _, ...silent } = options([]);
    expect(anthropicMessages.build({ messages: [], tools: [], toolMode: 'auto' }, silent).body).not.toHaveProperty(
      'thinking',
    );
  });

  it('goes without where its blocks are lost in the middle of a run, with a budget', () => {
    const run: readonly Message[] = [
      message('user', 'Hello.'),
      message('assistant', call('c1', 'read_file', {})),
      message('user', result('c1', 'ok')),
    ];
    const lost = { model: 'claude-sonnet-4-5', reasoningItems: () => [] };
    expect(build(lost, { messages: run })).not.toHaveProperty('thinking');
    expect(build({ ...lost, reasoningItems: () => [thinkingItem] }, { messages: run })).toHaveProperty('thinking');
    // The run is over, or the model is free to think or not.
    expect(build(lost, { messages: [...run, message('assistant', 'Done.'), message('user', 'More.')] })).toHaveProperty(
      'thinking',
    );
    expect(build({ ...lost, model: 'claude-opus-4-8' }, { messages: run })).toHaveProperty('thinking');
  });

  it('gives way to a tool that must be called, or the tool to it', () => {
    const must = { tools, toolMode: 'required' } as const;
    expect(build({ model: 'claude-sonnet-4-5' }, must)).toMatchObject({ tool_choice: { type: 'any' } });
    expect(build({ model: 'claude-sonnet-4-5' }, must)).not.toHaveProperty('thinking');
    expect(build({ model: 'claude-opus-5-5' }, must)).toMatchObject({ tool_choice: { type: 'auto' } });
    expect(build({ model: 'claude-opus-4-8' }, { ...must, tools: tools.slice(0, 1) })).toMatchObject({
      tool_choice: { type: 'tool', name: 'read_file' },
    });
  });
});

describe('the prompt cache', () => {
  const marked = (body: unknown) => (JSON.stringify(body).match(/cache_control/g) ?? []).length;

  it('is marked at tools, system and the last two turns of the user when nobody says where', () => {
    const messages = [
      message('system', 'Be careful.'),
      message('user', 'One.'),
      message('assistant', 'Ok.'),
      message('user', 'Two.'),
      message('assistant', 'Ok.'),
      message('user', 'Three.'),
    ];
    const body = build({}, { messages, tools });
    expect(marked(body)).toBe(4);
    expect(body.system[0]).toHaveProperty('cache_control');
    expect(body.tools.map((tool: object) => 'cache_control' in tool)).toEqual([false, true]);
    expect(body.messages.map(({ content }: { content: object[] }) => 'cache_control' in content[0]!)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('is marked where the client says, four times at most: the first and the last', () => {
    const messages = [
      message('system', 'Be careful.', point),
      ...['One.', 'Two.', 'Three.', 'Four.', 'Five.'].flatMap((said) => [
        message('user', said, point),
        message('assistant', 'Ok.'),
      ]),
      message('user', 'Six.'),
    ];
    const body = build({}, { messages, tools });
    expect(marked(body)).toBe(4);
    expect(body.system[0]).toHaveProperty('cache_control');
    expect(marked(body.tools)).toBe(0);
    expect(body.messages.map((turn: object) => marked(turn))).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]);
  });
});

describe('turns', () => {
  it('alternate, hold no empty text, and begin with results', () => {
    const body = build(
      {},
      {
        messages: [
          message('system', ' \n'),
          message('user', 'One.', '  '),
          message('user', 'Two.'),
          message('assistant', ' ', call('c1', 'read_file', {}), call('c2', 'read_file', {})),
          message('user', 'And this.', result('c2', ' ')),
          message('user', result('c1', 'ok')),
          message('system', 'Mind the time.'),
          message('assistant', ''),
        ],
      },
    );
    expect(body).not.toHaveProperty('system');
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(body.messages[0].content.map(({ text }: { text: string }) => text)).toEqual(['One.', 'Two.']);
    expect(body.messages[1].content.map(({ type }: { type: string }) => type)).toEqual(['tool_use', 'tool_use']);
    expect(
      body.messages[2].content.map(({ text, tool_use_id }: Record<string, string>) => tool_use_id ?? text),
    ).toEqual(['c2', 'c1', 'And this.', 'Mind the time.']);
    expect(body.messages[2].content[0]).not.toHaveProperty('content');
  });
});
