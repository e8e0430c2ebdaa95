import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityText } from '../../../src/extension/activity/activity-text.ts';
import type { ActivityWords } from '../../../src/views/activity/messages.ts';
import {
  type ActivityRow,
  percentile,
  rowOf,
  stepEnd,
  stepStarts,
  summarizeActivity,
} from '../../../src/views/activity/summary.ts';
import { receipt } from './receipt.ts';
import { words as receiptWords } from './words.ts';

const now = new Date(2026, 4, 6, 15, 30).getTime();
const hour = 3_600_000;
const row = (hoursAgo: number, more: Partial<ActivityRow> = {}): ActivityRow => ({
  ...rowOf(receipt('1')),
  id: `${hoursAgo}`,
  time: now - hoursAgo * hour,
  ...more,
});

describe('activity', () => {
  it('counts by the hour for a day, up to the running hour', () => {
    const activity = summarizeActivity([row(0), row(0, { decision: 'blocked' }), row(3), row(30)], 'day', now);
    expect(activity.steps).toHaveLength(24);
    expect(activity.steps.at(-1)).toMatchObject({ keptBack: 4, restored: 4, blocked: 1 });
    expect(activity.steps.at(-4)).toMatchObject({ keptBack: 2, blocked: 0 });
    expect(activity).toMatchObject({ requests: 3, keptBack: 6, blocked: 1, unguarded: 0 });
    expect(new Date(activity.steps[0]!.start).getHours()).toBe(16);
  });

  it('counts by calendar days for a week', () => {
    const activity = summarizeActivity([row(1), row(20), row(24 * 6), row(24 * 8)], 'week', now);
    expect(activity.steps.map(({ keptBack }) => keptBack)).toEqual([2, 0, 0, 0, 0, 2, 2]);
    expect(activity.steps.every(({ start }) => new Date(start).getHours() === 0)).toBe(true);
  });

  it('does not call kept back what went out unguarded, nor time it', () => {
    const activity = summarizeActivity([row(0, { decision: 'unguarded' })], 'day', now);
    expect(activity).toMatchObject({ requests: 1, unguarded: 1, keptBack: 0, byCategory: [] });
    expect(activity.p50).toBeUndefined();
  });

  it('ranks types, rules and findings, and tells Sentinel from the guard', () => {
    const noted = rowOf(receipt('1', { findings: ['sql/injection', 'shell-sink'] }));
    expect(noted.sentinel).toEqual(['sql/injection']);
    const rows = [
      row(0, { sentinel: ['sql/injection', 'xss/html'] }),
      row(0, { sentinel: ['sql/injection'], byCategory: { CONN: 5 } }),
    ];
    const activity = summarizeActivity(rows, 'day', now);
    expect(activity.bySentinelRule).toEqual([
      { name: 'sql/injection', count: 2 },
      { name: 'xss/html', count: 1 },
    ]);
    expect(activity.byCategory.map(({ name }) => name)).toEqual(['CONN', 'KEY']);
  });

  it('adds what the guard took on the way out and on the way back', () => {
    expect(rowOf(receipt('1')).added).toBe(4);
    const rows = Array.from({ length: 100 }, (_, index) => row(0, { added: index + 1 }));
    expect(summarizeActivity(rows, 'day', now)).toMatchObject({ p50: 50, p95: 95 });
  });

  it('has percentiles of anything', () => {
    expect(percentile([], 50)).toBeUndefined();
    expect(percentile([7], 95)).toBe(7);
    expect(percentile([3, 1, 2], 50)).toBe(2);
  });

  it('knows when it will be out of date', () => {
    expect(new Date(stepEnd('day', now)).getTime() - now).toBe(hour / 2);
    expect(new Date(stepEnd('week', now)).getDate()).toBe(7);
  });

  describe('where days are not always 24 hours long', () => {
    const zone = process.env.TZ;
    beforeAll(() => {
      process.env.TZ = 'Europe/Berlin';
    });
    afterAll(() => {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    });
    it('has each day of the week once', () => {
      const starts = stepStarts('week', new Date(2026, 2, 31, 12).getTime());
      expect(starts.map((start) => new Date(start).getDate())).toEqual([25, 26, 27, 28, 29, 30, 31]);
    });
  });
});

describe('activity as text', () => {
  const words = {
    ...receiptWords,
    periods: { day: '24 hours', week: '7 days' },
    median: 'median',
    p95: 'p95',
    byType: 'by type',
    rule: 'by rule',
  } as unknown as ActivityWords;

  it('says what the charts show, and only steps in which something happened', () => {
    const rows = [row(0, { sentinel: ['sql/injection'] })];
    const text = activityText([summarizeActivity(rows, 'day', now)], words, 'en');
    expect(text).toContain('# 24 hours\nrequests: 1\nkept back: 2\nrestored: 2\nblocked: 0\n');
    expect(text).toContain('  keys: 2\n');
    expect(text).toContain('  aws-access-key-id: 2\n');
    expect(text).toContain('  sql/injection: 1\n');
    expect(text.match(/median: 4 ms\tp95: 4 ms/g)).toHaveLength(1);
  });
});
