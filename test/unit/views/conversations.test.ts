import { describe, expect, it } from 'vitest';
import { createFormats, insert } from '../../../src/views/base/formats.ts';
import {
  createSearch,
  detailsOf,
  groupByConversation,
  keptBack,
  modelsOf,
} from '../../../src/views/what-left/conversations.ts';
import { receipt } from './receipt.ts';
import { words } from './words.ts';

const formats = createFormats('en');

describe('conversations', () => {
  it('hold their requests, the one with the newest request first', () => {
    const groups = groupByConversation([
      receipt('5', { conversation: 'a' }),
      receipt('4', { conversation: 'b' }),
      receipt('3', { conversation: 'a', model: 'other' }),
    ]);
    expect(groups.map(({ requests }) => requests.map(({ id }) => id))).toEqual([['5', '3'], ['4']]);
    expect(modelsOf(groups[0]!)).toEqual(['demo', 'other']);
  });

  it('are of one request where the receipt names none, whatever its id', () => {
    const groups = groupByConversation([receipt('a'), receipt('b'), receipt('c', { conversation: 'a' })]);
    expect(groups).toHaveLength(3);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(3);
  });

  it('count what was kept back, without what went out unguarded', () => {
    expect(keptBack([receipt('1'), receipt('2', { decision: 'unguarded' }), receipt('3', { byCategory: {} })])).toBe(2);
  });
});

describe('a search', () => {
  const search = createSearch(words);
  const all = [
    receipt('1'),
    receipt('2', { decision: 'blocked', model: 'Big Model' }),
    receipt('3', { byCategory: { CONN: 1 }, byDetector: { 'postgres-url': 1 }, places: [], policies: [] }),
  ];
  const ids = (query: string) => search(all, query).map(({ id }) => id);

  it('finds what is shown: the words of the interface, models, rules, places, policies', () => {
    expect(ids('held')).toEqual(['2']);
    expect(ids('big MODEL')).toEqual(['2']);
    expect(ids('postgres')).toEqual(['3']);
    expect(ids('urls')).toEqual(['3']);
    expect(ids('config.ts')).toEqual(['1', '2']);
    expect(ids('aws-keys keys')).toEqual(['1', '2']);
  });

  it('wants every word, and finds all when there is none', () => {
    expect(ids('aws big')).toEqual(['2']);
    expect(ids('aws postgres')).toEqual([]);
    expect(ids('  ')).toEqual(['1', '2', '3']);
  });

  it('does not find the names of the fields', () => {
    for (const name of ['bytesOut', 'byCategory', 'durations', 'posture']) expect(ids(name), name).toEqual([]);
  });
});

describe('the details of a receipt', () => {
  const named = (more: Parameters<typeof receipt>[1] = {}) =>
    Object.fromEntries(detailsOf(receipt('1', more), words, formats).map(({ name, value }) => [name, value]));

  it('say what was found, what left and what it took', () => {
    expect(named({ usage: { input: 1200, output: 30, cached: 1000 } })).toMatchObject({
      model: 'demo at 127.0.0.1',
      found: 'keys: 2',
      rules: 'aws-access-key-id: 2',
      places: 'src/config.ts:3',
      policies: 'aws-keys',
      sent: '1.2 kB',
      restored: '2',
      'model tokens': '1,200 in (1,000 cached), 30 out',
      added: '4 ms',
      provider: '200 ms',
    });
    expect(named({ usage: { input: 1, output: 2 } })['model tokens']).toBe('1 in, 2 out');
  });

  it('leave out what there was not', () => {
    const facts = named({ decision: 'blocked', byCategory: {}, byDetector: {}, places: [], policies: [] });
    expect(Object.keys(facts)).toEqual(['time', 'model', 'found', 'sent', 'added']);
    expect(facts.found).toBe('nothing');
  });
});

describe('formats', () => {
  it('follow the language', () => {
    expect(createFormats('de').number(1234.56)).toBe('1.234,6');
    expect(createFormats('ja').ms(12.6)).toContain('13');
    expect(createFormats('en').bytes(2_500_000)).toBe('2.5 MB');
  });

  it('survive a language or a date that is none', () => {
    for (const language of ['', 'qps-ploc', 'x', '!!', 'not a language'])
      expect(createFormats(language).number(1), language).toBe('1');
    expect(formats.moment('yesterday')).toBe('yesterday');
    expect(formats.recent('yesterday', 0)).toBe('yesterday');
  });

  it('give the time alone for today', () => {
    const now = new Date(2026, 0, 2, 15, 4).getTime();
    const at = (hour: number, day: number) => new Date(2026, 0, day, hour).toISOString();
    expect(formats.recent(at(9, 2), now)).toBe(formats.hour(new Date(2026, 0, 2, 9).getTime()));
    expect(formats.recent(at(9, 1), now)).toContain('Jan 1');
  });

  it('put values into a sentence, once, and leave places without a value', () => {
    expect(insert('{0} and {1}, {0}', '{1}', 'b')).toBe('{1} and b, {1}');
    expect(insert('{0} {2}', 'a')).toBe('a {2}');
  });
});
