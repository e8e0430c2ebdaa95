/**
 * Adds the findings of custom policies to the detector's. Findings that overlap are joined into one which covers them all and names
 * every rule, so that a custom pattern can never hide a secret from the policy which would have stopped it.
 */

import { isDistinctive } from '../detect/score.ts';
import type { DetectContext, Detector } from '../detect/types.ts';
import type { Confidence, Finding } from '../model.ts';
import { ruleOfPolicy } from './decide.ts';
import type { Entry } from './resolve.ts';
import { createScanText } from './scan-text.ts';
import type { JoinedFinding, ScanText } from './types.ts';

const confidences: readonly Confidence[] = ['low', 'medium', 'high', 'certain'];

/** The custom policies in force, and which of them can match in a text. */
export interface CustomPolicies {
  readonly entries: readonly Entry[];
  readonly candidates: (scan: ScanText) => readonly Entry[];
}

/** `custom` is asked on each call. */
export function createPatternDetector(base: Detector, custom: () => CustomPolicies): Detector {
  return {
    detect(text, context) {
      const found = base.detect(text, context);
      const policies = custom();
      if (policies.entries.length === 0) return found;
      const { masking, observing } = findCustom(text, context, policies);
      if (masking.length === 0 && observing.length === 0) return found;
      return addObserved(joinOverlapping([...found, ...masking], text), observing);
    },
  };
}

/** The findings of policies that mask, and of those that only observe: these never cover more or hide anything. */
function findCustom(text: string, context: DetectContext | undefined, { entries, candidates }: CustomPolicies) {
  const masking: JoinedFinding[] = [];
  const observing: JoinedFinding[] = [];
  const scan = createScanText(text);
  const hit = candidates(scan);
  if (hit.length === 0) return { masking, observing };
  const masks = new Set(entries.filter(({ policy }) => policy.transform !== 'none').map(({ policy }) => policy.name));
  for (const { policy } of hit) {
    if (!policy.matcher?.appliesTo(context?.path)) continue;
    for (const { start, end } of policy.matcher.find(scan)) {
      const finding: JoinedFinding = {
        start,
        end,
        rule: ruleOfPolicy(policy.name),
        category: policy.category,
        kind: policy.category === 'PII' ? 'pii' : 'secret',
        confidence: 'high',
        tier: 2,
        distinctive: isDistinctive(text.slice(start, end)),
        title: policy.description || policy.name,
        why: `matches the policy ${policy.name}`,
      };
      (masks.has(policy.name) ? masking : observing).push(finding);
    }
  }
  return { masking, observing };
}

/** One finding for each run of findings that overlap. */
function joinOverlapping(findings: readonly JoinedFinding[], text: string): JoinedFinding[] {
  const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: JoinedFinding[] = [];
  let run: JoinedFinding[] = [];
  let end = -1;
  for (const finding of sorted) {
    if (run.length > 0 && finding.start >= end) {
      joined.push(join(run, text));
      run = [];
      end = -1;
    }
    run.push(finding);
    end = Math.max(end, finding.end);
  }
  if (run.length > 0) joined.push(join(run, text));
  return joined;
}

/** The widest names the whole; a rule of the detector before a custom one, which says less of what it is. */
function join(run: readonly JoinedFinding[], text: string): JoinedFinding {
  if (run.length === 1) return run[0]!;
  const start = Math.min(...run.map((each) => each.start));
  const end = Math.max(...run.map((each) => each.end));
  const widest = [...run].sort(
    (a, b) =>
      b.end - b.start - (a.end - a.start) || Number(isCustom(a)) - Number(isCustom(b)) || (a.rule < b.rule ? -1 : 1),
  )[0]!;
  const exact = widest.start === start && widest.end === end;
  const also = rulesOf(run).filter((rule) => rule !== widest.rule);
  return {
    ...widest,
    start,
    end,
    kind: run.some((each) => each.kind === 'secret') ? 'secret' : 'pii',
    confidence: confidences[Math.max(...run.map((each) => confidences.indexOf(each.confidence)))]!,
    tier: Math.min(...run.map((each) => each.tier)) as Finding['tier'],
    distinctive: exact ? widest.distinctive : isDistinctive(text.slice(start, end)),
    ...(also.length > 0 ? { also } : {}),
  };
}

/** An observed match inside a masked finding joins its rules; elsewhere it stands by itself. */
function addObserved(
  findings: readonly JoinedFinding[],
  observing: readonly JoinedFinding[],
): readonly JoinedFinding[] {
  if (observing.length === 0) return findings;
  const all = [...findings];
  const byLength = [...observing].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start || (a.rule < b.rule ? -1 : 1),
  );
  for (const finding of byLength) {
    const index = all.findIndex((each) => each.start < finding.end && finding.start < each.end);
    if (index < 0) all.push(finding);
    else {
      const also = rulesOf([all[index]!, finding]).filter((rule) => rule !== all[index]!.rule);
      if (also.length > 0) all[index] = { ...all[index]!, also };
    }
  }
  return all.sort((a, b) => a.start - b.start);
}

function rulesOf(findings: readonly JoinedFinding[]): readonly string[] {
  return [...new Set(findings.flatMap((each) => [each.rule, ...(each.also ?? [])]))].sort();
}

function isCustom(finding: JoinedFinding): boolean {
  return finding.rule.startsWith('policy:');
}
