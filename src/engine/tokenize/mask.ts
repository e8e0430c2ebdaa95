/**
 * Masks all texts of a request together, in two passes: first everything the detector finds in any of them is registered, then every
 * known value is looked for in each. What one finding masks stands nowhere in the request, in no spelling.
 */
import type { Detector } from '../detect/index.ts';
import { lineAt } from '../lines.ts';
import type { Finding, Transform } from '../model.ts';
import type { Analysis, Analyzer } from './analysis.ts';
import type { AnswerMemory } from './answer-memory.ts';
import { secretsOf } from './credential.ts';
import type { KnownSpan, KnownValues } from './known-values.ts';
import { findPlaceholders } from './placeholder.ts';
import { type Group, groupOverlaps } from './spans.ts';
import type { Leaf, MaskedFinding, MaskRequest, MaskResult } from './types.ts';
import type { NewValue, Vault } from './vault.ts';

export interface Masking {
  readonly vault: Vault;
  readonly values: KnownValues;
  readonly analyzer: Analyzer;
  readonly memory: AnswerMemory;
  readonly detector: Detector;
  /** Entries that were masked once, so that no policy's `none` uncovers them later in the session. */
  readonly masked: Set<number>;
  /** Told of each leaf that is seen for the first time. */
  readonly count: (findings: readonly MaskedFinding[], path: string | undefined) => void;
}

/** A leaf on its way: the text that is worked on is the leaf's own, or what the model wrote before it was restored. */
interface Work {
  readonly leaf: Leaf;
  readonly number: number;
  text: string;
  remembered: boolean;
  analysis: Analysis;
  transforms: Transform[];
}

interface Item {
  readonly start: number;
  readonly end: number;
  /** Absent for a live token, which stays unless something overlaps it. */
  readonly finding?: Finding;
  readonly about?: NewValue;
  readonly transform: Transform;
  readonly known?: number;
}

const strength = { none: 0, tokenize: 1, redact: 2 } as const;
const stronger = (a: Transform, b: Transform): Transform => (strength[a] >= strength[b] ? a : b);

export interface MaskOutcome extends MaskResult {
  /** Tokens that were put into the texts, counting repeats. */
  readonly placed: number;
}

export function mask(masking: Masking, request: MaskRequest): MaskOutcome {
  const detector = request.detector ?? masking.detector;
  const decide = request.decide ?? (() => 'tokenize' as const);
  masking.analyzer.beginRequest();
  const run = new Run(masking, detector, decide, request.staysHere === true);
  const works = request.leaves.map((leaf, number) => run.begin(leaf, number));
  run.findKnown(works);
  return run.finish(works);
}

class Run {
  private readonly on: Masking;
  private readonly detector: Detector;
  private readonly decide: (finding: Finding, leaf: Leaf) => Transform;
  /** The strongest transform that this request gives to a known value. */
  private readonly strongest = new Map<number, Transform>();
  /** Shapes of placeholders in this request that are not live: none of them may be issued now. */
  private readonly avoid = new Set<string>();
  private readonly staysHere: boolean;
  private placed = 0;

  constructor(
    on: Masking,
    detector: Detector,
    decide: (finding: Finding, leaf: Leaf) => Transform,
    staysHere: boolean,
  ) {
    this.on = on;
    this.detector = detector;
    this.decide = decide;
    this.staysHere = staysHere;
  }

  /** First pass over one leaf. */
  begin(leaf: Leaf, number: number): Work {
    const original = this.remembered(leaf);
    const text = original ?? leaf.text;
    const analysis = this.on.analyzer.analyze(text, leaf, this.detector);
    const work: Work = { leaf, number, text, remembered: original !== undefined, analysis, transforms: [] };
    // The model's own words hold a secret, or a policy wants a value redacted: the text is masked as it came.
    if (work.remembered && (analysis.findings.length > 0 || this.redactsRestored(work))) this.forgetOriginal(work);
    this.register(work);
    return work;
  }

  /** Second pass: known values in every leaf. A remembered text that holds one is masked as it came, which can make more values known. */
  findKnown(works: readonly Work[]): void {
    const { values, analyzer } = this.on;
    let revision: number;
    do {
      revision = values.revision;
      for (const work of works) {
        if (analyzer.knownSpans(work.text, work.analysis).length > 0 && work.remembered) {
          this.forgetOriginal(work);
          this.register(work);
          analyzer.knownSpans(work.text, work.analysis);
        }
      }
    } while (values.revision > revision);
  }

  finish(works: readonly Work[]): MaskOutcome {
    const findings: MaskedFinding[] = [];
    const restorable = new Set<string>();
    const texts = works.map((work) => {
      const from = findings.length;
      const text = this.replace(work, findings, restorable);
      if (!work.analysis.counted && !this.staysHere) {
        work.analysis.counted = true;
        if (!work.remembered && findings.length > from) {
          const found = findings.slice(from);
          this.on.count(found, work.leaf.path);
          this.notePlaces(work, found);
        }
      }
      return text;
    });
    return { texts, findings, restorable, placed: this.placed };
  }

  /** Keeps in which file, and where in it, each token's value stood. */
  private notePlaces({ leaf, text }: Work, findings: readonly MaskedFinding[]): void {
    const { path, line = 1 } = leaf;
    if (path === undefined) return;
    for (const { token, finding } of findings) {
      if (token === undefined) continue;
      this.on.vault.addPlace(this.on.vault.byTokenText(token), path, () => line + lineAt(text, finding.start) - 1);
    }
  }

  private remembered(leaf: Leaf): string | undefined {
    const { memory } = this.on;
    if (leaf.lead === undefined || leaf.lead === 0) return memory.originalOf(leaf.text);
    const original = memory.originalOf(leaf.text.slice(leaf.lead, -1));
    return original === undefined ? undefined : `${leaf.text.slice(0, leaf.lead)}${original}"`;
  }

  private forgetOriginal(work: Work): void {
    work.text = work.leaf.text;
    work.remembered = false;
    work.analysis = this.on.analyzer.analyze(work.text, work.leaf, this.detector);
  }

  private redactsRestored(work: Work): boolean {
    return work.analysis.live.some(
      (token) => this.decide(this.restoredFinding(token.token, 0, 0), work.leaf) === 'redact',
    );
  }

  private register(work: Work): void {
    const { vault, values, masked } = this.on;
    for (const shape of work.analysis.shapes) {
      if (vault.byTokenText(shape.token) < 0) this.avoid.add(shape.token);
    }
    work.transforms = work.analysis.findings.map((finding) => {
      const transform = this.decide(finding, work.leaf);
      if (transform !== 'none' && finding.distinctive && finding.end > finding.start) {
        const value = work.text.slice(finding.start, finding.end);
        for (const secret of secretsOf(value)) {
          const entry = vault.assign(secret, aboutOf(finding), this.avoid);
          values.add(entry, secret);
          masked.add(entry);
          this.strongest.set(entry, stronger(transform, this.strongest.get(entry) ?? 'none'));
        }
      }
      return transform;
    });
  }

  private replace(work: Work, findings: MaskedFinding[], restorable: Set<string>): string {
    const { text } = work;
    if (work.remembered) {
      this.reportRestored(work, findings);
      for (const token of valuesBehind(work)) restorable.add(token);
      return text;
    }
    const items = this.itemsOf(work);
    if (items.length === 0) return text;
    let masked = '';
    let from = 0;
    const groups = groupOverlaps(items.filter((item) => item.transform !== 'none' || item.finding === undefined));
    for (const group of groups) {
      if (group.items.every((item) => item.finding === undefined)) {
        const token = text.slice(group.start, group.end);
        const { echo, sent } = work.leaf;
        if (echo !== true || sent?.includes(token) === false) restorable.add(token);
        continue;
      }
      const { replacement, token, transform } = this.replacementOf(text, group);
      if (token !== undefined) restorable.add(token);
      masked += text.slice(from, group.start) + replacement;
      from = group.end;
      this.reportGroup(work, group, transform, token, findings);
    }
    for (const item of items) {
      const covered = groups.some((group) => group.start < item.end && item.start < group.end);
      if (item.transform === 'none' && item.finding !== undefined && item.known === undefined && !covered) {
        findings.push({ leaf: work.number, finding: item.finding, transform: 'none' });
      }
    }
    return masked + text.slice(from);
  }

  private itemsOf(work: Work): Item[] {
    const { analysis } = work;
    const items: Item[] = analysis.live.map(({ start, end }) => ({ start, end, transform: 'none' }));
    analysis.findings.forEach((finding, index) => {
      const { start, end } = finding;
      items.push({ start, end, finding, about: aboutOf(finding), transform: work.transforms[index] ?? 'tokenize' });
    });
    for (const span of analysis.known) {
      const same = analysis.findings.some(
        (finding, index) => finding.start <= span.start && span.end <= finding.end && work.transforms[index] !== 'none',
      );
      if (!same) items.push(this.knownItem(work, span));
    }
    return items;
  }

  private knownItem(work: Work, { start, end, entry }: KnownSpan): Item {
    const { vault, masked } = this.on;
    const { category, type, title, source, kind } = vault.entry(entry);
    const finding: Finding = {
      start,
      end,
      rule: type,
      category,
      kind,
      confidence: 'certain',
      tier: 1,
      distinctive: true,
      title,
      why: 'A value that is known in this session.',
    };
    const least = stronger(masked.has(entry) ? 'tokenize' : 'none', this.strongest.get(entry) ?? 'none');
    const transform = stronger(least, this.decide(finding, work.leaf));
    const about: NewValue = { category, type, title, kind, ...(source === undefined ? {} : { source }) };
    return { start, end, finding, about, transform, known: entry };
  }

  private replacementOf(
    text: string,
    group: Group<Item>,
  ): { replacement: string; token: string | undefined; transform: Transform } {
    const first = group.items.find((item) => item.about !== undefined)!;
    const transform = group.items.map((item) => item.transform).reduce(stronger);
    if (transform === 'redact') {
      return { replacement: `[redacted:${first.about!.category}]`, token: undefined, transform };
    }
    const { vault, masked } = this.on;
    const value = text.slice(group.start, group.end);
    const entry = vault.assign(value, first.about!, this.avoid);
    masked.add(entry);
    if (!this.staysHere) vault.markUsed(entry);
    this.placed++;
    const token = vault.tokenOf(entry);
    return { replacement: token, token, transform };
  }

  /** A group's detector findings, or the known value that made it. */
  private reportGroup(
    work: Work,
    group: Group<Item>,
    transform: Transform,
    token: string | undefined,
    findings: MaskedFinding[],
  ): void {
    const found = group.items.filter((item) => item.finding !== undefined && item.known === undefined);
    const reported = found.length > 0 ? found : group.items.filter((item) => item.known !== undefined).slice(0, 1);
    for (const item of reported) {
      const source = item.about?.source ?? this.sourceOf(work.text.slice(item.start, item.end));
      findings.push({
        leaf: work.number,
        finding: item.finding!,
        transform,
        ...(token === undefined ? {} : { token }),
        ...(source === undefined ? {} : { source }),
      });
    }
  }

  private sourceOf(value: string) {
    const entry = this.on.vault.find(value);
    return entry < 0 ? undefined : this.on.vault.entry(entry).source;
  }

  /** The values of a remembered text, where they stand in what the client sent. */
  private reportRestored(work: Work, findings: MaskedFinding[]): void {
    const { vault } = this.on;
    const sent = work.leaf.text;
    let inSent = 0;
    let from = 0;
    for (const token of work.analysis.live) {
      const entry = vault.byTokenText(token.token);
      const start = Math.min(inSent + token.start - from, sent.length);
      const plain = start + vault.entry(entry).length;
      const follows = work.text.slice(token.end, token.end + 16);
      // Where quoting or escaping changed the value, what follows it tells where it ends.
      const end = sent.startsWith(follows, plain) ? plain : Math.max(start, sent.indexOf(follows, start));
      const { source } = vault.entry(entry);
      findings.push({
        leaf: work.number,
        finding: this.restoredFinding(token.token, start, end),
        transform: 'tokenize',
        token: token.token,
        ...(source === undefined ? {} : { source }),
      });
      inSent = end;
      from = token.end;
    }
  }

  private restoredFinding(token: string, start: number, end: number): Finding {
    const { category, type, title, kind } = this.on.vault.entry(this.on.vault.byTokenText(token));
    const why = 'A value that an answer of this session was given back.';
    return { start, end, rule: type, category, kind, confidence: 'certain', tier: 1, distinctive: false, title, why };
  }
}

/** The live tokens of a remembered text for which the client sent the value, not the token as such. */
function valuesBehind({ leaf, analysis }: Work): string[] {
  const left = new Map<string, number>();
  for (const { token } of analysis.live) left.set(token, (left.get(token) ?? 0) + 1);
  if (leaf.echo !== true) return [...left.keys()];
  for (const { token } of findPlaceholders(leaf.text)) {
    const count = left.get(token);
    if (count !== undefined) left.set(token, count - 1);
  }
  return [...left].filter(([, count]) => count > 0).map(([token]) => token);
}

function aboutOf(finding: Finding): NewValue {
  return { category: finding.category, type: finding.rule, title: finding.title, kind: finding.kind };
}
