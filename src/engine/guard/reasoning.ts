/**
 * Remembers what a provider wants back with the tool calls of an answer (signed thinking, encrypted reasoning), byte for byte: VS Code's
 * chat does not keep it. Bounded, and gone with its guard, that is, with the session.
 */
import type { JsonObject } from '../wire/walk.ts';

const mostCalls = 2000;
const mostCharacters = 16_000_000;
const none: readonly JsonObject[] = [];

/** The reasoning items of past answers, by the ids of the calls they made. Items hold tokens, never restored values. */
export class ReasoningMemory {
  private readonly items = new Map<string, readonly JsonObject[]>();
  private readonly sizes = new Map<readonly JsonObject[], number>();
  private characters = 0;

  /** `items` belong to all of these calls; without a call nobody will ask for them. */
  remember(callIds: readonly string[], items: readonly JsonObject[]): void {
    if (callIds.length === 0 || items.length === 0) {
      return;
    }
    for (const id of callIds) {
      this.items.delete(id);
      this.items.set(id, items);
    }
    const size = JSON.stringify(items).length;
    this.sizes.set(items, size);
    this.characters += size;
    for (const [id, oldest] of this.items) {
      if (this.items.size <= mostCalls && this.characters <= mostCharacters) {
        break;
      }
      this.items.delete(id);
      this.characters -= this.sizes.get(oldest) ?? 0;
      this.sizes.delete(oldest);
    }
  }

  of(callId: string): readonly JsonObject[] {
    return this.items.get(callId) ?? none;
  }
}
