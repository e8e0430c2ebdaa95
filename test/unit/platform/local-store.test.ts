/** One folder, several windows: what one writes, clears or expires must not damage what another writes. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineKey } from '../../../src/extension/hold/fingerprints.ts';
import { createLocalStore } from '../../../src/platform/local-store.ts';

const day = 24 * 60 * 60_000;
const key = Buffer.alloc(32, 7);
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'takumo-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const opened = (clock: { now: number }) => createLocalStore({ folder, key, now: () => clock.now });

describe('two windows and one store', () => {
  it('keeps both whole when they write at once, from processes of their own', async () => {
    const bundle = join(folder, 'store.mjs');
    await build({
      entryPoints: ['src/platform/local-store.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: bundle,
    });
    const writer = (name: string) => `
      import { createLocalStore } from ${JSON.stringify(pathToFileURL(bundle).href)};
      const store = createLocalStore({ folder: ${JSON.stringify(folder)}, key: Buffer.alloc(32, 7), now: Date.now });
      await Promise.all(Array.from({ length: 200 }, (_, at) => store.append('${name}' + at)));`;
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', writer(name)], { timeout: 20_000 });
    await Promise.all([run('a'), run('b')]);
    const { records, damaged } = await opened({ now: Date.now() }).readAll();
    expect(damaged).toBe(0);
    for (const name of ['a', 'b'])
      expect(records.filter((record) => record.startsWith(name))).toEqual(
        Array.from({ length: 200 }, (_, at) => `${name}${at}`),
      );
  });

  it('goes on in a new file when another window has cleared the store', async () => {
    const one = opened({ now: 1000 });
    const other = opened({ now: 1001 });
    await one.append('before');
    await other.append('too');
    await other.clear();
    await one.append('after');
    await one.append('and on');
    expect(await other.readAll()).toEqual({ records: ['after', 'and on'], damaged: 0 });
  });

  it('keeps what was written today in a window that has been open for longer than receipts are kept', async () => {
    const clock = { now: day };
    const long = opened(clock);
    await long.append('first day');
    clock.now = 40 * day;
    await long.append('today');
    const fresh = opened({ now: 40 * day + 1 });
    await fresh.expire(10 * day);
    expect(await fresh.readAll()).toEqual({ records: ['today'], damaged: 0 });
    await long.append('later today');
    expect(await fresh.readAll()).toEqual({ records: ['today', 'later today'], damaged: 0 });
  });

  it('reads and expires while the other writes', async () => {
    const writer = opened({ now: 50 * day });
    const reader = opened({ now: 50 * day + 1 });
    const writing = Array.from({ length: 60 }, (_, at) => writer.append(`${at}`));
    for (let round = 0; round < 10; round++) {
      await reader.expire(20 * day);
      expect((await reader.readAll()).damaged).toBe(0);
    }
    await Promise.all(writing);
    expect((await reader.readAll()).records).toHaveLength(60);
  });

  it('begins another file after a write that failed', async () => {
    const store = opened({ now: 1000 });
    await store.append('one');
    await rm(folder, { recursive: true });
    await store.append('two');
    expect(await store.readAll()).toEqual({ records: ['two'], damaged: 0 });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('has one key, though both windows make it at the same moment', async () => {
    const stored = new Map<string, string>();
    const wait = () => new Promise((done) => setTimeout(done, 5));
    const secrets = {
      get: async (name: string) => {
        await wait();
        return stored.get(name);
      },
      store: async (name: string, value: string) => {
        await wait();
        stored.set(name, value);
      },
      delete: async (name: string) => void stored.delete(name),
    };
    const [one, other] = await Promise.all([machineKey(secrets, 'k'), machineKey(secrets, 'k')]);
    expect(one.equals(other)).toBe(true);
  });
});
