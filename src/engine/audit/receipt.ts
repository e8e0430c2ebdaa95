/** Drafts a request's receipt as the request goes on, and closes it once. Metadata only: counts, ids and, with ZDR off, places. */
import type { Counts, Enforcement, Posture, Receipt, Surface } from '../model.ts';
import type { Clock, Random } from '../ports.ts';

export interface ReceiptStart {
  readonly surface: Surface;
  readonly client: string;
  readonly conversation?: string;
  readonly model: string;
  readonly provider: string;
  readonly posture: Posture;
  readonly zdr: boolean;
}

export interface ReceiptDraft {
  readonly id: string;
  bytesOut: number;
  bytesIn: number;
  tokensRestored: number;
  guardMs: number;
  upstreamMs: number;
  inboundMs: number;
  enforcement: Enforcement | 'none';
  unscannable: readonly string[];
  counted: readonly { readonly rule: string; readonly category: string; readonly place?: string }[];
  policies: readonly { readonly name: string; readonly revision: number }[];
  readonly findings: string[];
  usage: Receipt['usage'];
  /** The receipt. Called again it gives the first one: a request has one receipt. */
  close(decision: Receipt['decision']): Receipt;
}

export function draftReceipt(start: ReceiptStart, clock: Clock, random: Random): ReceiptDraft {
  const id = [...random.bytes(12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const time = new Date(clock.now()).toISOString();
  let closed: Receipt | undefined;
  const draft: ReceiptDraft = {
    id,
    bytesOut: 0,
    bytesIn: 0,
    tokensRestored: 0,
    guardMs: 0,
    upstreamMs: 0,
    inboundMs: 0,
    enforcement: 'none',
    unscannable: [],
    counted: [],
    policies: [],
    findings: [],
    usage: undefined,
    close(decision) {
      closed ??= {
        id,
        time,
        ...start,
        direction: decision === 'blocked' ? 'outbound' : 'both',
        decision,
        enforcement: draft.enforcement,
        byCategory: count(draft.counted.map((one) => one.category)),
        byDetector: count(draft.counted.map((one) => one.rule)),
        bytesOut: decision === 'blocked' ? 0 : draft.bytesOut,
        bytesIn: draft.bytesIn,
        tokensRestored: draft.tokensRestored,
        unscannable: draft.unscannable,
        policies: draft.policies,
        durations: { guard: draft.guardMs, upstream: draft.upstreamMs, inbound: draft.inboundMs },
        ...(draft.usage === undefined ? {} : { usage: draft.usage }),
        ...(start.zdr ? {} : { places: [...new Set(draft.counted.flatMap((one) => one.place ?? []))] }),
        findings: [...new Set(draft.findings)],
      };
      return closed;
    },
  };
  return draft;
}

function count(names: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
