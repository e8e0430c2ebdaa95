/**
 * Questions that wait for a person's word, by an id that says nothing of them: what a button of an answer carries. A question is taken
 * once. They hold what was asked, so they are few, short-lived, and gone with the session.
 */
import { randomUUID } from 'node:crypto';

export type Word = 'send' | 'always';

export interface Pending<T> {
  readonly value: T;
  readonly since: number;
}

const most = 16;
const lifetime = 15 * 60_000;

export class PendingQuestions<T> {
  readonly #held = new Map<string, Pending<T>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(value: T): string {
    const id = randomUUID();
    this.#held.set(id, { value, since: this.#now() });
    for (const [oldest, { since }] of this.#held) {
      if (this.#held.size <= most && this.#now() - since < lifetime) break;
      this.#held.delete(oldest);
    }
    return id;
  }

  /** Looks without taking. */
  peek(id: string): T | undefined {
    const held = this.#held.get(id);
    return held === undefined || this.#now() - held.since >= lifetime ? undefined : held.value;
  }

  take(id: string): T | undefined {
    const value = this.peek(id);
    this.#held.delete(id);
    return value;
  }

  clear(): void {
    this.#held.clear();
  }
}
