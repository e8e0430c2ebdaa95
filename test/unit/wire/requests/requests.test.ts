/** What each API's request looks like, that nothing slips through its deny-list, and that a longer conversation begins with the shorter one. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apis } from '../../../../src/engine/wire/apis.ts';
import type { Message } from '../../../../src/engine/wire/conversation.ts';
import { type JsonObject, walk } from '../../../../src/engine/wire/walk.ts';
import {
  bodyOf,
  call,
  canary,
  fixture,
  jsonOf,
  message,
  receive,
  result,
  spellings,
  text,
  tokenIn,
  written,
} from '../../guard/fixture.ts';
import { image, options, reasoningOf, richConversation, tools, turnsOf } from './rich.ts';

const models: Readonly<Record<string, { readonly host: string; readonly model: string }>> = {
  'openai-chat': { host: 'openrouter.ai', model: 'anthropic/claude-sonnet-4.5' },
  'openai-responses': { host: 'api.openai.com', model: 'gpt-5.4' },
  'anthropic-messages': { host: 'api.anthropic.com', model: 'claude-opus-4-8' },
  gemini: { host: 'generativelanguage.googleapis.com', model: 'gemini-3.8-flash' },
  ollama: { host: '127.0.0.1:11434', model: 'qwen3' },
};
const tested = Object.entries(models).map(([id, where]) => [id, apis[id]!, where] as const);
const thought = 'Let me see.';

describe.each(tested)('a request of %s', (id, api, { host, model }) => {
  const items = (said: string) => reasoningOf[id]!(said);

  it('is what the reference says', () => {
    const expected = JSON.parse(readFileSync(new URL(`expected/${id}.json`, import.meta.url), 'utf8'));
    const built = api.build(richConversation(), options(items(thought), { host, model }));
    expect(built.body).toEqual(expected);
    expect(built.leftOut).toEqual([]);
  });

  it('keeps pictures out where the model takes none, and says so', () => {
    const built = api.build(richConversation(), options([], { host, model, imageInput: false }));
    expect(built.leftOut).toEqual(['image/png', 'image/png']);
    expect(JSON.stringify(built.body)).not.toContain('iVBORw0KGgo');
    expect(JSON.stringify(built.body)).toContain('[A part of type image/png was left out');
  });

  it('names what can not be scanned, and knows where each text is from', () => {
    const built = api.build(richConversation(), options(items(thought), { host, model }));
    const walked = walk(built.body, api.places);
    expect(walked.unscannable).toEqual(['image/png', 'image/png']);
    const placeOf = (said: string) =>
      built.hints.get(walked.leaves.find((leaf) => leaf.text.includes(said))?.owner ?? {})?.place;
    expect(placeOf('What is in this picture?')).toBe('message 2');
    expect(placeOf('/ws/a.ts')).toBe('arguments of read_file');
    expect(placeOf('const a = 1;')).toBe('result of read_file');
    // Ollama has it beside the answer's text, in one object.
    expect(placeOf(thought)).toBe(id === 'ollama' ? 'message 3' : 'reasoning in message 3');
  });

  it('holds no secret, wherever it stands and however it is spelled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...written(canary)), fc.string({ maxLength: 8 }), (secret, around) => {
        const { send } = fixture();
        const note = ` ${around.replace(/[\w\\]/g, '')} ${secret} `;
        const conversation = richConversation(note);
        const exchange = send(conversation.messages, {
          api,
          provider: host,
          tools: tools.map((tool) => ({ ...tool, description: `${tool.description}${note}` })),
          modelOptions: { stop_sequences: [note], stop: note, user: note },
        });
        const body = bodyOf(exchange);
        for (const spelling of spellings(canary)) expect(body).not.toContain(spelling);
        const restored = receive(exchange, [text(`${tokenIn(exchange)}`)]).text;
        expect(restored.length).toBeGreaterThan(10);
        expect(secret).toContain(restored);
      }),
      { numRuns: 60 },
    );
  });

  it('masks a secret in a field that nobody knows yet', () => {
    const { session } = fixture();
    const walked = walk(
      {
        [id === 'openai-responses' ? 'input' : 'messages']: [
          { insight: { deep: [canary] }, content: [{ aura: canary }] },
        ],
      },
      api.places,
    );
    const masked = session.mask({ leaves: walked.leaves });
    expect(JSON.stringify(walked.rebuild(masked.texts))).not.toContain(canary);
  });

  it('begins with the bytes of the request before it', () => {
    const { send } = fixture();
    const asked = [message('system', 'Be careful.'), message('user', `Use ${canary}.`)];
    const rounds: readonly (readonly Message[])[] = [
      asked,
      [
        message('assistant', 'I look.', call('c1', 'read_file', { filePath: `/${canary}` })),
        message('user', result('c1', `x = ${canary}`)),
      ],
      [message('assistant', call('c2', 'read_file', { n: 1 })), message('user', result('c2', 'y'))],
      [message('assistant', 'Done.'), message('user', 'And now?')],
    ];
    const bodies: JsonObject[] = [];
    const messages: Message[] = [];
    for (const [round, next] of rounds.entries()) {
      messages.push(...next);
      const exchange = send(messages, { api, provider: host, tools });
      bodies.push(jsonOf(exchange));
      const id = `c${round + 1}`;
      const inbound = exchange.inbound();
      inbound.push([
        ...items(`round ${round}`).map((item) => ({ kind: 'reasoning-item', choice: 0, item }) as const),
        { kind: 'tool-call', choice: 0, index: 0, id, name: 'read_file', arguments: '{}' },
      ]);
      inbound.finish();
    }
    for (const [index, body] of bodies.entries()) {
      if (index === 0) continue;
      const [before, after] = [bodies[index - 1]!, body].map((one) =>
        turnsOf(api, one).map((turn) => JSON.stringify(unmarked(turn))),
      );
      expect(after!.slice(0, before!.length)).toEqual(before);
      expect(after!.length).toBeGreaterThan(before!.length);
      expect(JSON.stringify(body.tools)).toBe(JSON.stringify(bodies[0]!.tools));
    }
  });

  it('gives remembered reasoning back unchanged, for that model and conversation alone', () => {
    const { send } = fixture();
    const first = [message('user', `Use ${canary}.`)];
    const exchange = send(first, { api, provider: host, conversationId: 'one' });
    const token = tokenIn(exchange);
    const said = `I take ${token}; “so” — ok\n`;
    const inbound = exchange.inbound();
    inbound.push([
      ...items(said).map((item) => ({ kind: 'reasoning-item', choice: 0, item }) as const),
      { kind: 'tool-call', choice: 0, index: 0, id: 'c1', name: 'read_file', arguments: '{}' },
    ]);
    inbound.finish();
    const next = [...first, message('assistant', call('c1', 'read_file', {})), message('user', result('c1', 'ok'))];
    const again = (more: object) => bodyOf(send(next, { api, provider: host, conversationId: 'one', ...more }));
    expect(again({})).toContain(JSON.stringify(said).slice(1, -1));
    expect(again({ conversationId: 'two' })).not.toContain('I take');
    expect(again({ provider: 'elsewhere.example' })).not.toContain('I take');
  });

  it('drops signed reasoning that holds a secret, and the receipt says so', () => {
    const { send, session } = fixture({ known: [] });
    const first = [message('user', 'Hello.')];
    const secret = `Zq7${canary}`;
    const exchange = send(first, { api, provider: host });
    const inbound = exchange.inbound();
    inbound.push([
      ...items(`The key is ${secret}.`).map((item) => ({ kind: 'reasoning-item', choice: 0, item }) as const),
      { kind: 'tool-call', choice: 0, index: 0, id: 'c1', name: 'read_file', arguments: '{}' },
    ]);
    inbound.finish();
    session.learn([{ value: secret, category: 'SECRET', rule: 'known-value', title: 'Value of .env' }]);
    const next = [...first, message('assistant', call('c1', 'read_file', {})), message('user', result('c1', 'ok'))];
    const sent = send(next, { api, provider: host });
    expect(bodyOf(sent)).not.toContain(secret);
    expect(bodyOf(sent)).not.toContain('The key is');
    expect(sent.receipt.findings).toContain('reasoning-dropped');
    expect(sent.withoutReasoning).toBeUndefined();
  });

  it('can be sent again without reasoning that its provider refuses', () => {
    const { send } = fixture();
    const first = [message('user', `Use ${canary}.`)];
    const inbound = send(first, { api, provider: host }).inbound();
    inbound.push([
      ...items('A thought.').map((item) => ({ kind: 'reasoning-item', choice: 0, item }) as const),
      { kind: 'tool-call', choice: 0, index: 0, id: 'c1', name: 'read_file', arguments: '{}' },
    ]);
    inbound.finish();
    const next = [...first, message('assistant', call('c1', 'read_file', {})), message('user', result('c1', canary))];
    const refused = send(next, { api, provider: host });
    expect(bodyOf(refused)).toContain('A thought.');
    const again = refused.withoutReasoning!();
    expect(bodyOf(again)).not.toContain('A thought.');
    expect(bodyOf(again)).not.toContain(canary);
    expect(again.receipt).toBe(refused.receipt);
    expect(again.receipt.findings).toContain('reasoning-dropped');
    expect(receive(again, [text(tokenIn(again))]).text).toBe(canary);
    expect(bodyOf(send(next, { api, provider: host }))).not.toContain('A thought.');
  });

  it('answers a call that was never carried out, and keeps a result without its call as text', () => {
    const built = api.build(
      {
        messages: [
          message('user', result('lost', 'Old news.'), 'Hello.'),
          message('assistant', call('c1', 'read_file', {}), call('c2', 'read_file', {})),
          message('user', result('c2', 'Two.')),
          message('user', 'Go on.'),
        ],
        tools,
        toolMode: 'auto',
      },
      options([], { host, model }),
    );
    const body = JSON.stringify(built.body);
    expect(body).not.toContain('"lost"');
    expect(body).toContain('Old news.');
    expect(body.match(/There is no result/g)).toHaveLength(1);
    expect(body.indexOf('There is no result')).toBeLessThan(body.indexOf('Go on.'));
  });

  it('takes no tool for a person: a result without its call, and one of an id that a model repeats, cash no token', () => {
    const { send } = fixture();
    const token = tokenIn(send([message('user', `Use ${canary}.`)], { api, provider: host }));
    const told = result('c1', `The token is ${token}`);
    const histories: readonly (readonly Message[])[] = [
      [message('user', 'Go on.'), message('user', told)],
      [message('user', told, 'Go on.')],
      [
        message('user', 'Go on.'),
        message('assistant', call('c1', 'look', {}), call('c1', 'look', { again: true })),
        message('user', result('c1', 'Nothing.')),
        message('user', told),
      ],
    ];
    for (const history of histories) {
      const exchange = send(history, { api, provider: host, tools });
      expect(bodyOf(exchange)).toContain(token);
      expect(receive(exchange, [text(`It is ${token}.`)]).text).not.toContain(canary);
    }
    const asked = send([message('user', `What is ${token}?`)], { api, provider: host });
    expect(receive(asked, [text(`It is ${token}.`)]).text).toContain(canary);
  });

  it('believes no name that a picture gives itself', () => {
    const { send } = fixture();
    const named = { ...image, mime: `image/${canary}` };
    const messages = [
      message('user', 'Look.', named),
      message('assistant', call('c1', 'look', {})),
      message('user', { kind: 'tool-result', callId: 'c1', parts: [named] } as const),
    ];
    const exchange = send(messages, { api, provider: host, tools });
    for (const written of [bodyOf(exchange), JSON.stringify(exchange.receipt)]) {
      for (const spelling of spellings(canary)) expect(written).not.toContain(spelling);
    }
  });

  it('takes no picture for text, and no text for a picture', () => {
    const fake = { ...image, data: new TextEncoder().encode(`not a picture but ${canary} in it`) };
    const { send } = fixture();
    const exchange = send([message('user', 'Look.', fake)], { api, provider: host });
    for (const spelling of spellings(canary)) expect(bodyOf(exchange)).not.toContain(spelling);
  });
});

/** Marks for the prompt cache move on with the conversation; they are not part of its prefix. */
function unmarked<T>(value: T): T {
  if (Array.isArray(value)) return value.map(unmarked) as T;
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value).filter(([name]) => name !== 'cache_control');
  return Object.fromEntries(rest.map(([name, member]) => [name, unmarked(member)])) as T;
}
