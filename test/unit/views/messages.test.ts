/** What crosses the port of a webview is checked on both sides: anything that is no message of ours is nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFromActivity, readToActivity } from '../../../src/views/activity/messages.ts';
import { rowOf } from '../../../src/views/activity/summary.ts';
import { isReceipt, longestQuery, readFromWhatLeft, readToWhatLeft } from '../../../src/views/what-left/messages.ts';
import { receipt } from './receipt.ts';

describe('messages of What Left', () => {
  it('from the view are commands, or a query of bounded length', () => {
    for (const type of ['ready', 'export', 'copy', 'chat'])
      expect(readFromWhatLeft({ type, more: 'ignored' })).toEqual({ type });
    expect(readFromWhatLeft({ type: 'query', query: 'aws' })).toEqual({ type: 'query', query: 'aws' });
    for (const message of [
      { type: 'query' },
      { type: 'query', query: 7 },
      { type: 'query', query: 'x'.repeat(longestQuery + 1) },
      { type: 'delete' },
      'ready',
      null,
      [],
    ])
      expect(readFromWhatLeft(message)).toBeUndefined();
  });

  it('to the view hold receipts and nothing else', () => {
    const data = { type: 'data', words: {}, language: 'en', receipts: [receipt('1')] };
    expect(readToWhatLeft(data)).toEqual(data);
    const more = { type: 'more', receipts: [receipt('2')] };
    expect(readToWhatLeft(more)).toEqual(more);
    expect(readToWhatLeft({ ...data, receipts: [{ id: '1' }, receipt('2')] })).toMatchObject({
      receipts: [{ id: '2' }],
    });
    for (const message of [
      { ...data, words: 'none' },
      { ...data, language: 1 },
      { type: 'more', receipts: 'all' },
      { type: 'other', receipts: [] },
    ])
      expect(readToWhatLeft(message)).toBeUndefined();
  });

  it('take a receipt of any version that has what is shown', () => {
    expect(isReceipt(receipt('1'))).toBe(true);
    expect(isReceipt(receipt('1', { conversation: 'c', usage: { input: 1, output: 2 } }))).toBe(true);
    for (const wrong of [
      { conversation: 7 },
      { usage: { input: '1' } },
      { decision: 'lost' },
      { byCategory: { KEY: 'two' } },
      { durations: {} },
      { places: [1] },
      { policies: ['p'] },
      { model: undefined },
    ])
      expect(isReceipt({ ...receipt('1'), ...wrong }), JSON.stringify(wrong)).toBe(false);
  });
});

describe('messages of Activity', () => {
  it('are checked both ways', () => {
    expect(readFromActivity({ type: 'ready' })).toEqual({ type: 'ready' });
    expect(readFromActivity({ type: 'export' })).toBeUndefined();
    const data = { type: 'data', words: {}, language: 'en', rows: [rowOf(receipt('1'))] };
    expect(readToActivity(data)).toEqual(data);
    expect(readToActivity({ ...data, rows: [{}] })).toEqual({ ...data, rows: [] });
    expect(readToActivity({ ...data, rows: 'all' })).toBeUndefined();
  });
});

it('no reader throws, whatever comes', () => {
  fc.assert(
    fc.property(fc.anything(), (message) => {
      for (const read of [readFromWhatLeft, readToWhatLeft, readFromActivity, readToActivity]) read(message);
    }),
  );
});
