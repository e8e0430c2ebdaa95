/** What happened in the last day or week, as counts in equal steps of time. Pure; steps begin at full hours or at midnight, local time. */
import type { Counts, Receipt } from '../../engine/model.ts';

/** What Activity needs of a receipt. `time` is milliseconds since the epoch. */
export interface ActivityRow {
  readonly id: string;
  readonly time: number;
  readonly decision: Receipt['decision'];
  readonly byCategory: Counts;
  readonly byDetector: Counts;
  readonly restored: number;
  /** Milliseconds that the guard added, both ways. */
  readonly added: number;
  /** Ids of Sentinel's rules that found something in the answer. */
  readonly sentinel: readonly string[];
}

export type Period = 'day' | 'week';
export const periods: readonly Period[] = ['day', 'week'];

/** Counts of one step of time; `p50` and `p95` are milliseconds, absent where nothing was sent. */
export interface Step {
  readonly start: number;
  readonly keptBack: number;
  readonly restored: number;
  readonly blocked: number;
  readonly p50?: number;
  readonly p95?: number;
}

export interface Ranked {
  readonly name: string;
  readonly count: number;
}

export interface Activity {
  readonly period: Period;
  readonly requests: number;
  readonly keptBack: number;
  readonly restored: number;
  readonly blocked: number;
  readonly unguarded: number;
  readonly p50?: number;
  readonly p95?: number;
  /** Oldest first: 24 hours, or 7 days. */
  readonly steps: readonly Step[];
  /** By category and by rule, the most frequent first. */
  readonly byCategory: readonly Ranked[];
  readonly byDetector: readonly Ranked[];
  /** Answers in which a rule of Sentinel found something. */
  readonly bySentinelRule: readonly Ranked[];
}

export function rowOf(receipt: Receipt): ActivityRow {
  return {
    id: receipt.id,
    time: Date.parse(receipt.time),
    decision: receipt.decision,
    byCategory: receipt.byCategory,
    byDetector: receipt.byDetector,
    restored: receipt.tokensRestored,
    added: receipt.durations.guard + receipt.durations.inbound,
    // The guard's own findings are plain words; Sentinel's rules are `family/rule`.
    sentinel: receipt.findings.filter((finding) => finding.includes('/')),
  };
}

/** When the steps begin, oldest first. */
export function stepStarts(period: Period, now: number): readonly number[] {
  const last = new Date(now);
  if (period === 'day') {
    last.setMinutes(0, 0, 0);
    return Array.from({ length: 24 }, (_, index) => last.getTime() - (23 - index) * 3_600_000);
  }
  last.setHours(0, 0, 0, 0);
  return Array.from({ length: 7 }, (_, index) => {
    // By calendar days: a day is not always 24 hours long.
    const day = new Date(last);
    day.setDate(day.getDate() - (6 - index));
    return day.getTime();
  });
}

/** When the last step ends, and the view is out of date. */
export function stepEnd(period: Period, now: number): number {
  const end = new Date(now);
  if (period === 'day') end.setHours(end.getHours() + 1, 0, 0, 0);
  else end.setHours(24, 0, 0, 0);
  return end.getTime();
}

export function summarizeActivity(rows: readonly ActivityRow[], period: Period, now: number): Activity {
  const starts = stepStarts(period, now);
  const inside = rows.filter(({ time }) => time >= starts[0]! && time < stepEnd(period, now));
  const steps = starts.map((start, index): Step => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    return { start, ...figures(inside.filter(({ time }) => time >= start && time < end)) };
  });
  const kept = inside.filter(({ decision }) => decision !== 'unguarded');
  return {
    period,
    requests: inside.length,
    ...figures(inside),
    unguarded: inside.length - kept.length,
    steps,
    byCategory: rank(kept.map(({ byCategory }) => byCategory)),
    byDetector: rank(kept.map(({ byDetector }) => byDetector)),
    bySentinelRule: rank(inside.map(({ sentinel }) => Object.fromEntries(sentinel.map((rule) => [rule, 1])))),
  };
}

/** The value that so many percent of all are not above, by nearest rank; undefined of nothing. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

function figures(rows: readonly ActivityRow[]): Omit<Step, 'start'> {
  const sum = (of: (row: ActivityRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const added = rows.filter(({ decision }) => decision === 'sent' || decision === 'failed').map((row) => row.added);
  const [p50, p95] = [percentile(added, 50), percentile(added, 95)];
  return {
    keptBack: sum((row) => (row.decision === 'unguarded' ? 0 : total(row.byCategory))),
    restored: sum((row) => row.restored),
    blocked: sum((row) => (row.decision === 'blocked' ? 1 : 0)),
    ...(p50 === undefined || p95 === undefined ? {} : { p50, p95 }),
  };
}

function rank(all: readonly Counts[]): readonly Ranked[] {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
