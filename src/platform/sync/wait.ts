/** A pause that can be cut short and that ends with its owner. */

export interface Wait {
  /** Resolves after the time, when woken, or when the owner is gone. */
  until(milliseconds: number): Promise<void>;
  /** Ends the pause now, if there is one. */
  wake(): void;
}

export function createWait(over: AbortSignal): Wait {
  let end = (): void => undefined;
  over.addEventListener('abort', () => end(), { once: true });
  return {
    until(milliseconds) {
      if (over.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    wake: () => end(),
  };
}
