/** What left, as counts and as plain text: the same data that the view shows, for screen readers, export and tests. */
import type { Receipt } from '../../engine/model.ts';
import { isReceipt } from '../../views/what-left/messages.ts';

export interface ReceiptSummary {
  readonly requests: number;
  readonly blocked: number;
  readonly unguarded: number;
  /** Secrets kept back, by category. */
  readonly byCategory: Readonly<Record<string, number>>;
  readonly keptBack: number;
  readonly restored: number;
}

export function summarize(receipts: readonly Receipt[]): ReceiptSummary {
  const byCategory: Record<string, number> = {};
  let restored = 0;
  for (const receipt of receipts) {
    restored += receipt.tokensRestored;
    if (receipt.decision === 'unguarded') continue;
    for (const [category, count] of Object.entries(receipt.byCategory)) {
      byCategory[category] = (byCategory[category] ?? 0) + count;
    }
  }
  return {
    requests: receipts.length,
    blocked: receipts.filter((receipt) => receipt.decision === 'blocked').length,
    unguarded: receipts.filter((receipt) => receipt.decision === 'unguarded').length,
    byCategory,
    keptBack: Object.values(byCategory).reduce((sum, count) => sum + count, 0),
    restored,
  };
}

/** Drops what ZDR forbids: the places. */
export function withoutPlaces(receipt: Receipt): Receipt {
  const { places: _, ...rest } = receipt;
  return rest;
}

/** Reads a stored receipt; undefined when it isn't one (another version's, or damaged). */
export function parseReceipt(json: string): Receipt | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isReceipt(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
