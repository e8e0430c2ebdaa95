import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Receipt } from '../../../src/engine/model.ts';
import { mostShown, newestReceipts, startFeed } from '../../../src/extension/receipts/receipt-feed.ts';
import { Receipts } from '../../../src/extension/receipts/receipts.ts';
import { parseReceipt, summarize } from '../../../src/extension/receipts/summary.ts';
import { createLocalStore } from '../../../src/platform/local-store.ts';
import { receipt as receiptOfViews } from '../views/receipt.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'takumo-receipts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const receipt = (id: string, more: Partial<Receipt> = {}): Receipt =>
  receiptOfViews(id, {
    bytesOut: 10,
    policies: [],
    durations: { guard: 1, upstream: 2, inbound: 3 },
    places: ['src/marker-path.ts:3'],
    ...more,
  });
const key = Buffer.alloc(32, 7);
const store = (now = 5000, with_ = key) => createLocalStore({ folder, key: with_, now: () => now });

describe('the local store', () => {
  it('reads back what all windows wrote, in the order files were begun', async () => {
    const first = store(1000);
    const second = store(2000);
    await Promise.all([first.append('a'), second.append('c'), first.append('b')]);
    expect(await store().readAll()).toEqual({ records: ['a', 'b', 'c'], damaged: 0 });
  });

  it('is encrypted: no part of a record is on disk', async () => {
    await store().append(JSON.stringify(receipt('1')));
    const [name] = await readdir(folder);
    const bytes = await readFile(join(folder, name!), 'utf8');
    expect(bytes).not.toContain('marker-path');
    expect(Buffer.from(bytes, 'base64').toString('latin1')).not.toContain('marker-path');
    expect(await store(1, Buffer.alloc(32, 8)).readAll()).toEqual({ records: [], damaged: 1 });
  });

  it('notices changed, swapped and cut records', async () => {
    const one = store();
    for (const text of ['a', 'b', 'c']) await one.append(text);
    const file = join(folder, (await readdir(folder))[0]!);
    const [a, b, c] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${b}\n${a}\n${c}\n`);
    expect(await store().readAll()).toEqual({ records: ['c'], damaged: 2 });
    await writeFile(file, `${a}\n${b!.slice(0, 20)}\nnonsense\n${c}`);
    expect(await store().readAll()).toEqual({ records: ['a'], damaged: 2 });
  });

  it('expires and clears', async () => {
    const old = store(1000);
    await old.append('old');
    const fresh = store(9000);
    await fresh.append('new');
    await fresh.expire(5000);
    expect((await fresh.readAll()).records).toEqual(['new']);
    await fresh.clear();
    expect(await readdir(folder)).toEqual([]);
    await fresh.append('again');
    expect((await fresh.readAll()).records).toEqual(['again']);
  });
});

describe('receipts', () => {
  const make = (keepDays = 30) => {
    const failures: unknown[] = [];
    const opened = store();
    const receipts = new Receipts({
      open: async () => opened,
      keepDays: () => keepDays,
      now: () => 0,
      failed: (error) => failures.push(error),
    });
    return { receipts, failures };
  };

  it('keep no places under ZDR, in memory and on disk', async () => {
    const { receipts } = make();
    receipts.add(receipt('1', { zdr: true }));
    expect(receipts.session[0]?.places).toBeUndefined();
    const { receipts: all } = await receipts.all();
    expect(JSON.stringify(all)).not.toContain('marker-path');
  });

  it('come back once each, in order, with those of earlier windows', async () => {
    make().receipts.add(receipt('2'));
    const { receipts } = make();
    receipts.add(receipt('1'));
    receipts.add(receipt('3'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await receipts.all()).receipts.map((each) => each.id)).toEqual(['1', '2', '3']);
  });

  it('go when they are older than the days to keep, without being asked for, and once a day', async () => {
    const day = 24 * 60 * 60_000;
    await store(1000).append(JSON.stringify(receipt('1')));
    let now = 29 * day;
    const own = createLocalStore({ folder, key, now: () => now });
    const receipts = new Receipts({
      open: async () => own,
      keepDays: () => 30,
      now: () => now,
      failed: () => undefined,
    });
    expect((await receipts.all()).receipts.map((each) => each.id)).toEqual(['1']);
    now = 31 * day;
    receipts.add(receipt('2'));
    await vi.waitFor(async () => expect((await receipts.all()).receipts.map((each) => each.id)).toEqual(['2']));
  });

  it('stay in memory when nothing is to be kept', async () => {
    const { receipts } = make(0);
    receipts.add(receipt('1'));
    expect((await receipts.all()).receipts).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('survive a store that fails', async () => {
    const failures: unknown[] = [];
    const receipts = new Receipts({
      open: async () => {
        throw new Error('no disk');
      },
      keepDays: () => 30,
      now: () => 0,
      failed: (error) => failures.push(error),
    });
    receipts.add(receipt('1'));
    expect((await receipts.all()).receipts).toHaveLength(1);
    expect(failures.length).toBeGreaterThan(0);
  });

  it('are summed up, without what was sent unguarded', () => {
    expect(
      summarize([
        receipt('1'),
        receipt('2', { decision: 'blocked', byCategory: { CONN: 1 }, tokensRestored: 0 }),
        receipt('3', { decision: 'unguarded' }),
      ]),
    ).toEqual({
      requests: 3,
      blocked: 1,
      unguarded: 1,
      byCategory: { KEY: 2, CONN: 1 },
      keptBack: 3,
      restored: 4,
    });
  });

  it('say when they were deleted', async () => {
    const { receipts } = make();
    let cleared = 0;
    receipts.onDidClear(() => cleared++);
    receipts.add(receipt('1'));
    await receipts.clear();
    expect(cleared).toBe(1);
    expect((await receipts.all()).receipts).toEqual([]);
  });

  it('are handed to a view newest first, the newest of very many', async () => {
    const { receipts } = make(0);
    for (let index = 0; index < mostShown; index++) receipts.add(receipt(`${index}`));
    receipts.add(receipt('last'));
    const newest = await newestReceipts(receipts);
    expect(newest.receipts).toHaveLength(mostShown);
    expect(newest.receipts[0]?.id).toBe('last');
  });

  it('reads only what is a receipt', () => {
    expect(parseReceipt(JSON.stringify(receipt('1')))?.id).toBe('1');
    for (const text of ['', 'null', '[]', '{"id":1}', '{"id":"1"}']) expect(parseReceipt(text)).toBeUndefined();
  });
});

describe('the feed of a view', () => {
  const begin = (visible: () => boolean) => {
    const receipts = new Receipts({
      open: async () => store(),
      keepDays: () => 0,
      now: () => 0,
      failed: () => undefined,
    });
    const sent: string[] = [];
    const feed = startFeed({
      receipts,
      visible,
      all: () => sent.push('all'),
      more: (more) => sent.push(more.map(({ id }) => id).join()),
    });
    return { receipts, sent, feed };
  };
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('hands over what came in a moment together, newest first', () => {
    const { receipts, sent } = begin(() => true);
    for (const id of ['1', '2', '3']) receipts.add(receipt(id));
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1000);
    receipts.add(receipt('4'));
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual(['3,2,1', '4']);
  });

  it('costs nothing while the view is hidden', () => {
    let visible = false;
    const { receipts, sent } = begin(() => visible);
    receipts.add(receipt('1'));
    expect(vi.getTimerCount()).toBe(0);
    visible = true;
    receipts.add(receipt('2'));
    visible = false;
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([]);
  });

  it('sends everything anew when the receipts were deleted, and nothing once it is disposed', async () => {
    vi.useRealTimers();
    const { receipts, sent, feed } = begin(() => true);
    await receipts.clear();
    expect(sent).toEqual(['all']);
    receipts.add(receipt('1'));
    feed.dispose();
    receipts.add(receipt('2'));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(sent).toEqual(['all']);
  });
});
