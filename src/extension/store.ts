/** Ownership of what an extension registers: everything goes into a store, and disposing the store undoes it in reverse order, once, whatever fails. */

export interface Disposable {
  dispose(): unknown;
}

/** A store of disposables. Adding to a disposed store disposes at once, so a late asynchronous start can't leak. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  get size(): number {
    return this.#items.size;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Adds a function that is called on dispose. */
  defer(undo: () => unknown): void {
    this.add({ dispose: undo });
  }

  /** Disposes one item before the store goes. */
  delete(item: Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) {
      try {
        item.dispose();
      } catch {
        // One failing owner must not keep the others (the vault among them) alive.
      }
    }
  }
}

/** A list of listeners without vscode's classes, for the modules that are tested outside the host. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly on = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch {
        // A listener's failure is its own.
      }
    }
  }

  get size(): number {
    return this.#listeners.size;
  }
}
