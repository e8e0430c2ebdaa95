/**
 * The values a session looks for everywhere: finds each in every spelling of a text, whole or, for a value of several lines, line by line
 * and in any part of 24 characters or more. Values are added at any time; a text that was searched before is searched for the new ones only.
 */
import { isDistinctive } from '../detect/index.ts';
import { decodeBackslashes, decodeEntities, decodePercents, type Reading } from './decode.ts';
import { LinePieces } from './join-lines.ts';
import { Matcher, PatternPool, shortestPattern } from './matcher.ts';
import { joined, linesOf, readingsOf, spellingsOf } from './spelling.ts';
import { View } from './view.ts';

/** Where a known value stands, in one spelling or another. */
export interface KnownSpan {
  readonly start: number;
  readonly end: number;
  /** The vault's entry of the value as it was first seen. */
  readonly entry: number;
}

interface Pattern {
  readonly entry: number;
  readonly bleeds: boolean;
  /** For a part: the body it was cut from, in the pool, and where. A match is widened as far as the body goes on. */
  readonly part?: { readonly offset: number; readonly length: number; readonly at: number };
}

/** A body is indexed in chunks this long, at every half of that: any part of one and a half chunks holds a whole one. */
const chunk = 16;
const manyPatterns = 20_000;

export class KnownValues {
  private readonly pool = new PatternPool();
  private patterns: Pattern[] = [];
  private matcher = new Matcher(this.pool, 16);
  private recent: { readonly from: number; readonly to: number; readonly matcher: Matcher } | undefined;
  private readonly entries = new Set<number>();
  private readonly pieces = new LinePieces();
  private readonly views = Array.from({ length: 5 }, () => new View());

  /** Grows with every value; a text searched at one revision needs only what came after it. */
  get revision(): number {
    return this.patterns.length;
  }

  /** True when the value of an entry is looked for. */
  has(entry: number): boolean {
    return this.entries.has(entry);
  }

  add(entry: number, value: string): void {
    if (this.entries.has(entry)) return;
    this.entries.add(entry);
    for (const form of readingsOf(value)) this.addForm(entry, form);
    if (this.matcher.size > manyPatterns && this.matcher.tableBits < 20) {
      this.matcher = this.matcherOf(0, this.patterns.length, 20);
    }
  }

  /** Every place of every value that was added since `revision`. Spans may overlap. */
  find(text: string, revision: number): KnownSpan[] {
    const spans: KnownSpan[] = [];
    if (text.length < shortestPattern || revision >= this.patterns.length) return spans;
    const matcher = this.matcherSince(revision);
    const [raw, lines, ...decoded] = this.views as [View, View, View, View, View];
    raw.loadText(text);
    this.search(raw, matcher, true, spans);
    this.searchLines(raw, lines, matcher, spans);
    const searchReadings = (reading: Reading, levels: number): void => {
      let from = raw;
      for (const into of decoded.slice(0, levels)) {
        if (!reading(from, into)) return;
        if (into.mayMatchDecoded(matcher.grams)) this.search(into, matcher, false, spans);
        this.searchLines(into, lines, matcher, spans);
        from = into;
      }
    };
    // JSON in JSON in JSON; double percent-encoding; HTML in an attribute.
    if (text.includes('\\')) searchReadings(decodeBackslashes, 3);
    if (text.includes('%') && /%[0-9a-fA-F]{2}/.test(text)) searchReadings(decodePercents, 2);
    if (holdsEntity(text)) searchReadings(decodeEntities, 2);
    return spans;
  }

  destroy(): void {
    this.pool.destroy();
    this.patterns = [];
    this.entries.clear();
    this.matcher = new Matcher(this.pool, 4);
    this.recent = undefined;
    for (const view of this.views) view.clear();
  }

  private addForm(entry: number, form: string): void {
    if (form.length >= shortestPattern) this.addPattern(form, { entry, bleeds: false });
    for (const { text, bleeds } of spellingsOf(form)) this.addPattern(text, { entry, bleeds });
    if (!/[\r\n]/.test(form)) return;
    const body = joined(form);
    const offset = this.pool.store(body);
    for (const line of linesOf(form)) this.addPattern(line, { entry, bleeds: false });
    for (let at = 0; at + chunk <= body.length; at += chunk / 2) {
      if (!isDistinctive(body.slice(at, at + chunk))) continue;
      this.register(offset + at, chunk, { entry, bleeds: false, part: { offset, length: body.length, at } });
    }
  }

  private addPattern(text: string, pattern: Pattern): void {
    this.register(this.pool.store(text), text.length, pattern);
  }

  private register(offset: number, length: number, pattern: Pattern): void {
    const number = this.pool.add(offset, length);
    this.patterns.push(pattern);
    this.matcher.add(number);
  }

  private searchLines(view: View, lines: View, matcher: Matcher, spans: KnownSpan[]): void {
    const { pieces } = this;
    if (!pieces.read(view)) return;
    pieces.cut(view);
    for (const marks of [false, true]) {
      if (marks && !pieces.cutMarks(view)) return;
      if (!pieces.mayMatch(view, matcher.grams, marks)) continue;
      pieces.join(view, lines);
      this.search(lines, matcher, false, spans);
    }
  }

  /** Adds the matches in a view. In a derived view only those count which the text itself does not spell so. */
  private search(view: View, matcher: Matcher, isText: boolean, spans: KnownSpan[]): void {
    let coveredBody = -1;
    let coveredEnd = -1;
    matcher.search(view.units, view.length, (at, number) => {
      const pattern = this.patterns[number]!;
      let from = at;
      let to = at + this.pool.lengths[number]!;
      if (pattern.part !== undefined) {
        const { offset, length, at: inBody } = pattern.part;
        if (coveredBody === offset && to <= coveredEnd) return;
        const before = offset + inBody - from;
        while (from > 0 && from + before > offset && view.units[from - 1] === this.pool.units[from - 1 + before])
          from--;
        while (to < view.length && to + before < offset + length && view.units[to] === this.pool.units[to + before])
          to++;
        coveredBody = offset;
        coveredEnd = to;
      }
      if (pattern.bleeds) {
        if (from > 0 && isBase64(view.units[from - 1]!)) from--;
        if (to < view.length && isBase64(view.units[to]!)) to++;
      }
      const start = view.starts[from]!;
      const end = view.ends[to - 1]!;
      if (isText || end - start !== to - from) spans.push({ start, end, entry: pattern.entry });
    });
  }

  private matcherSince(revision: number): Matcher {
    const to = this.patterns.length;
    if (revision === 0) return this.matcher;
    if (this.recent?.from !== revision || this.recent.to !== to) {
      this.recent = { from: revision, to, matcher: this.matcherOf(revision, to, to - revision > 500 ? 16 : 12) };
    }
    return this.recent.matcher;
  }

  private matcherOf(from: number, to: number, bits: number): Matcher {
    const matcher = new Matcher(this.pool, bits);
    for (let number = from; number < to; number++) matcher.add(number);
    return matcher;
  }
}

/** Whether one of the entities that decode.ts knows may stand in a text. */
function holdsEntity(text: string): boolean {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    if (/[#aglq]/.test(text.charAt(at + 1)) && text.slice(at, at + 10).includes(';')) return true;
  }
  return false;
}

function isBase64(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x2b ||
    unit === 0x2d ||
    unit === 0x2f ||
    unit === 0x5f
  );
}
