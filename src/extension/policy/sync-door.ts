/** What the shell needs of policy sync: given to it, so that the connection can be tested without a server. */
import type { Redacted } from '../../engine/model.ts';
import type { VerifySignature } from '../../engine/ports.ts';
import type { PinnedKey, PolicySync, PolicySyncOptions } from '../../platform/sync/types.ts';

export interface SyncDoor {
  createPolicySync(options: PolicySyncOptions): PolicySync;
  /** Asks the server for its organization's signing key, before anything is pinned. Throws a TakumoError. */
  fetchSigningKey(server: { readonly url: string; readonly apiKey: Redacted<string> }): Promise<PinnedKey>;
  /** The key's fingerprint as a person compares it. */
  fingerprintOf(key: PinnedKey): string;
  readonly verify: VerifySignature;
}
