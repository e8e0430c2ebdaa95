/** Loads what the first request needs once the window is quiet, so that neither activation nor that request waits for it. */
import { loadEngine, loadPolicy } from './engine.ts';
import type { Shell } from './shell.ts';
import type { Disposable } from './store.ts';

export function warmUp({ policies, session, log }: Shell): Disposable {
  const timer = setTimeout(() => {
    void (async () => {
      const begin = performance.now();
      try {
        await Promise.all([loadEngine(), loadPolicy()]);
        await policies.get();
        await session.get();
        log.info('ready', { ms: performance.now() - begin });
      } catch (error) {
        log.error('the guard is not ready, requests are refused', error);
      }
    })();
  }, 0);
  return { dispose: () => clearTimeout(timer) };
}
