/**
 * The lists of models that providers gave, in memory: asked for once, asked again after a while behind the last answer, bounded. A list
 * belongs to its API, address and key, so one key's models are never shown for another.
 */
import { createHash } from 'node:crypto';
import type { Redacted } from '../../engine/model.ts';
import type { ListedModel } from '../../engine/wire/api.ts';
import type { ApiName } from '../chat/models.ts';
import { type Disposable, Listeners } from '../store.ts';

export interface ListPlace {
  readonly api: ApiName;
  readonly baseUrl: string;
  readonly key?: Redacted<string>;
}

export type FetchList = (place: ListPlace, signal: AbortSignal) => Promise<readonly ListedModel[]>;

interface Entry {
  list?: readonly ListedModel[];
  error?: unknown;
  /** Of the last answer, by the clock given. */
  at: number;
  pending?: Promise<void>;
}

const freshMs = 15 * 60_000;
const afterFailureMs = 30_000;
const patienceMs = 15_000;
const mostEntries = 64;

export class ModelLists implements Disposable {
  readonly #fetch: FetchList;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Listeners<void>();
  readonly #end = new AbortController();

  constructor(fetch: FetchList, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** A list that was already given has changed. */
  readonly onDidChange = this.#changed.on;

  /** The provider's models; the last list when it can't be reached now. Throws what the first fetch failed with. */
  async get(place: ListPlace): Promise<readonly ListedModel[]> {
    const entry = this.#entry(nameOf(place));
    const age = this.#now() - entry.at;
    const stale = entry.error === undefined ? age > freshMs : age > afterFailureMs;
    if (stale) entry.pending ??= this.#ask(entry, place);
    if (entry.list !== undefined) return entry.list;
    await entry.pending;
    if (entry.list !== undefined) return entry.list;
    throw entry.error;
  }

  /** The next `get` asks the provider again and waits for it. */
  forget(place: ListPlace): void {
    this.#entries.delete(nameOf(place));
  }

  dispose(): void {
    this.#end.abort();
    this.#entries.clear();
  }

  #entry(name: string): Entry {
    const known = this.#entries.get(name);
    const entry = known ?? { at: Number.NEGATIVE_INFINITY };
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > mostEntries && oldest.done !== true) this.#entries.delete(oldest.value);
    return entry;
  }

  async #ask(entry: Entry, place: ListPlace): Promise<void> {
    const before = entry.list;
    try {
      entry.list = await this.#fetch(place, AbortSignal.any([this.#end.signal, AbortSignal.timeout(patienceMs)]));
      delete entry.error;
    } catch (error) {
      entry.error = error;
    }
    entry.at = this.#now();
    delete entry.pending;
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(entry.list)) this.#changed.fire();
  }
}

function nameOf({ api, baseUrl, key }: ListPlace): string {
  const hash = createHash('sha256').update(JSON.stringify([api, baseUrl]));
  return hash.update(key === undefined ? '' : `\0${key.reveal()}`).digest('base64');
}
