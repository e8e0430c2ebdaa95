/**
 * What is known of a text before any policy speaks: the placeholders in it, what the detector finds, where known values stand. Agents send
 * the same texts every turn, so answers are kept, bounded by count and size; a new known value costs a search for that value alone.
 */
import { type Detector, isDistinctive } from '../detect/index.ts';
import type { Finding } from '../model.ts';
import type { KnownSpan, KnownValues } from './known-values.ts';
import { findPlaceholders, type PlacedToken } from './placeholder.ts';
import type { Leaf } from './types.ts';

export interface Analysis {
  /** Everything shaped like a placeholder, live or not. */
  readonly shapes: readonly PlacedToken[];
  /** The live ones; they never overlap. */
  readonly live: readonly PlacedToken[];
  /** What the detector found outside of live placeholders. */
  readonly findings: readonly Finding[];
  /** Filled by `knownSpans`. */
  known: readonly KnownSpan[];
  revision: number;
  /** Whether the report has counted its findings. */
  counted: boolean;
}

interface Kept extends Analysis {
  readonly detector: Detector;
  readonly path: string | undefined;
  readonly languageId: string | undefined;
}

const mostTexts = 8192;
const mostUnits = 16_000_000;
/** A text that this many requests did not hold belongs to a conversation that has ended, or can be read again. */
const mostRequests = 64;

interface Slot {
  readonly kept: readonly Kept[];
  /** The request that last held the text. */
  readonly request: number;
}

export class Analyzer {
  private readonly values: KnownValues;
  private readonly isLive: (token: string) => boolean;
  private readonly kept = new Map<string, Slot>();
  private request = 0;
  private units = 0;

  constructor(values: KnownValues, isLive: (token: string) => boolean) {
    this.values = values;
    this.isLive = isLive;
  }

  /** Begins a request: what none of the last ones held is let go. */
  beginRequest(): void {
    this.request++;
    for (const [oldest, slot] of this.kept) {
      if (slot.request + mostRequests >= this.request) break;
      this.kept.delete(oldest);
      this.units -= oldest.length;
    }
  }

  analyze(text: string, leaf: Leaf, detector: Detector): Analysis {
    const { path, languageId } = leaf;
    const same = this.kept.get(text)?.kept ?? [];
    const hit = same.find((one) => one.detector === detector && one.path === path && one.languageId === languageId);
    // A placeholder can only become live, so the number of live ones tells whether any did.
    if (
      hit !== undefined &&
      (hit.shapes.length === hit.live.length || this.liveAmong(hit.shapes).length === hit.live.length)
    ) {
      this.kept.delete(text);
      this.kept.set(text, { kept: same, request: this.request });
      return hit;
    }
    const shapes = findPlaceholders(text);
    const live = this.liveAmong(shapes);
    const context = { ...(path === undefined ? {} : { path }), ...(languageId === undefined ? {} : { languageId }) };
    const found = detector.detect(disguiseForged(text, shapes, live), context);
    const findings = live.length === 0 ? found : found.flatMap((finding) => outside(text, finding, live));
    const analysis: Kept = {
      shapes,
      live,
      findings,
      known: [],
      revision: 0,
      counted: false,
      detector,
      path,
      languageId,
    };
    this.keep(
      text,
      same.filter((one) => one !== hit),
      analysis,
    );
    return analysis;
  }

  /** Where known values stand, up to date. Placeholders' own digits are nobody's value. */
  knownSpans(text: string, analysis: Analysis): readonly KnownSpan[] {
    if (analysis.revision < this.values.revision) {
      const spans = this.values.find(text, analysis.revision);
      const outsideTokens = spans.filter(
        (span) => !analysis.live.some((token) => token.start <= span.start && span.end <= token.end),
      );
      if (outsideTokens.length > 0) analysis.known = [...analysis.known, ...outsideTokens];
      analysis.revision = this.values.revision;
    }
    return analysis.known;
  }

  /** Forgets where values stood, when one is no longer looked for. */
  clear(): void {
    this.kept.clear();
    this.units = 0;
  }

  private liveAmong(shapes: readonly PlacedToken[]): PlacedToken[] {
    let end = 0;
    return shapes.filter((shape) => {
      if (shape.start < end || !this.isLive(shape.token)) return false;
      end = shape.end;
      return true;
    });
  }

  private keep(text: string, others: readonly Kept[], analysis: Kept): void {
    if (this.kept.delete(text)) this.units -= text.length;
    if (text.length > mostUnits) return;
    // A text seen by several detectors (one a policy revision) keeps the latest few.
    this.kept.set(text, { kept: [...others.slice(-3), analysis], request: this.request });
    this.units += text.length;
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= mostTexts && this.units <= mostUnits) break;
      this.kept.delete(oldest);
      this.units -= oldest.length;
    }
  }
}

/** The text as the detector gets it: what is only shaped like a placeholder is no placeholder there, but text of the same length. */
function disguiseForged(text: string, shapes: readonly PlacedToken[], live: readonly PlacedToken[]): string {
  if (shapes.length === live.length) return text;
  let disguised = '';
  let from = 0;
  for (const shape of shapes) {
    if (live.includes(shape)) continue;
    disguised += `${text.slice(from, shape.start)}x`;
    from = shape.start + 1;
  }
  return disguised + text.slice(from);
}

/** A finding without the live placeholders in it: itself, or the parts outside that could be a secret of their own. */
function outside(text: string, finding: Finding, live: readonly PlacedToken[]): Finding[] {
  const inside = live.filter((token) => token.start < finding.end && token.end > finding.start);
  if (inside.length === 0) return [finding];
  const parts: Finding[] = [];
  let from = finding.start;
  for (const token of [...inside, { start: finding.end, end: finding.end }]) {
    if (token.start > from && isDistinctive(text.slice(from, token.start))) {
      parts.push({ ...finding, start: from, end: token.start, distinctive: true });
    }
    from = Math.max(from, token.end);
  }
  return parts;
}
