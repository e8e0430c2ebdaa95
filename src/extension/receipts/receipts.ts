/** The receipts of this window, and of the earlier ones that the encrypted store still holds. */
import type { Receipt } from '../../engine/model.ts';
import type { LocalStore } from '../../platform/local-store.ts';
import { type Disposable, Listeners } from '../store.ts';
import { parseReceipt, withoutPlaces } from './summary.ts';

/** The most receipts kept in memory; older ones are on disk only. */
const memoryLimit = 2000;
const dayMs = 24 * 60 * 60_000;

export interface ReceiptsOptions {
  /** Opened on first use: the key comes from SecretStorage. */
  readonly open: () => Promise<LocalStore>;
  /** Days to keep; 0: memory only. */
  readonly keepDays: () => number;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}

export class Receipts implements Disposable {
  readonly #options: ReceiptsOptions;
  readonly #added = new Listeners<Receipt>();
  readonly #cleared = new Listeners<void>();
  #session: Receipt[] = [];
  #opened: Promise<LocalStore> | undefined;
  #expired = Number.NEGATIVE_INFINITY;

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  readonly onDidAdd = this.#added.on;
  /** Fires when all receipts were deleted. */
  readonly onDidClear = this.#cleared.on;

  /** This window's receipts since it opened, oldest first. */
  get session(): readonly Receipt[] {
    return this.#session;
  }

  /** Keeps a receipt. Under ZDR it loses its places, whoever made it. */
  add(receipt: Receipt): void {
    const kept = receipt.zdr ? withoutPlaces(receipt) : receipt;
    this.#session.push(kept);
    if (this.#session.length > memoryLimit) this.#session.shift();
    this.#added.fire(kept);
    if (this.#options.keepDays() > 0) void this.#store(kept);
  }

  /** All receipts that are kept, oldest first, and how many stored ones could not be read. */
  async all(): Promise<{ readonly receipts: readonly Receipt[]; readonly damaged: number }> {
    if (this.#options.keepDays() === 0) return { receipts: this.#session, damaged: 0 };
    try {
      const { records, damaged } = await (await this.#open()).readAll();
      const stored = records.map(parseReceipt);
      const readable = stored.filter((receipt) => receipt !== undefined);
      const byId = new Map([...readable, ...this.#session].map((receipt) => [receipt.id, receipt]));
      const receipts = [...byId.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
      return { receipts, damaged: damaged + stored.length - readable.length };
    } catch (error) {
      this.#options.failed(error);
      return { receipts: this.#session, damaged: 0 };
    }
  }

  async clear(): Promise<void> {
    this.#session = [];
    try {
      await (await this.#open()).clear();
    } finally {
      this.#cleared.fire();
    }
  }

  dispose(): void {
    this.#session = [];
  }

  #open(): Promise<LocalStore> {
    this.#opened ??= this.#options.open().then(async (store) => {
      await this.#expire(store);
      return store;
    });
    this.#opened.catch(() => {
      this.#opened = undefined;
    });
    return this.#opened;
  }

  async #store(receipt: Receipt): Promise<void> {
    try {
      const store = await this.#open();
      await store.append(JSON.stringify(receipt));
      await this.#expire(store);
    } catch (error) {
      this.#options.failed(error);
    }
  }

  /** Deletes what is older than the days to keep, once a day. */
  async #expire(store: LocalStore): Promise<void> {
    const now = this.#options.now();
    if (now - this.#expired < dayMs) return;
    this.#expired = now;
    await store.expire(now - this.#options.keepDays() * dayMs);
  }
}
