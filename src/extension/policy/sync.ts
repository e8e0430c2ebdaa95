/** The sync of this product, behind the shell's door. */
import { fetchSigningKey, fingerprintOf } from '../../platform/sync/pin.ts';
import { createPolicySync } from '../../platform/sync/sync.ts';
import { verifyEd25519 } from '../../platform/sync/verify.ts';
import type { SyncDoor } from './sync-door.ts';

export const syncDoor: SyncDoor = { createPolicySync, fetchSigningKey, fingerprintOf, verify: verifyEd25519 };
