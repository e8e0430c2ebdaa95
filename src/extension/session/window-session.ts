/**
 * The one session of this window. It is made on first use, and nobody gets it before it knows every value that its sources know. New
 * Session and disposal destroy the vault; no copy of a value is kept here.
 */
import type { KnownValue } from '../../engine/model.ts';
import { type Disposable, Listeners } from '../store.ts';

/** What this module uses of the engine's session. */
export interface VaultSession {
  learn(values: readonly KnownValue[]): void;
  destroy(): void;
}

/** Where known values come from: `.env` files, the models' API keys. Read again for each new session. */
export interface KnownValueSource {
  read(): Promise<readonly KnownValue[]>;
}

export class WindowSession<S extends VaultSession> implements Disposable {
  readonly #create: () => Promise<S>;
  readonly #sources = new Set<KnownValueSource>();
  readonly #changed = new Listeners<void>();
  #current: Promise<S> | undefined;
  #live: S | undefined;
  #generation = 0;
  #disposed = false;

  constructor(create: () => Promise<S>) {
    this.#create = create;
  }

  /** Fires when the session was replaced, learned values, or `touch` said that it holds more. */
  readonly onDidChange = this.#changed.on;

  /** The session, if one has been made: for counts. */
  get live(): S | undefined {
    return this.#live;
  }

  get(): Promise<S> {
    if (this.#disposed) return Promise.reject(new Error('The extension is shut down.'));
    if (this.#current === undefined) {
      const made = this.#make();
      this.#current = made;
      // A failed start is tried again by the next request, which is refused until then.
      made.catch(() => {
        if (this.#current === made) this.#current = undefined;
      });
    }
    return this.#current;
  }

  /** Adds a source; a session that lives already learns from it now. */
  addSource(source: KnownValueSource): Disposable {
    this.#sources.add(source);
    if (this.#current !== undefined) void this.relearn(source);
    return { dispose: () => this.#sources.delete(source) };
  }

  /** Reads a source again. Values that went away stay known until New Session: an old password may still be valid. */
  async relearn(source: KnownValueSource): Promise<void> {
    if (this.#current === undefined) return;
    const session = await this.#current;
    const values = await source.read();
    if (session !== this.#live) return;
    session.learn(values);
    this.#changed.fire();
  }

  /** Forgets every value and token of this window. The next request begins a new session. */
  reset(): void {
    this.#drop();
    this.#changed.fire();
  }

  touch(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#disposed = true;
    this.#drop();
  }

  #drop(): void {
    // A session that is still being made is destroyed by `#make`, which sees the new generation.
    this.#generation += 1;
    this.#current = undefined;
    this.#live?.destroy();
    this.#live = undefined;
  }

  async #make(): Promise<S> {
    const generation = this.#generation;
    const session = await this.#create();
    const values = (await Promise.all([...this.#sources].map((source) => source.read()))).flat();
    session.learn(values);
    if (generation !== this.#generation) {
      session.destroy();
      throw new Error('The session was replaced while it was being made.');
    }
    this.#live = session;
    this.#changed.fire();
    return session;
  }
}
