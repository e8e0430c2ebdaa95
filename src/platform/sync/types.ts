/** The door types of policy sync: what it is given, what it reports. */

import type { TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import type { PolicyBundle, RevisionFloor, SignedBundle } from '../../engine/policy/types.ts';
import type { Clock, VerifySignature } from '../../engine/ports.ts';

/**
 * `connected`: in touch, and the bundle in force is the server's newest · `stale`: the server answers, but gives no bundle (an error
 * status) · `offline`: no answer · `unauthorized`: the key is refused · `invalid`: what the server gave was refused, the last good bundle
 * stays in force.
 */
export type SyncState = 'connected' | 'stale' | 'offline' | 'unauthorized' | 'invalid';

export interface SyncStatus {
  readonly state: SyncState;
  readonly organization: string;
  /** The revision in force; 0 without a bundle. */
  readonly revision: number;
  /** When the server last confirmed the bundle, in milliseconds since the epoch. */
  readonly lastSync: number | undefined;
  /** Changes arrive by the stream; false: by polling only. */
  readonly streaming: boolean;
  readonly error: TakumoError | undefined;
}

/** An organization's signing key as pinned at sign-in. `publicKey` is base64 of the raw 32 bytes. */
export interface PinnedKey {
  readonly organization: string;
  readonly keyId: string;
  readonly publicKey: string;
}

/** Keeps the last good bundle, and apart from it, where other programs can't write, the highest revision seen. */
export interface PolicyStore {
  readBundle(): Promise<SignedBundle | undefined>;
  writeBundle(bundle: SignedBundle): Promise<void>;
  readFloor(): Promise<RevisionFloor | undefined>;
  writeFloor(floor: RevisionFloor): Promise<void>;
}

interface SyncLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface SyncTimings {
  /** A whole request for the bundle or the key. Milliseconds, as all of these. */
  readonly requestTimeout: number;
  /** Silence on the stream after which it is given up; the server sends a comment at least every third of it. */
  readonly streamSilence: number;
  /** Between polls while the stream is up, with jitter. While it is down the bundle is asked for at each attempt to open it. */
  readonly poll: number;
  /** Wait before the first new attempt; doubles up to the highest, with jitter. */
  readonly backoffFirst: number;
  readonly backoffHighest: number;
  /** Changes announced within it are fetched once. */
  readonly debounce: number;
}

export interface PolicySyncOptions {
  /** The server's base address. Plain http is accepted for loopback only. */
  readonly url: string;
  readonly apiKey: Redacted<string>;
  readonly pinnedKey: PinnedKey;
  readonly store: PolicyStore;
  readonly verify: VerifySignature;
  readonly clock: Clock;
  readonly log: SyncLog;
  /** Called on each change of the status. */
  readonly onState: (status: SyncStatus) => void;
  /** Called when a bundle comes into force: the stored one first, then each newer one. Make a new policy set of it. */
  readonly onBundle: (bundle: PolicyBundle) => void;
  readonly scope?: { readonly team?: string; readonly repository?: string };
  readonly fetch?: typeof fetch;
  readonly timings?: Partial<SyncTimings>;
}

export interface PolicySync {
  readonly status: SyncStatus;
  /** The bundle in force, expired or not: give it to `createPolicySet`, which knows the fail mode. */
  readonly bundle: PolicyBundle | undefined;
  /** What is known when there is no bundle: for `createPolicySet`. */
  readonly floor: RevisionFloor | undefined;
  /** Reads the stored bundle, then asks the server, then follows the stream. Resolves after the first answer or failure; never rejects. */
  start(): Promise<SyncStatus>;
  /** Asks the server now, and opens the stream again if it is down. Never rejects. */
  refresh(): Promise<SyncStatus>;
  /** Ends every request and timer; nothing is called afterwards. */
  dispose(): void;
}
