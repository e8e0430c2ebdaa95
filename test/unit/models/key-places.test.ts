/** Where a group's key may go. */
import { describe, expect, it } from 'vitest';
import { Redacted } from '../../../src/engine/model.ts';
import { KeyPlaces } from '../../../src/extension/models/key-places.ts';

function secrets() {
  const data = new Map<string, string>();
  return {
    data,
    get: async (name: string) => data.get(name),
    store: async (name: string, value: string) => void data.set(name, value),
    delete: async (name: string) => void data.delete(name),
  };
}

const secret = ['sk', 'Qz7Xw9Lp2', 'test'].join('-');
const key = new Redacted(secret);

describe("a group's key", () => {
  it('is bound to the origin that it is first used for, over restarts', async () => {
    const store = secrets();
    const machine = async () => Buffer.alloc(32, 7);
    expect(await new KeyPlaces(store, machine).check(key, 'https://a.example')).toBeUndefined();
    const places = new KeyPlaces(store, machine);
    expect(await places.check(key, 'https://a.example')).toBeUndefined();
    expect(await places.check(key, 'https://b.example')).toMatchObject({
      origin: 'https://b.example',
      known: ['https://a.example'],
    });
    expect(await places.check(new Redacted('another'), 'https://b.example')).toBeUndefined();
    expect([...store.data.values()].join()).not.toContain(secret);
  });

  it('goes elsewhere once a person has allowed it, and only there', async () => {
    const places = new KeyPlaces(secrets(), async () => Buffer.alloc(32, 7));
    await places.check(key, 'https://a.example');
    const move = (await places.check(key, 'https://b.example'))!;
    expect(places.refused).toEqual([move]);
    await places.allow(move);
    expect(places.refused).toEqual([]);
    expect(await places.check(key, 'https://b.example')).toBeUndefined();
    expect(await places.check(key, 'https://c.example')).toBeDefined();
  });

  it('is bound once when several groups ask at the same time', async () => {
    const places = new KeyPlaces(secrets(), async () => Buffer.alloc(32, 7));
    const moves = await Promise.all(
      ['https://a.example', 'https://b.example'].map((origin) => places.check(key, origin)),
    );
    expect(moves.filter((move) => move !== undefined)).toHaveLength(1);
  });
});
