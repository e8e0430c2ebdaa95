/** Weaknesses in code, by Sentinel, with their explanations and tried fixes. Shared by the tools for agents and by `@takumo`. */
import type { FixEdit, Sentinel, SentinelFinding } from '../../engine/sentinel/index.ts';
import type { LookedAt } from './workspace.ts';

/** Put `text` in the place of the lines `from` to `to` (1-based, both included). `text` has no line end after its last line. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A fix that has been tried, as whole lines. */
export interface LineFix {
  readonly title: string;
  /** From the last to the first, so that each line number holds when its turn comes. Absent when the lines hold a secret. */
  readonly changes?: readonly LineChange[];
}

/** A weakness at a place. No part of it is a secret's value. */
export interface ReviewFinding
  extends Pick<
    SentinelFinding,
    | 'line'
    | 'endLine'
    | 'rule'
    | 'cwe'
    | 'family'
    | 'severity'
    | 'confidence'
    | 'message'
    | 'why'
    | 'attack'
    | 'safe'
    | 'license'
  > {
  /** Absent for a text that is no file. */
  readonly path?: string;
  readonly language?: string;
  readonly fix?: LineFix;
}

export interface Reviewer {
  readonly sentinel: Pick<Sentinel, 'review'>;
  /** True when a secret of any kind stands in a text. `lines` is what is about to be shown of `whole`. */
  readonly holdsSecret: (lines: string, whole: LookedAt) => boolean;
  /** SPDX expression of the project that a file belongs to. */
  readonly licenseOf?: (path: string | undefined) => Promise<string | undefined>;
  readonly cancelled: () => boolean;
  /** Milliseconds, monotonic; a review begins no further file once `timeLimitMs` have passed. */
  readonly now: () => number;
  readonly timeLimitMs?: number;
}

export interface Reviewed {
  /** In the order of the texts, by place. */
  readonly findings: readonly ReviewFinding[];
  readonly looked: readonly (string | undefined)[];
  /** What could be looked at in part only, and why. */
  readonly incomplete: readonly { readonly path?: string; readonly why: string }[];
  /** Texts after a limit (of time or of findings) were not looked at. */
  readonly cut: boolean;
}

const mostFindings = 300;
const timeLimit = 30_000;

/** Reviews texts one by one. The texts are not kept. Ends early when cancelled. */
export async function reviewTexts(
  texts: Iterable<LookedAt> | AsyncIterable<LookedAt>,
  reviewer: Reviewer,
): Promise<Reviewed> {
  const { sentinel, licenseOf, cancelled, now, timeLimitMs = timeLimit } = reviewer;
  const findings: ReviewFinding[] = [];
  const looked: (string | undefined)[] = [];
  const incomplete: { path?: string; why: string }[] = [];
  const end = now() + timeLimitMs;
  for await (const one of texts) {
    if (cancelled()) break;
    if (findings.length >= mostFindings || now() > end) return { findings, looked, incomplete, cut: true };
    const { path, text, language } = one;
    const projectLicense = await licenseOf?.(path);
    const review = await sentinel.review({
      text,
      language: language ?? '',
      ...(path === undefined ? {} : { path }),
      ...(projectLicense === undefined ? {} : { projectLicense }),
    });
    findings.push(...review.findings.map((finding) => describe(finding, one, reviewer)));
    looked.push(path);
    if (review.incomplete !== undefined) {
      incomplete.push({ ...(path === undefined ? {} : { path }), why: review.incomplete });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { findings: findings.slice(0, mostFindings), looked, incomplete, cut: findings.length > mostFindings };
}

function describe(finding: SentinelFinding, one: LookedAt, reviewer: Reviewer): ReviewFinding {
  const { rule, cwe, family, severity, confidence, message, why, attack, safe, license } = finding;
  const shift = (one.line ?? 1) - 1;
  const fix = finding.fix === undefined ? undefined : fixOf(finding.fix, one, reviewer, shift);
  return {
    ...(one.path === undefined ? {} : { path: one.path }),
    ...(one.language === undefined ? {} : { language: one.language }),
    line: finding.line + shift,
    endLine: finding.endLine + shift,
    rule,
    cwe,
    family,
    severity,
    confidence,
    message,
    why,
    attack,
    safe,
    ...(license === undefined ? {} : { license }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The lines that the edits touch, as they are afterwards. Edits on the same or neighbouring lines are one change. */
function fixOf(
  { title, edits }: NonNullable<SentinelFinding['fix']>,
  one: LookedAt,
  { holdsSecret }: Reviewer,
  shift: number,
): LineFix {
  const { text } = one;
  const blocks: { start: number; end: number; edits: FixEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const start = text.lastIndexOf('\n', edit.start - 1) + 1;
    const next = text.indexOf('\n', edit.end);
    const end = next < 0 ? text.length : next;
    const last = blocks.at(-1);
    if (last !== undefined && start <= last.end + 1) {
      last.edits.push(edit);
      last.end = Math.max(last.end, end);
    } else blocks.push({ start, end, edits: [edit] });
  }
  const changes = blocks.map((block): LineChange => {
    let mended = '';
    let from = block.start;
    for (const edit of block.edits) {
      mended += text.slice(from, edit.start) + edit.text;
      from = edit.end;
    }
    mended += text.slice(from, block.end);
    const lineOf = (offset: number) => 1 + shift + count(text.slice(0, offset));
    return { from: lineOf(block.start), to: lineOf(block.end), text: mended.replace(/\r(?=\n|$)/g, '') };
  });
  return changes.some((change) => holdsSecret(change.text, one)) ? { title } : { title, changes: changes.reverse() };
}

function count(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
