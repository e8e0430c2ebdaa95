/** The body for other extensions' models, and the host's messages that are made of it: lossless, and never with a secret in it. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { apis } from '../../../src/engine/wire/apis.ts';
import type { Conversation, Message, Part } from '../../../src/engine/wire/conversation.ts';
import type { JsonObject } from '../../../src/engine/wire/walk.ts';
import { call, canary, fixture, message, receive, result, spellings, written } from '../guard/fixture.ts';
import { vscode } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { toMessages } = await import('../../../src/extension/chat/lm-messages.ts');
const { readConversation } = await import('../../../src/extension/chat/lm-parts.ts');

const later = ['Jm4t', 'Wq8z', 'Kc2v', 'Yb7n'].join('');
const api = apis['vscode-lm']!;
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 1, 2, 3, 255]);
const options = {
  model: 'm',
  maxOutputTokens: 100,
  imageInput: true,
  argumentsText: (_id: string, input: unknown) => JSON.stringify(input),
  reasoningItems: () => [],
};
const back = (body: JsonObject): Conversation => {
  const made = toMessages(body);
  return readConversation(made.messages as never, { ...made.options, toolMode: made.options.toolMode ?? 1 } as never);
};

describe('a conversation', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' }).map((value): Part => ({ kind: 'text', text: value }));
  const data = fc
    .uint8Array({ maxLength: 40 })
    .map((more): Part => ({ kind: 'data', mime: 'image/png', data: Uint8Array.from([...png, ...more]) }));
  const input = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
  const turn = fc
    .tuple(
      fc.array(text),
      fc.array(fc.tuple(input, fc.array(fc.oneof(text, data), { minLength: 1 })), { maxLength: 3 }),
    )
    .map(([texts, calls]): Message[] => {
      const parts: Part[] = calls.map(([given], index) => ({
        kind: 'tool-call',
        callId: `c${index}`,
        name: 'do_it',
        input: given,
      }));
      const results = calls.map(
        ([, content], index): Part => ({ kind: 'tool-result', callId: `c${index}`, parts: content as never }),
      );
      return [
        { role: 'assistant', parts: [...texts, ...parts] },
        { role: 'user', parts: results },
      ].filter((one) => one.parts.length > 0) as Message[];
    });
  const user = fc.array(fc.oneof(text, data), { minLength: 1 }).map((parts): Message => ({ role: 'user', parts }));

  it('comes through as it is: texts, pictures, calls, results, tools', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(user, turn), { maxLength: 3 }), fc.boolean(), (turns, required) => {
        const conversation: Conversation = {
          messages: turns.flatMap(([asked, answered]) => [asked, ...answered]),
          tools: [
            {
              name: 'do_it',
              description: 'Does it.',
              inputSchema: { type: 'object', properties: { a: { type: 'string' } } },
            },
          ],
          toolMode: required ? 'required' : 'auto',
        };
        const { body } = api.build(conversation, options);
        expect(back(JSON.parse(JSON.stringify(body)))).toEqual(JSON.parse(JSON.stringify(conversation), revive));
      }),
      { numRuns: 200 },
    );
  });

  it('has no system role, since such models refuse it, and says which picture is none', () => {
    const { body, leftOut } = api.build(
      {
        messages: [
          message('system', 'Be brief.'),
          message('user', { kind: 'data', mime: 'image/png', data: new TextEncoder().encode('text, really') }),
        ],
        tools: [],
        toolMode: 'auto',
      },
      options,
    );
    expect(toMessages(body).messages.map(({ role }) => role)).toEqual([1, 1]);
    expect(leftOut).toEqual(['image/png']);
    expect(JSON.stringify(body)).toContain('was left out');
  });

  it('names tools as such models take them, and answers every call', () => {
    const { body } = api.build(
      {
        messages: [
          message('user', 'Go'),
          message('assistant', call('c1', 'mcp.files/read', {})),
          message('user', 'Stop'),
        ],
        tools: [{ name: 'mcp.files/read', description: '' }],
        toolMode: 'auto',
      },
      options,
    );
    const { messages, options: given } = toMessages(body);
    expect((given.tools as { name: string }[])[0]!.name).toMatch(/^[\w-]+$/);
    expect(JSON.stringify(messages)).not.toContain('mcp.files/read');
    expect((messages[2]!.content[0] as unknown as { callId: string }).callId).toBe('c1');
  });
});

describe('a secret', () => {
  it('is in no spelling anywhere in what another extension gets', () => {
    for (const spelled of written(canary)) {
      const { send } = fixture();
      const exchange = send(
        [
          message('system', `system ${spelled}`),
          message('user', `question ${spelled}`),
          message(
            'assistant',
            `said ${spelled}`,
            call('c1', 'do_it', { path: spelled, deep: [{ [`k ${spelled}`]: spelled }] }),
          ),
          message('user', result('c1', `result ${spelled}`)),
        ],
        {
          api,
          provider: 'other',
          tools: [
            {
              name: 'do_it',
              description: spelled,
              inputSchema: { type: 'object', properties: { a: { description: spelled, default: spelled } } },
            },
          ],
          modelOptions: { note: spelled, _host: 'stays here' },
        },
      );
      const sent = JSON.stringify(toMessages(exchange.request));
      for (const spelling of spellings(canary)) expect(sent.includes(spelling)).toBe(false);
      expect(sent).toMatch(/__TAKUMO_v1_/);
      expect(sent).not.toContain('_host');
    }
  });

  it('in thinking makes the thinking stay here', () => {
    const { send, session } = fixture();
    const first = send([message('user', 'Think')], { api, provider: 'other' });
    receive(first, [
      {
        kind: 'reasoning-item',
        choice: 0,
        item: { at: { afterText: false, afterCalls: 0 }, thinking: { value: `about ${later}`, id: 't' } },
      },
      { kind: 'tool-call', choice: 0, index: 0, id: 'c1', name: 'do_it', arguments: '{}' },
    ]);
    const history = [
      message('user', 'Think'),
      message('assistant', call('c1', 'do_it', {})),
      message('user', result('c1', 'done')),
    ];
    const thinks = send(history, { api, provider: 'other' });
    expect(JSON.stringify(thinks.request)).toContain(`about ${later}`);
    session.learn([{ value: later, category: 'SECRET', rule: 'known-value', title: 'Value' }]);
    const silent = send(history, { api, provider: 'other' });
    expect(JSON.stringify(silent.request)).not.toContain(later);
    expect(JSON.stringify(silent.request)).not.toContain('"thinking"');
  });
});

/** JSON has no bytes. */
function revive(_key: string, value: unknown): unknown {
  const { kind, data } = (value ?? {}) as { kind?: unknown; data?: unknown };
  if (kind !== 'data') return value;
  return { ...(value as object), data: Buffer.from(Object.values(data as object) as number[]) };
}
