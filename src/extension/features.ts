/** Starts features one by one: each in its own try, timed and logged. One that fails is told to the user once; the others live. */
import type { Log, SafeWord } from './log.ts';
import { safeWord } from './log.ts';
import type { Disposable, DisposableStore } from './store.ts';

export interface Feature {
  /** Stable name, for the log and for the message: `status-bar`. */
  readonly name: string;
  start(): Disposable | undefined;
}

export interface StartedFeature {
  readonly name: string;
  readonly ms: number;
  readonly failed: boolean;
}

/** Starts each feature, gives what it registered to the store, and calls `tell` once with the names of those that failed. */
export function startFeatures(
  features: readonly Feature[],
  host: { store: DisposableStore; log: Log; now: () => number; tell: (failed: readonly string[]) => void },
): readonly StartedFeature[] {
  const started = features.map((feature): StartedFeature => {
    const { name } = feature;
    const word: SafeWord = safeWord(name);
    const begin = host.now();
    try {
      const owned = feature.start();
      if (owned !== undefined) host.store.add(owned);
      const ms = host.now() - begin;
      host.log.debug('feature started', { feature: word, ms });
      return { name, ms, failed: false };
    } catch (error) {
      host.log.error('feature failed to start', error);
      host.log.warn('feature is off', { feature: word });
      return { name, ms: host.now() - begin, failed: true };
    }
  });
  const failed = started.filter((feature) => feature.failed).map((feature) => feature.name);
  if (failed.length > 0) host.tell(failed);
  return started;
}
