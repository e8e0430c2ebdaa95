/**
 * The insertions of one document and what Sentinel found in them. Places move with later edits; a change inside an insertion asks for a
 * new review of that insertion and of nothing else. No vscode here.
 */
import type { Span } from '../../engine/model.ts';
import type { SentinelFinding } from '../../engine/sentinel/index.ts';
import { type Change, moveSpan } from './insertion.ts';

/** The most insertions followed in one document; the oldest go first. */
const insertionLimit = 24;

export interface PlacedFinding {
  /** Unique in the document for the life of the insertion's review. */
  readonly id: string;
  /** Offsets in the document. */
  readonly start: number;
  readonly end: number;
  /** Where the reviewed text starts in the document: a fix's edits are relative to it. */
  readonly base: number;
  readonly finding: SentinelFinding;
}

interface Insertion {
  span: Span;
  /** What was last reviewed: text and the findings in it, relative to the span's start. */
  findings: readonly SentinelFinding[];
  dirty: boolean;
  readonly id: number;
}

export class InsertedCode {
  #insertions: Insertion[] = [];
  readonly #dismissed = new Set<string>();
  #nextId = 1;

  get empty(): boolean {
    return this.#insertions.length === 0;
  }

  /** Moves what is known through the changes of one event, then adds the span inserted by it, if any. */
  apply(changes: readonly Change[], inserted: Span | undefined): void {
    // From the last change to the first, so that each offset still means the text before the event.
    for (const change of [...changes].sort((a, b) => b.offset - a.offset)) {
      this.#insertions = this.#insertions.flatMap((insertion) => {
        const span = moveSpan(insertion.span, change);
        if (span === undefined) return [];
        const touched = change.offset < insertion.span.end && change.offset + change.replaced > insertion.span.start;
        const within = change.offset > insertion.span.start && change.offset < insertion.span.end;
        insertion.span = span;
        if (touched || within) insertion.dirty = true;
        return [insertion];
      });
    }
    if (inserted !== undefined) this.#add(inserted);
  }

  /** The insertions to review now. `settle` takes the findings, relative to the text at the span when it was read. */
  take(): readonly { readonly id: number; readonly span: Span }[] {
    return this.#insertions.filter((insertion) => insertion.dirty).map(({ id, span }) => ({ id, span }));
  }

  settle(id: number, findings: readonly SentinelFinding[]): void {
    const insertion = this.#insertions.find((each) => each.id === id);
    if (insertion === undefined) return;
    insertion.findings = findings;
    insertion.dirty = false;
  }

  /** Places of findings whose insertion hasn't changed since its review. */
  findings(): readonly PlacedFinding[] {
    return this.#insertions.flatMap(({ id, span, findings, dirty }) =>
      dirty
        ? []
        : findings.flatMap((finding, index) => {
            const placed = {
              id: `${id}.${index}`,
              start: span.start + finding.start,
              end: span.start + finding.end,
              base: span.start,
              finding,
            };
            return this.#dismissed.has(dismissal(finding)) ? [] : [placed];
          }),
    );
  }

  /** Dismisses a finding: the same rule with the same message stays quiet in this document until it is closed. */
  dismiss(id: string): boolean {
    const placed = this.findings().find((each) => each.id === id);
    if (placed === undefined) return false;
    this.#dismissed.add(dismissal(placed.finding));
    return true;
  }

  #add(span: Span): void {
    const overlapping = this.#insertions.filter((each) => each.span.start <= span.end && span.start <= each.span.end);
    const merged = overlapping.reduce(
      (sum, { span: other }) => ({ start: Math.min(sum.start, other.start), end: Math.max(sum.end, other.end) }),
      span,
    );
    this.#insertions = this.#insertions.filter((each) => !overlapping.includes(each));
    this.#insertions.push({ span: merged, findings: [], dirty: true, id: this.#nextId++ });
    if (this.#insertions.length > insertionLimit) this.#insertions.shift();
  }
}

function dismissal(finding: SentinelFinding): string {
  return `${finding.rule}\0${finding.end - finding.start}\0${finding.message}`;
}
