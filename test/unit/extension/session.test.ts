import { describe, expect, it } from 'vitest';
import type { KnownValue } from '../../../src/engine/model.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { ModelKeys } from '../../../src/extension/models/model-keys.ts';
import { type VaultSession, WindowSession } from '../../../src/extension/session/window-session.ts';

const known = (value: string): KnownValue => ({ value, category: 'SECRET', rule: 'known-value', title: 'known' });

class FakeVault implements VaultSession {
  learned: string[] = [];
  destroyed = false;
  learn(values: readonly KnownValue[]): void {
    this.learned.push(...values.map((each) => each.value));
  }
  destroy(): void {
    this.destroyed = true;
  }
}

function setUp() {
  const made: FakeVault[] = [];
  const session = new WindowSession(async () => {
    const vault = new FakeVault();
    made.push(vault);
    return vault;
  });
  return { made, session };
}

describe("the window's session", () => {
  it('is handed out only when it knows what its sources know', async () => {
    const { session, made } = setUp();
    session.addSource({ read: async () => [known('a')] });
    session.addSource({
      read: async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        return [known('b')];
      },
    });
    const [first, second] = await Promise.all([session.get(), session.get()]);
    expect(first).toBe(second);
    expect(first.learned.sort()).toEqual(['a', 'b']);
    expect(made).toHaveLength(1);
  });

  it('is destroyed by reset, and the next one learns again', async () => {
    const { session } = setUp();
    let values = [known('old')];
    session.addSource({ read: async () => values });
    const first = await session.get();
    values = [known('new')];
    session.reset();
    expect(first.destroyed).toBe(true);
    expect((await session.get()).learned).toEqual(['new']);
  });

  it('one that is still being made when the window closes is destroyed', async () => {
    const { session, made } = setUp();
    let go = (): void => undefined;
    session.addSource({
      read: () =>
        new Promise((resolve) => {
          go = () => resolve([]);
        }),
    });
    const pending = session.get();
    await Promise.resolve();
    await Promise.resolve();
    session.dispose();
    go();
    await expect(pending).rejects.toThrow();
    expect(made[0]?.destroyed).toBe(true);
    await expect(session.get()).rejects.toThrow();
  });

  it('a failed start is tried again', async () => {
    let attempts = 0;
    const session = new WindowSession(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no');
      return new FakeVault();
    });
    await expect(session.get()).rejects.toThrow('no');
    expect(await session.get()).toBeInstanceOf(FakeVault);
  });

  it('learns from a source that changes later', async () => {
    const { session } = setUp();
    const source = { read: async () => [known('later')] };
    await session.relearn(source);
    const vault = await session.get();
    await session.relearn(source);
    expect(vault.learned).toEqual(['later']);
  });
});

describe('keys of models', () => {
  const memory = () => {
    const kept = new Map<string, string>();
    return {
      kept,
      get: async (name: string) => kept.get(name),
      store: async (name: string, value: string) => void kept.set(name, value),
      delete: async (name: string) => void kept.delete(name),
    };
  };
  const model = { id: 'm', baseUrl: 'https://api.example.com/v1' };

  it('a stored key is bound to the origin it was given for', async () => {
    const keys = new ModelKeys(memory(), {});
    await keys.set(model, new Redacted(' k'.repeat(1).trim().repeat(12)));
    expect((await keys.get(model))?.reveal()).toBe('k'.repeat(12));
    expect((await keys.get({ ...model, baseUrl: 'https://api.example.com/v2' }))?.reveal()).toBe('k'.repeat(12));
    expect(await keys.get({ ...model, baseUrl: 'https://evil.example.com/v1' })).toBeUndefined();
    await keys.remove('m');
    expect(await keys.has(model)).toBe(false);
  });

  it('the named environment variable is used when nothing is stored, and damaged storage counts as nothing', async () => {
    const secrets = memory();
    const keys = new ModelKeys(secrets, { MY_KEY: 'e'.repeat(12), EMPTY: '' });
    expect((await keys.get({ ...model, apiKeyEnv: 'MY_KEY' }))?.reveal()).toBe('e'.repeat(12));
    expect(await keys.get({ ...model, apiKeyEnv: 'EMPTY' })).toBeUndefined();
    expect(await keys.get({ ...model, apiKeyEnv: 'ABSENT' })).toBeUndefined();
    secrets.kept.set('takumo.modelKey.m', 'not json');
    expect(await keys.get(model)).toBeUndefined();
  });
});
