/** What another extension's model answers, piece by piece, and what goes wrong with it. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TakumoError } from '../../../src/engine/errors.ts';
import type { WireDelta } from '../../../src/engine/wire/api.ts';
import { apis } from '../../../src/engine/wire/apis.ts';
import { call, fixture, message, result } from '../guard/fixture.ts';
import { fakeModel, vscode, world } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { lmTarget } = await import('../../../src/extension/chat/lm-target.ts');
const { LmStream } = await import('../../../src/extension/chat/lm-stream.ts');
const { Twins } = await import('../../../src/extension/forward/twins.ts');
const { readVendors } = await import('../../../src/extension/forward/vendors.ts');

const {
  LanguageModelTextPart: Text,
  LanguageModelToolCallPart: Call,
  LanguageModelDataPart: Data,
  LanguageModelThinkingPart: Thinking,
} = vscode;
const api = apis['vscode-lm']!;
const nothing = () => {};
const log = { info: nothing, warn: nothing, debug: nothing, error: nothing } as never;

beforeEach(() => {
  world.models = [];
  world.asked = [];
  world.settings = {};
});

function open(model = fakeModel('one')) {
  return { model, target: lmTarget(model as never, 'Other', async () => model as never) };
}

async function answer(parts: readonly unknown[]) {
  const { model, target } = open();
  model.script = [[...parts]];
  const exchange = fixture().send([message('user', 'Hi')], { api, provider: 'other' });
  const opened = await target.open();
  const deltas: WireDelta[] = [];
  for await (const some of opened.send(exchange, new AbortController().signal)) deltas.push(...some);
  return { deltas, exchange, model };
}

describe('an answer', () => {
  it('becomes text, thinking, calls and an end', async () => {
    const thought = new Thinking('hm', 't1', { signature: 's' });
    const { deltas, exchange } = await answer([
      thought,
      new Text('Hel'),
      new Text('lo'),
      new Call('c1', 'read_x2e_it', { a: 1 }),
    ]);
    expect(deltas).toEqual([
      { kind: 'reasoning', choice: 0, text: 'hm', source: thought },
      {
        kind: 'reasoning-item',
        choice: 0,
        item: {
          at: { afterText: false, afterCalls: 0 },
          thinking: { value: 'hm', id: 't1', metadata: '{"signature":"s"}' },
        },
      },
      { kind: 'text', choice: 0, text: 'Hel' },
      { kind: 'text', choice: 0, text: 'lo' },
      { kind: 'tool-call', choice: 0, index: 0, id: 'c1', name: 'read.it', arguments: '{"a":1}' },
      { kind: 'finish', choice: 0, reason: 'tool_calls' },
    ]);
    expect((deltas[0] as { source?: object }).source).toBe(thought);
    expect(exchange.receipt.bytesIn).toBeGreaterThan(0);
  });

  it('joins the pieces of a thought, and begins another with another id', () => {
    const stream = new LmStream((name) => name);
    const items = [
      new Thinking('a', 'x'),
      new Thinking('b', 'x', { sig: 1 }),
      new Thinking('c', 'y'),
      new Thinking('', '', { vscode_reasoning_done: true }),
      new Call('1', 'f', {}),
    ]
      .flatMap((part) => stream.push(part))
      .flatMap((delta) => (delta.kind === 'reasoning-item' ? [delta.item.thinking] : []));
    expect(items).toEqual([
      { value: 'ab', id: 'x', metadata: '{"sig":1}' },
      { value: 'c', id: 'y' },
    ]);
  });

  it('loses nothing that carries text', () => {
    const stream = new LmStream((name) => name);
    const texts = [
      new Data(Buffer.from('plain'), 'text/plain; charset=utf-8'),
      { value: 'of a class of tomorrow' },
      new Data(Buffer.from([1]), 'image/png'),
      new Data(Buffer.from('x'), 'stateful_marker'),
      { nothing: true },
    ].map((part) => stream.push(part).flatMap((delta) => (delta.kind === 'text' ? [delta.text] : [])));
    expect(texts).toEqual([['plain'], ['of a class of tomorrow'], [expect.stringContaining('image/png')], [], []]);
  });

  it('tells what the vendor counted', () => {
    const counts = { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } };
    const stream = new LmStream((name) => name);
    expect(stream.push(new Data(Buffer.from(JSON.stringify(counts)), 'usage'))).toEqual([
      { kind: 'usage', input: 10, output: 2, cached: 4 },
    ]);
    expect(stream.push(new Data(Buffer.from('{'), 'usage'))).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const cases: readonly [string, Error, string, RegExp][] = [
    ['no permission', new vscode.LanguageModelError('no', 'NoPermissions'), 'upstream-forbidden', /does not let/],
    ['blocked', new vscode.LanguageModelError('filtered', 'Blocked'), 'upstream-forbidden', /blocked.*filtered/],
    ['gone', new vscode.LanguageModelError('', 'NotFound'), 'upstream-not-found', /no longer there/],
    ['quota', Object.assign(new Error('used up'), { name: 'ChatQuotaExceeded' }), 'upstream-rate-limited', /quota/],
    ['rate', Object.assign(new Error('slow'), { name: 'ChatRateLimited' }), 'upstream-rate-limited', /rate/],
    ['anything', new Error('It broke'), 'upstream-bad-request', /It broke/],
  ];
  for (const [name, error, code, words] of cases) {
    it(`is named: ${name}, at once or in mid-stream`, async () => {
      for (const parts of [[error], [new Text('half'), error]]) {
        const failed = await answer(parts).catch((reason: unknown) => reason as TakumoError);
        expect(failed).toBeInstanceOf(TakumoError);
        expect(failed).toMatchObject({ code });
        expect((failed as TakumoError).message).toMatch(words);
      }
    });
  }

  it('stops the other extension', async () => {
    const { model, target } = open();
    model.script = [[new Text('a'), new Text('b')]];
    const abort = new AbortController();
    const opened = await target.open();
    const exchange = fixture().send([message('user', 'Hi')], { api, provider: 'other' });
    const failed = await (async () => {
      for await (const _ of opened.send(exchange, abort.signal)) abort.abort();
      return undefined;
    })().catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'aborted' });
    expect(model.sent[0]!.token.isCancellationRequested).toBe(true);
  });

  it('is refused: a model of our own, a model that has vanished', async () => {
    for (const vendor of ['takumo', 'takumo-openai']) {
      const own = lmTarget(fakeModel('demo', vendor) as never, 'Takumo', async () => undefined);
      await expect(own.open()).rejects.toMatchObject({ code: 'model-misconfigured' });
    }
    const gone = lmTarget(fakeModel('x') as never, 'Other', async () => undefined);
    await expect(gone.open()).rejects.toMatchObject({ code: 'upstream-not-found' });
  });

  it('sends thinking back where it stood', async () => {
    const { send } = fixture();
    const { target, model } = open();
    model.script = [[new Text('First.'), new Thinking('why', 't'), new Call('c1', 'f', {})], [new Text('Done.')]];
    const first = send([message('user', 'Go')], { api, provider: 'other' });
    const opened = await target.open();
    const inbound = first.inbound();
    for await (const deltas of opened.send(first, new AbortController().signal)) inbound.push(deltas);
    inbound.finish();
    const second = send(
      [message('user', 'Go'), message('assistant', 'First.', call('c1', 'f', {})), message('user', result('c1', 'ok'))],
      { api, provider: 'other' },
    );
    for await (const _ of opened.send(second, new AbortController().signal));
    const parts = model.sent[1]!.messages[1]!.content;
    expect(parts.map((part) => (part as object).constructor)).toEqual([Text, Thinking, Call]);
    expect(parts[1]).toMatchObject({ value: 'why', id: 't' });
  });
});

describe('twins', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

  it('cost nothing until a vendor is chosen', async () => {
    world.models = [fakeModel('one')];
    const twins = new Twins(log);
    await settled();
    expect(twins.list()).toEqual([]);
    expect([world.asked, world.listeners]).toEqual([[], 0]);
    twins.dispose();
  });

  it('are one for each model of the chosen vendors, under ids of their own that last', async () => {
    world.models = [
      fakeModel('one'),
      fakeModel('two'),
      fakeModel('copilot-utility', 'copilot'),
      fakeModel('gpt', 'copilot'),
    ];
    world.settings['forward.vendors'] = ['other', 'copilot', 'takumo', 'takumo-openai'];
    const twins = new Twins(log);
    let fired = 0;
    twins.onDidChange(() => fired++);
    await settled();
    expect(twins.list().map(({ id, name, family }) => [id, name, family])).toEqual([
      ['@other:one', 'Model one (guarded)', 'fam'],
      ['@other:two', 'Model two (guarded)', 'fam'],
      ['@copilot:gpt', 'Model gpt (guarded)', 'fam'],
    ]);
    expect(twins.list()[2]!.detail).toMatch(/GitHub Copilot.*beta/);
    expect(new Set(world.asked)).toEqual(new Set(['other', 'copilot']));
    const before = twins.list();
    world.modelsChanged.fire();
    await settled();
    expect([fired, twins.list()[0] === before[0]]).toEqual([1, true]);
    world.models = [fakeModel('two')];
    world.modelsChanged.fire();
    await settled();
    expect(twins.list().map(({ id }) => id)).toEqual(['@other:two']);
    expect(twins.find(before[0]!)).toBeUndefined();
    await vscode.workspace.getConfiguration().update('forward.vendors', undefined);
    await settled();
    expect([twins.list().length, world.listeners]).toEqual([0, 0]);
    twins.dispose();
  });

  it('read the setting without trust: no vendor of ours, no odd name, no list', () => {
    for (const [value, expected] of [
      [
        ['a', 'a', 'takumo', 'takumo-x', 'a b', 3, 'takumo2'],
        ['a', 'takumo2'],
      ],
      ['copilot', []],
      [undefined, []],
    ] as const) {
      world.settings['forward.vendors'] = value;
      expect(readVendors()).toEqual(expected);
    }
  });
});
