/** The variables of a function. Names are looked up outward; what an inner function writes to an outer variable is joined, never lost. */
import type { Value } from './value.ts';
import { either } from './value.ts';

export class Scope {
  readonly parent: Scope | undefined;
  #values = new Map<string, Value>();
  /** Variables of which a member is known too. */
  readonly #withMembers = new Set<string>();

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  /** `name` is a variable or a dotted path such as `self.query`. */
  get(name: string): Value | undefined {
    return this.#values.get(name) ?? this.parent?.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
    const dot = name.indexOf('.');
    if (dot >= 0) {
      this.#withMembers.add(name.slice(0, dot));
      return;
    }
    if (!this.#withMembers.has(name)) return;
    // Another value stands behind the name: what was known of its members is gone.
    const prefix = `${name}.`;
    for (const key of this.#values.keys()) if (key.startsWith(prefix)) this.#values.delete(key);
  }

  /** What the variables are now, to come back to before another branch. */
  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.#values);
  }

  restore(snapshot: ReadonlyMap<string, Value>): void {
    this.#values = new Map(snapshot);
  }

  /** After a branch: each variable is what it was on one of the two ways. */
  join(other: ReadonlyMap<string, Value>): void {
    for (const [name, value] of other) {
      const here = this.#values.get(name);
      this.#values.set(name, here === undefined || here === value ? value : either(here.origin, [here, value]));
    }
  }
}
