/**
 * What restored answers looked like before they were restored, so that a resent history has the provider's own bytes again. It holds
 * restored texts, is bounded by count and size, and dies with the session. What it gives is masked like any text before it leaves.
 */

const mostTexts = 4096;
const mostUnits = 8_000_000;

export class AnswerMemory {
  private readonly originals = new Map<string, string>();
  private units = 0;

  /** Remembers a pair; a text that was restored to itself makes an older pair for it void. */
  remember(restored: string, original: string): void {
    const old = this.originals.get(restored);
    if (old !== undefined) {
      this.originals.delete(restored);
      this.units -= restored.length + old.length;
    }
    if (restored === original || restored.length + original.length > mostUnits) return;
    this.originals.set(restored, original);
    this.units += restored.length + original.length;
    for (const [key, value] of this.originals) {
      if (this.originals.size <= mostTexts && this.units <= mostUnits) break;
      this.originals.delete(key);
      this.units -= key.length + value.length;
    }
  }

  originalOf(text: string): string | undefined {
    const original = this.originals.size === 0 ? undefined : this.originals.get(text);
    if (original !== undefined) {
      // What is still resent is the last to go.
      this.originals.delete(text);
      this.originals.set(text, original);
    }
    return original;
  }

  clear(): void {
    this.originals.clear();
    this.units = 0;
  }
}
