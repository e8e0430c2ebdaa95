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
