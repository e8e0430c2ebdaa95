/**
 * Where each key of a group may go. VS Code keeps a group's key apart from its address, so an address that is changed in the file
 * would get the key that was meant for another: a key belongs to the origin it was first given for, until a person says otherwise.
 */
import { createHmac } from 'node:crypto';
import type { Redacted } from '../../engine/model.ts';
import type { Secrets } from '../hold/fingerprints.ts';

/** A key that is to go to an origin which it was not given for. */
export interface KeyMove {
  readonly mark: string;
  readonly origin: string;
  /** Where it was given for. */
  readonly known: readonly string[];
}

const secretName = 'takumo.groupKeys';
const mostKeys = 200;

export class KeyPlaces {
  readonly #secrets: Secrets;
  readonly #machineKey: () => Promise<Buffer>;
  readonly #refused = new Map<string, KeyMove>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(secrets: Secrets, machineKey: () => Promise<Buffer>) {
    this.#secrets = secrets;
    this.#machineKey = machineKey;
  }

  /** Moves that were refused and wait for a person, oldest first. */
  get refused(): readonly KeyMove[] {
    return [...this.#refused.values()];
  }

  /** Nothing when the key may go to the origin (which it is bound to now); otherwise the move that a person would have to allow. */
  check(key: Redacted<string>, origin: string): Promise<KeyMove | undefined> {
    return this.#exclusively(async () => {
      const mark = createHmac('sha256', await this.#machineKey())
        .update(key.reveal())
        .digest('base64url')
        .slice(0, 24);
      const all = await this.#read();
      const known = all.get(mark);
      if (known === undefined) {
        await this.#write(all.set(mark, [origin]));
        return undefined;
      }
      const name = `${mark} ${origin}`;
      if (known.includes(origin)) {
        this.#refused.delete(name);
        return undefined;
      }
      const move = { mark, origin, known };
      this.#refused.set(name, move);
      return move;
    });
  }

  /** A person's word: this key may go to this origin as well. */
  allow({ mark, origin }: KeyMove): Promise<void> {
    return this.#exclusively(async () => {
      const all = await this.#read();
      await this.#write(all.set(mark, [...new Set([...(all.get(mark) ?? []), origin])]));
      this.#refused.delete(`${mark} ${origin}`);
    });
  }

  #exclusively<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(run);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #read(): Promise<Map<string, readonly string[]>> {
    try {
      const value: unknown = JSON.parse((await this.#secrets.get(secretName)) ?? '{}');
      const entries = Object.entries(value as Record<string, unknown>);
      return new Map(entries.filter((entry): entry is [string, string[]] => isTexts(entry[1])));
    } catch {
      return new Map();
    }
  }

  async #write(all: ReadonlyMap<string, readonly string[]>): Promise<void> {
    await this.#secrets.store(secretName, JSON.stringify(Object.fromEntries([...all].slice(-mostKeys))));
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
