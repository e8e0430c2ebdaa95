/** Masks the leaves of one request together and asks the policies about every finding: what they say, and where each stands. */

import type { Detector } from '../detect/index.ts';
import type { Decision, Enforcement, Finding, Surface, Transform } from '../model.ts';
import type { MaskedFinding } from '../tokenize/types.ts';
import type { GuardPolicies, GuardSession, RequestFinding } from './dependencies.ts';
import { locate, type PlacedLeaf } from './leaves.ts';

export interface VerdictOptions {
  readonly policies: GuardPolicies;
  readonly detector: Detector;
  readonly surface: Surface;
  readonly model: string;
}

export interface MaskedRequest {
  readonly texts: readonly string[];
  readonly findings: readonly RequestFinding[];
  readonly restorable: ReadonlySet<string>;
  readonly policies: readonly { readonly name: string; readonly revision: number }[];
}

export function maskAndDecide(
  session: GuardSession,
  leaves: readonly PlacedLeaf[],
  options: VerdictOptions,
): MaskedRequest {
  const decisions = new Map<string, Decision>();
  const decide = (finding: Finding, leaf: PlacedLeaf): Decision => {
    const also = (finding as { also?: readonly string[] }).also?.join() ?? '';
    const key = `${finding.rule}\0${also}\0${finding.category}\0${leaf.path ?? ''}`;
    let decision = decisions.get(key);
    if (decision === undefined) {
      decision = options.policies.decide(finding, {
        surface: options.surface,
        direction: 'outbound',
        model: options.model,
        ...(leaf.path === undefined ? {} : { path: leaf.path }),
      });
      decisions.set(key, decision);
    }
    return decision;
  };
  const transform = (finding: Finding, leaf: PlacedLeaf): Transform =>
    leaf.kind === 'constant' && !isCertain(finding) ? 'none' : decide(finding, leaf).transform;
  const result = session.mask({
    leaves,
    detector: options.detector,
    decide: (finding, leaf) => transform(finding, leaf as PlacedLeaf),
  });
  const findings = result.findings.flatMap((masked) => {
    const leaf = leaves[masked.leaf]!;
    return leaf.kind === 'constant' && masked.transform === 'none' && !isCertain(masked.finding)
      ? []
      : [describe(masked, leaf, decide(masked.finding, leaf))];
  });
  const matched = new Map(findings.map(({ decision }) => [decision.policy, decision.revision]));
  return {
    texts: result.texts,
    findings,
    restorable: result.restorable,
    policies: [...matched].map(([name, revision]) => ({ name, revision })),
  };
}

/** The strictest enforcement of all findings; `monitor` when there are none. */
export function strictest(findings: readonly RequestFinding[]): Enforcement {
  const found = new Set(findings.map((finding) => finding.decision.enforcement));
  return found.has('block') ? 'block' : found.has('warn') ? 'warn' : 'monitor';
}

/** Sure enough to touch an id or a name of the protocol. */
function isCertain(finding: Finding): boolean {
  return finding.distinctive && (finding.tier <= 2 || finding.rule === 'known-value');
}

function describe(masked: MaskedFinding, leaf: PlacedLeaf, decision: Decision): RequestFinding {
  const { finding, token, source } = masked;
  return {
    rule: finding.rule,
    title: finding.title,
    category: finding.category,
    confidence: finding.confidence,
    decision,
    ...locate(leaf, finding.start),
    ...(source?.path === undefined
      ? {}
      : { source: { path: source.path, ...(source.line === undefined ? {} : { line: source.line }) } }),
    ...(token === undefined ? {} : { token }),
    place: leaf.place,
  };
}
