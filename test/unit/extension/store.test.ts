import { describe, expect, it } from 'vitest';
import { startFeatures } from '../../../src/extension/features.ts';
import { createLog } from '../../../src/extension/log.ts';
import { DisposableStore, Listeners } from '../../../src/extension/store.ts';

describe('ownership', () => {
  it('disposes in reverse order, once, whatever fails', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    store.defer(() => order.push(1));
    store.defer(() => {
      throw new Error('mine');
    });
    store.defer(() => order.push(3));
    store.dispose();
    store.dispose();
    expect(order).toEqual([3, 1]);
    expect(store.size).toBe(0);
  });

  it('disposes at once what comes after the end', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.defer(() => {
      disposed = true;
    });
    expect(disposed).toBe(true);
  });

  it('keeps listeners apart', () => {
    const listeners = new Listeners<number>();
    const got: number[] = [];
    listeners.on(() => {
      throw new Error('mine');
    });
    const second = listeners.on((value) => got.push(value));
    listeners.fire(1);
    second.dispose();
    listeners.fire(2);
    expect(got).toEqual([1]);
    expect(listeners.size).toBe(1);
  });
});

describe('features', () => {
  it('lets the others live when one fails, and tells once', () => {
    const lines: string[] = [];
    const add = (line: string) => lines.push(line);
    const store = new DisposableStore();
    const told: (readonly string[])[] = [];
    const started = startFeatures(
      [
        { name: 'good', start: () => ({ dispose: () => undefined }) },
        {
          name: 'bad',
          start: () => {
            throw new Error('a secret message');
          },
        },
        {
          name: 'worse',
          start: () => {
            throw new Error('another');
          },
        },
        { name: 'last', start: () => ({ dispose: () => undefined }) },
      ],
      {
        store,
        log: createLog({ info: add, warn: add, error: add, debug: add }),
        now: () => 0,
        tell: (names) => told.push(names),
      },
    );
    expect(started.map((feature) => feature.failed)).toEqual([false, true, true, false]);
    expect(told).toEqual([['bad', 'worse']]);
    expect(store.size).toBe(2);
    expect(lines.join('\n')).not.toContain('secret message');
  });
});
