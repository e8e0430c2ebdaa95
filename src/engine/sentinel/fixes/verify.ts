/**
 * Offers a fix only if it holds: the mended text parses with no new error, and the finding is gone from it while no other has come. Fixes
 * are tried all at once, which one scan proves; only if that fails, by halves.
 */
import type { Hit } from '../match/dispatch.ts';
import type { Budget, Scan } from '../scan.ts';
import type { Fix, FixEdit } from '../types.ts';
import { proposeFix } from './propose.ts';

export interface FixContext {
  readonly text: string;
  readonly scan: Scan;
  readonly rescan: (text: string) => Scan;
  readonly budget: Budget;
}

/** More are not tried in one review. */
const mostFixes = 20;

export function verifiedFixes(hits: readonly Hit[], context: FixContext): ReadonlyMap<Hit, Fix> {
  const proposed = new Map<Hit, Fix>();
  for (const hit of hits.slice(0, mostFixes)) {
    const fix = proposeFix(hit, context.text, context.scan);
    if (fix !== undefined) proposed.set(hit, fix);
  }
  if (proposed.size === 0) return proposed;
  return new Map(holding([...proposed], hits, context));
}

/** Those that hold: all at once, else by halves, so that a few bad ones cost few scans. */
function holding(
  fixes: readonly (readonly [Hit, Fix])[],
  hits: readonly Hit[],
  context: FixContext,
): readonly (readonly [Hit, Fix])[] {
  if (fixes.length === 0 || context.budget.clock.monotonic() > context.budget.deadline) return [];
  if (holds(fixes, hits, context)) return fixes;
  if (fixes.length === 1) return [];
  const middle = fixes.length >> 1;
  return [...holding(fixes.slice(0, middle), hits, context), ...holding(fixes.slice(middle), hits, context)];
}

/** True if these fixes together remove their findings and nothing else changes. */
function holds(fixes: readonly (readonly [Hit, Fix])[], hits: readonly Hit[], context: FixContext): boolean {
  const edits = distinctEdits(fixes.flatMap(([, fix]) => fix.edits));
  if (edits === undefined) return false;
  const mended = context.rescan(applyEdits(context.text, edits));
  if (mended.errors > context.scan.errors || mended.incomplete.length > context.scan.incomplete.length) return false;
  const wanted = countsOf(hits);
  for (const [{ rule }] of fixes) wanted.set(rule.id, (wanted.get(rule.id) ?? 0) - 1);
  const left = countsOf(
    mended.hits.filter(
      (hit, at) =>
        mended.hits.findIndex(
          (other) =>
            other.rule === hit.rule &&
            other.event.node.start === hit.event.node.start &&
            other.event.node.end === hit.event.node.end,
        ) === at,
    ),
  );
  for (const [rule, count] of left) if (count > Math.max(0, wanted.get(rule) ?? 0)) return false;
  return true;
}

function countsOf(hits: readonly Hit[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of hits) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return counts;
}

/** The edits in order; one that two fixes share (an import) stands once; undefined if two overlap. */
function distinctEdits(edits: readonly FixEdit[]): FixEdit[] | undefined {
  const sorted = [...new Map(edits.map((edit) => [`${edit.start} ${edit.end} ${edit.text}`, edit])).values()].sort(
    (a, b) => a.start - b.start || a.end - b.end,
  );
  for (let at = 1; at < sorted.length; at++) {
    if ((sorted[at - 1]?.end ?? 0) > (sorted[at]?.start ?? 0)) return undefined;
  }
  return sorted;
}

/** The text after the edits, which are sorted and don't overlap. */
export function applyEdits(text: string, edits: readonly FixEdit[]): string {
  let result = '';
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}
