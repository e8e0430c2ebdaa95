/** Reasoning that stands between the parts of an answer, and its way back to where it stood. */

/** What stood in front of a piece of reasoning. A type, so that it is JSON. */
export type Position = { readonly afterText: boolean; readonly afterCalls: number };

/** Gives placed pieces out as the parts that they stood between are written again. */
export class Interleave<T extends { readonly at: Position }> {
  private readonly waiting: T[];
  private text = false;
  private calls = 0;

  constructor(pieces: readonly T[]) {
    this.waiting = [...pieces];
  }

  /** What belongs in front of the next text. */
  beforeText(): readonly T[] {
    const due = this.take(({ at }) => at.afterCalls <= this.calls && (!at.afterText || this.text));
    this.text = true;
    return due;
  }

  /** What belongs in front of the next call. What nothing follows is never given: an API would refuse it. */
  beforeCall(): readonly T[] {
    const due = this.take(({ at }) => at.afterCalls <= this.calls);
    this.calls++;
    return due;
  }

  private take(isDue: (piece: T) => boolean): readonly T[] {
    const end = this.waiting.findIndex((piece) => !isDue(piece));
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }
}
