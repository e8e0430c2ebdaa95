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

  /** Deletes what is older than the days to keep. */
  async expire(): Promise<void> {
    const days = this.#options.keepDays();
    try {
      await (await this.#open()).expire(this.#options.now() - days * dayMs);
    } catch (error) {
      this.#options.failed(error);
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
    this.#opened ??= this.#options.open();
    this.#opened.catch(() => {
      this.#opened = undefined;
    });
    return this.#opened;
  }

  async #store(receipt: Receipt): Promise<void> {
    try {
      await (await this.#open()).append(JSON.stringify(receipt));
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
