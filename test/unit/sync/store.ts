/** A policy store in memory, which a test can look into, break and share between two syncs. */
import type { RevisionFloor, SignedBundle } from '../../../src/engine/policy/types.ts';
import type { PolicyStore } from '../../../src/platform/sync/types.ts';

export interface MemoryStore extends PolicyStore {
  bundle: SignedBundle | undefined;
  floor: RevisionFloor | undefined;
  broken: boolean;
}

export function memoryStore(): MemoryStore {
  const guarded = <T>(work: () => T) =>
    store.broken ? Promise.reject(new Error('disk full')) : Promise.resolve(work());
  const store: MemoryStore = {
    bundle: undefined,
    floor: undefined,
    broken: false,
    readBundle: () => guarded(() => store.bundle),
    readFloor: () => guarded(() => store.floor),
    writeBundle: (bundle) =>
      guarded(() => {
        store.bundle = bundle;
      }),
    writeFloor: (floor) =>
      guarded(() => {
        store.floor = floor;
      }),
  };
  return store;
}
