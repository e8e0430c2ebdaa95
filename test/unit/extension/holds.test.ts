import { afterEach, describe, expect, it, vi } from 'vitest';
import { Redacted } from '../../../src/engine/model.ts';
import { alwaysStore, fingerprint, machineKey } from '../../../src/extension/hold/fingerprints.ts';
import { type HoldRequest, Holds } from '../../../src/extension/hold/holds.ts';

function memento() {
  const data = new Map<string, unknown>();
  return {
    data,
    get: <T>(key: string) => data.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void (value === undefined ? data.delete(key) : data.set(key, value)),
  };
}

const request = (more: Partial<HoldRequest> = {}): HoldRequest => ({
  surface: 'chat',
  model: 'Demo',
  detections: [{ title: 'AWS access key id', policy: 'aws-keys', path: '.env', line: 3 }],
  locked: false,
  fingerprints: ['one'],
  ...more,
});

function setUp() {
  const storage = memento();
  return { storage, holds: new Holds(alwaysStore(storage), () => Date.now()) };
}

afterEach(() => vi.useRealTimers());

describe('held requests', () => {
  it('wait for an answer, and send nothing without one', async () => {
    vi.useFakeTimers();
    const { holds } = setUp();
    const sent = holds.ask(request(), { seconds: 60 });
    const silent = holds.ask(request({ fingerprints: ['two'] }), { seconds: 60 });
    expect(holds.waiting).toHaveLength(2);
    expect(holds.answer(holds.waiting[0]!.id, 'send')).toBe(true);
    expect(await sent).toBe('send');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await silent).toBe('timeout');
    expect(holds.waiting).toHaveLength(0);
    expect(holds.answer(1, 'send')).toBe(false);
  });

  it('ask the same secrets again in another conversation, unless "always" was said', async () => {
    const { holds } = setUp();
    const first = holds.ask(request(), { seconds: 5 });
    holds.answer(holds.waiting[0]!.id, 'send');
    await first;
    const second = holds.ask(request(), { seconds: 5 });
    expect(holds.waiting).toHaveLength(1);
    holds.answer(holds.waiting[0]!.id, 'always');
    expect(await second).toBe('send');
    expect(await holds.ask(request(), { seconds: 5 })).toBe('send');
    expect(
      await Promise.race([
        holds.ask(request({ fingerprints: ['one', 'new'] }), { seconds: 5 }),
        Promise.resolve('asked'),
      ]),
    ).toBe('asked');
    holds.dispose();
  });

  it('a locked policy takes no "always", and remembers none', async () => {
    const { holds, storage } = setUp();
    const held = holds.ask(request({ locked: true }), { seconds: 5 });
    holds.answer(holds.waiting[0]!.id, 'always');
    await held;
    expect(storage.data.size).toBe(0);
    alwaysStore(storage).add(['one']);
    void holds.ask(request({ locked: true }), { seconds: 5 });
    expect(holds.waiting).toHaveLength(1);
    holds.dispose();
  });

  it('one run is asked once: together while it waits, and not again for what was answered', async () => {
    const { holds } = setUp();
    let asked = 0;
    holds.onDidAsk(() => {
      asked += 1;
    });
    const both = [holds.ask(request({ run: 'r' }), { seconds: 5 }), holds.ask(request({ run: 'r' }), { seconds: 5 })];
    expect(holds.waiting).toHaveLength(1);
    holds.answer(holds.waiting[0]!.id, 'send');
    expect(await Promise.all(both)).toEqual(['send', 'send']);
    expect(await holds.ask(request({ run: 'r' }), { seconds: 5 })).toBe('send');
    expect(asked).toBe(1);
    void holds.ask(request({ run: 'other' }), { seconds: 5 });
    expect(asked).toBe(2);
    holds.dispose();
  });

  it('cancelling one of two that wait together leaves the other waiting', async () => {
    const { holds } = setUp();
    const abort = new AbortController();
    const first = holds.ask(request({ run: 'r' }), { seconds: 5, signal: abort.signal });
    const secondAbort = new AbortController();
    const second = holds.ask(request({ run: 'r' }), { seconds: 5, signal: secondAbort.signal });
    abort.abort();
    expect(await first).toBe('cancelled');
    expect(holds.waiting).toHaveLength(1);
    secondAbort.abort();
    expect(await second).toBe('cancelled');
    expect(holds.waiting).toHaveLength(0);
    expect(await holds.ask(request(), { seconds: 5, signal: abort.signal })).toBe('cancelled');
  });

  it('a new session refuses what waits', async () => {
    const { holds } = setUp();
    const held = holds.ask(request(), { seconds: 5 });
    holds.reset();
    expect(await held).toBe('refuse');
  });
});

describe('fingerprints', () => {
  it('are keyed, differ by policy and value, and hold no part of the value', async () => {
    const kept = new Map<string, string>();
    const secrets = {
      get: async (name: string) => kept.get(name),
      store: async (name: string, value: string) => void kept.set(name, value),
      delete: async (name: string) => void kept.delete(name),
    };
    const key = await machineKey(secrets, 'k');
    expect(await machineKey(secrets, 'k')).toEqual(key);
    const other = await machineKey(secrets, 'other');
    const value = new Redacted('v'.repeat(20));
    const mark = fingerprint(key, 'aws-keys', value);
    expect(mark).toHaveLength(24);
    expect(mark).not.toContain('vvv');
    expect(
      new Set([
        mark,
        fingerprint(key, 'named-secrets', value),
        fingerprint(other, 'aws-keys', value),
        fingerprint(key, 'aws-keys', new Redacted('w')),
      ]).size,
    ).toBe(4);
  });

  it('a damaged list counts as empty', () => {
    const storage = memento();
    storage.data.set('takumo.alwaysSend', { not: 'a list' });
    const always = alwaysStore(storage);
    expect(always.has('one')).toBe(false);
    always.add(['one']);
    expect(always.has('one')).toBe(true);
    always.clear();
    expect(always.has('one')).toBe(false);
  });
});

describe('a held tool call', () => {
  const call = (more: Partial<NonNullable<HoldRequest['tool']>> = {}, run = 'run') =>
    request({ fingerprints: [], run, tool: { name: 'mcp_any_save', sink: 'tool', tokens: ['a'], ...more } });
  const askedAgain = async (holds: Holds, held: HoldRequest) => {
    const outcome = holds.ask(held, { seconds: 60 });
    const [waiting] = holds.waiting;
    if (waiting === undefined) return outcome;
    holds.answer(waiting.id, 'refuse');
    await outcome;
    return 'asked';
  };
  const answered = async (answer: 'send' | 'refuse', held = call()) => {
    const { holds } = setUp();
    const outcome = holds.ask(held, { seconds: 60 });
    holds.answer(holds.waiting[0]!.id, answer);
    await outcome;
    return holds;
  };

  it.each(['send', 'refuse'] as const)('is asked once in a run: %s', async (answer) => {
    expect(await askedAgain(await answered(answer), call())).toBe(answer);
  });

  it.each([
    ['another tool', call({ name: 'mcp_other_save' })],
    ['another secret', call({ tokens: ['b'] })],
    ['one secret more', call({ tokens: ['a', 'b'] })],
    ['the next run', call({}, 'next')],
    ['a command of the same name', call({ sink: 'shell' })],
    ['a call that carries nothing that is known', call({ tokens: [] })],
  ])('is asked about again for %s', async (_what, held) => {
    expect(await askedAgain(await answered('send'), held)).toBe('asked');
  });

  it.each(['shell', 'network'] as const)('is asked about every time when it goes to %s', async (sink) => {
    expect(await askedAgain(await answered('send', call({ sink })), call({ sink }))).toBe('asked');
  });

  it('with secrets that were answered one by one takes the answer that they share', async () => {
    const holds = await answered('send');
    const other = holds.ask(call({ tokens: ['b'] }), { seconds: 60 });
    holds.answer(holds.waiting[0]!.id, 'send');
    await other;
    expect(await askedAgain(holds, call({ tokens: ['a', 'b'] }))).toBe('send');
    const refused = holds.ask(call({ tokens: ['c'] }), { seconds: 60 });
    holds.answer(holds.waiting[0]!.id, 'refuse');
    await refused;
    expect(await askedAgain(holds, call({ tokens: ['a', 'c'] }))).toBe('asked');
  });

  it('waits together with the same call, and is not remembered when nobody answers', async () => {
    vi.useFakeTimers();
    const { holds } = setUp();
    const both = [holds.ask(call(), { seconds: 5 }), holds.ask(call(), { seconds: 5 })];
    expect(holds.waiting).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await Promise.all(both)).toEqual(['timeout', 'timeout']);
    expect(await askedAgain(holds, call())).toBe('asked');
  });

  it('is forgotten with the session', async () => {
    const holds = await answered('send');
    holds.reset();
    expect(await askedAgain(holds, call())).toBe('asked');
  });
});
