/** Knows a document's text before a change, which vscode doesn't tell. A keystroke costs a push to a list: the text is built when asked for. */
import type { Change } from './insertion.ts';

/** Past this many changes they are folded into the text, to bound memory. */
const foldAt = 500;

export class TextMirror {
  #text: string;
  #pending: (readonly Change[])[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The text as of the last recorded change. */
  get text(): string {
    if (this.#pending.length > 0) {
      let text = this.#text;
      for (const changes of this.#pending) text = applyChanges(text, changes);
      this.#text = text;
      this.#pending = [];
    }
    return this.#text;
  }

  record(changes: readonly Change[]): void {
    this.#pending.push(changes);
    if (this.#pending.length >= foldAt) void this.text;
  }
}

/** Applies the changes of one event: their offsets all mean the text before it, and they don't overlap. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  let result = text;
  for (const change of [...changes].sort((a, b) => b.offset - a.offset)) {
    result = result.slice(0, change.offset) + change.text + result.slice(change.offset + change.replaced);
  }
  return result;
}
