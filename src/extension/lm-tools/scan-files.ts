/** Secrets in texts and files, as findings with their places and never a value. Shared by the tools for agents and by `@takumo`. */
import type { Detector } from '../../engine/detect/index.ts';
import type { KnownPlace } from '../../engine/index.ts';
import { placesOf } from '../../engine/lines.ts';
import type { Category, Confidence, Decision, Finding, FindingKind } from '../../engine/model.ts';
import type { LookedAt } from './workspace.ts';

/** A finding with its place. No part of it is the value. */
export interface ScanFinding {
  /** Absent for a text that is no file. */
  readonly path?: string;
  /** 1-based, of the file. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly kind: FindingKind;
  readonly category: Category;
  readonly confidence: Confidence;
  /** What it is, in English: `AWS access key id`. */
  readonly title: string;
  /** The evidence, in English. */
  readonly why: string;
  /** What the policies say of it in a request of an agent. */
  readonly decision?: Decision;
  /** Where the same value is known from: `.env`, line 3. */
  readonly source?: { readonly path: string; readonly line?: number };
}

export interface Scanner {
  /** With the rules of the policies: `policies.patternDetector(detector)`. */
  readonly detector: Detector;
  readonly decide?: (finding: Finding, path: string | undefined) => Decision;
  /** The places of the session's known values in a file: `session.known`. Not asked about a text that is no file: a model could try its guesses. */
  readonly known?: (text: string) => readonly KnownPlace[];
  readonly cancelled: () => boolean;
}

export interface Scanned {
  /** In the order of the texts, by place. */
  readonly findings: readonly ScanFinding[];
  /** What was looked at: paths, and undefined for a text that is no file. */
  readonly looked: readonly (string | undefined)[];
  /** Texts after the limit of findings was reached were not looked at. */
  readonly cut: boolean;
}

const mostFindings = 1000;

/** Scans texts one by one, with the event loop free between them. The texts are not kept. Ends early when cancelled. */
export async function scanTexts(
  texts: Iterable<LookedAt> | AsyncIterable<LookedAt>,
  scanner: Scanner,
): Promise<Scanned> {
  const findings: ScanFinding[] = [];
  const looked: (string | undefined)[] = [];
  for await (const text of texts) {
    if (scanner.cancelled()) break;
    if (findings.length >= mostFindings) return { findings, looked, cut: true };
    findings.push(...scanText(text, scanner));
    looked.push(text.path);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { findings: findings.slice(0, mostFindings), looked, cut: findings.length > mostFindings };
}

/** The findings of one text, by place. */
function scanText(looked: LookedAt, { detector, decide, known }: Scanner): readonly ScanFinding[] {
  const { path, text, language, line = 1 } = looked;
  const context = {
    ...(path === undefined ? {} : { path }),
    ...(language === undefined ? {} : { languageId: language }),
  };
  const found = detector.detect(text, context);
  const knownPlaces = path === undefined ? [] : (known?.(text) ?? []);
  const placeOf = placesOf(text, line);
  const describe = (finding: Finding, source: KnownPlace['source']): ScanFinding => {
    const { rule, kind, category, confidence, title, why, start } = finding;
    const place = placeOf(start);
    const elsewhere = source !== undefined && !(source.path === path && source.line === place.line);
    return {
      ...(path === undefined ? {} : { path }),
      ...place,
      rule,
      kind,
      category,
      confidence,
      title,
      why,
      ...(decide === undefined ? {} : { decision: decide(finding, path) }),
      ...(elsewhere ? { source } : {}),
    };
  };
  const others = knownPlaces.filter((one) => !found.some((each) => each.start < one.end && one.start < each.end));
  return [
    ...found.map((finding) => {
      const same = knownPlaces.find((one) => one.start < finding.end && finding.start < one.end);
      return { start: finding.start, shown: describe(finding, same?.source) };
    }),
    ...others.map((one) => ({ start: one.start, shown: describe(findingOf(one), one.source) })),
  ]
    .sort((a, b) => a.start - b.start)
    .map(({ shown }) => shown);
}

function findingOf({ start, end, type, title, category, kind }: KnownPlace): Finding {
  // The engine's own words, which are translated.
  const why = 'A value that is known in this session.';
  return { start, end, rule: type, title, category, kind, confidence: 'certain', tier: 1, distinctive: true, why };
}
