/**
 * Remembers what a provider wants back with the tool calls of an answer (signed thinking, encrypted reasoning), byte for byte: VS Code's
 * chat does not keep it. Bounded, and gone with its guard, that is, with the session.
 */
import type { JsonObject } from '../wire/walk.ts';

const mostCalls = 2000;
const mostCharacters = 16_000_000;
const none: readonly JsonObject[] = [];

/** The reasoning of one model in one conversation: providers repeat call ids, and no other model can read it. */
export interface ScopedReasoning {
  /** `items` belong to all of these calls; without a call nobody will ask for them. */
  remember(callIds: readonly string[], items: readonly JsonObject[]): void;
  of(callId: string): readonly JsonObject[];
  /** The provider does not take it, or it can't be sent. */
  forget(callIds: Iterable<string>): void;
}

/** The reasoning items of past answers. Items hold tokens, never restored values. */
export class ReasoningMemory {
  private readonly items = new Map<string, readonly JsonObject[]>();
  private readonly uses = new Map<readonly JsonObject[], number>();
  private readonly sizes = new Map<readonly JsonObject[], number>();
  private characters = 0;

  /** `scope` names the model and the conversation. */
  within(scope: string): ScopedReasoning {
    const keyOf = (callId: string) => `${scope}\0${callId}`;
    return {
      // A model may give one id to several calls: it is one entry all the same.
      remember: (callIds, items) => this.remember([...new Set(callIds.map(keyOf))], items),
      of: (callId) => this.items.get(keyOf(callId)) ?? none,
      forget: (callIds) => {
        for (const callId of callIds) {
          this.drop(keyOf(callId));
        }
      },
    };
  }

  private remember(keys: readonly string[], items: readonly JsonObject[]): void {
    for (const key of keys) {
      this.drop(key);
    }
    if (keys.length === 0 || items.length === 0) {
      return;
    }
    const size = JSON.stringify(items).length;
    this.sizes.set(items, size);
    this.uses.set(items, keys.length);
    this.characters += size;
    for (const key of keys) {
      this.items.set(key, items);
    }
    for (const oldest of this.items.keys()) {
      if (this.items.size <= mostCalls && this.characters <= mostCharacters) {
        break;
      }
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const items = this.items.get(key);
    if (items === undefined) {
      return;
    }
    this.items.delete(key);
    const uses = (this.uses.get(items) ?? 1) - 1;
    this.uses.set(items, uses);
    if (uses === 0) {
      this.characters -= this.sizes.get(items) ?? 0;
      this.uses.delete(items);
      this.sizes.delete(items);
    }
  }
}
