/** The sync of this product, behind the shell's door. */
import { TakumoError } from '../../engine/errors.ts';
import type { SyncDoor } from './sync-door.ts';

const absent = (): never => {
  throw new TakumoError('sync-unreachable', 'Policy sync is not part of this build.');
};

export const syncDoor: SyncDoor = {
  createPolicySync: absent,
  fetchSigningKey: async () => absent(),
  fingerprintOf: absent,
  verify: () => false,
};
