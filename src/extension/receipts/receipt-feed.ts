/**
 * Keeps a webview in step with the receipts: everything when it asks, then only what is new, in batches, and nothing at all while it is
 * hidden. A hidden webview is thrown away; shown again it asks for everything.
 */
import type { Receipt } from '../../engine/model.ts';
import { type Disposable, DisposableStore } from '../store.ts';
import type { Receipts } from './receipts.ts';

/** The most receipts that a view shows; the export has all. */
export const mostShown = 2000;
const batchMs = 250;

export interface FeedOptions {
  readonly receipts: Receipts;
  readonly visible: () => boolean;
  /** Sends everything. */
  readonly all: () => void;
  /** Sends receipts that have just come, newest first. */
  readonly more: (receipts: readonly Receipt[]) => void;
}

export function startFeed({ receipts, visible, all, more }: FeedOptions): Disposable {
  const store = new DisposableStore();
  let waiting: Receipt[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (visible()) more(batch);
  };
  store.add(
    receipts.onDidAdd((receipt) => {
      if (!visible()) return;
      waiting.unshift(receipt);
      timer ??= setTimeout(flush, batchMs);
    }),
  );
  store.add(receipts.onDidClear(() => visible() && all()));
  store.defer(() => clearTimeout(timer));
  return store;
}

/** The newest receipts, newest first, with how many there are. */
export async function newestReceipts(receipts: Receipts): Promise<{
  readonly receipts: readonly Receipt[];
  readonly kept: number;
  readonly damaged: number;
}> {
  const { receipts: all, damaged } = await receipts.all();
  return { receipts: all.slice(-mostShown).reverse(), kept: all.length, damaged };
}
