/** Overlapping findings become one: the whole secret (a URL, an armored block) before its parts, then the higher tier, then the tighter span. */
import type { Finding } from '../model.ts';

export interface Candidate {
  readonly finding: Finding;
  readonly whole: boolean;
}

/** Sorted and without overlaps. */
export function resolve(candidates: Candidate[]): readonly Finding[] {
  if (candidates.length === 0) return [];
  candidates.sort((a, b) => a.finding.start - b.finding.start || a.finding.end - b.finding.end);
  const kept: Finding[] = [];
  let from = 0;
  while (from < candidates.length) {
    let reach = candidates[from]!.finding.end;
    let to = from + 1;
    while (to < candidates.length && candidates[to]!.finding.start < reach) {
      reach = Math.max(reach, candidates[to]!.finding.end);
      to++;
    }
    if (to === from + 1) kept.push(candidates[from]!.finding);
    else kept.push(...settle(candidates.slice(from, to)));
    from = to;
  }
  return kept;
}

/** One cluster of overlapping candidates. */
function settle(cluster: Candidate[]): readonly Finding[] {
  cluster.sort(byRank);
  const accepted: Finding[] = [];
  for (const { finding } of cluster) {
    const at = insertionPoint(accepted, finding.start);
    const before = accepted[at - 1];
    const after = accepted[at];
    if (before !== undefined && before.end > finding.start) continue;
    if (after !== undefined && after.start < finding.end) continue;
    accepted.splice(at, 0, finding);
  }
  return accepted;
}

function byRank(a: Candidate, b: Candidate): number {
  if (a.whole !== b.whole) return a.whole ? -1 : 1;
  if (a.whole) return length(b) - length(a) || a.finding.tier - b.finding.tier;
  return a.finding.tier - b.finding.tier || length(a) - length(b) || a.finding.start - b.finding.start;
}

const length = ({ finding }: Candidate) => finding.end - finding.start;

function insertionPoint(sorted: readonly Finding[], start: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
