/** Settles what overlaps: an outer span swallows the inner ones, and partial overlaps become their union. */

export interface Ranged {
  readonly start: number;
  readonly end: number;
}

export interface Group<T extends Ranged> extends Ranged {
  /** Every item inside, the one that covers most first; of equals the one that came first. */
  readonly items: readonly T[];
}

/** Groups of overlapping items, from left to right. Touching items stay apart; empty ones are dropped. */
export function groupOverlaps<T extends Ranged>(items: readonly T[]): Group<T>[] {
  const sorted = items.filter((item) => item.end > item.start).sort((a, b) => a.start - b.start || b.end - a.end);
  const groups: { start: number; end: number; items: T[] }[] = [];
  for (const item of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && item.start < last.end) {
      last.items.push(item);
      if (item.end > last.end) last.end = item.end;
    } else {
      groups.push({ start: item.start, end: item.end, items: [item] });
    }
  }
  for (const group of groups) {
    if (group.items.length > 1) group.items.sort((a, b) => b.end - b.start - (a.end - a.start));
  }
  return groups;
}
