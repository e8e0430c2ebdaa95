import { describe, expect, it } from 'vitest';
import { GuardState, pauseMs, type Storage } from '../../../src/extension/state/state.ts';

function memento(): Storage & { data: Map<string, unknown> } {
  const data = new Map<string, unknown>();
  return {
    data,
    get: <T>(key: string) => data.get(key) as T | undefined,
    update: async (key, value) => {
      if (value === undefined) data.delete(key);
      else data.set(key, value);
    },
  };
}

function setUp() {
  const stores = { workspace: memento(), global: memento() };
  let now = 1_000_000;
  const timers: { run: () => void; ms: number; live: boolean }[] = [];
  const make = () =>
    new GuardState({
      ...stores,
      now: () => now,
      setTimer: (run, ms) => {
        const timer = { run, ms, live: true };
        timers.push(timer);
        return {
          dispose: () => {
            timer.live = false;
          },
        };
      },
    });
  return {
    make,
    timers,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('posture and ZDR', () => {
  it('protect by default, and survive a reload', async () => {
    const { make } = setUp();
    const first = make();
    expect([first.posture, first.zdr]).toEqual(['protect', false]);
    await first.toggleMonitor();
    await first.toggleZdr();
    const second = make();
    expect([second.posture, second.zdr]).toEqual(['monitor', true]);
    await second.toggleMonitor();
    await second.toggleZdr();
    expect([make().posture, make().zdr]).toEqual(['protect', false]);
  });

  it('pause for five minutes, in memory only', () => {
    const { make, timers, pass } = setUp();
    const state = make();
    let changes = 0;
    state.onDidChange(() => {
      changes += 1;
    });
    expect(state.pause()).toEqual({ done: true });
    expect(state.posture).toBe('paused');
    expect(make().posture).toBe('protect');
    expect(timers[0]?.ms).toBe(pauseMs);
    pass(pauseMs - 1);
    expect(state.posture).toBe('paused');
    pass(1);
    // Even if the timer were late, the time has passed.
    expect(state.posture).toBe('protect');
    timers[0]?.run();
    expect(changes).toBe(2);
  });

  it('end a pause on resume, on the Monitor switch, on disposal', async () => {
    const { make, timers } = setUp();
    const state = make();
    state.pause();
    state.resume();
    expect(state.posture).toBe('protect');
    state.pause();
    await state.toggleMonitor();
    expect(state.posture).toBe('protect');
    state.pause();
    state.dispose();
    expect(timers.every((timer) => !timer.live)).toBe(true);
  });

  it('are held by an organization, which is named', async () => {
    const { make } = setUp();
    const state = make();
    await state.toggleMonitor();
    state.pause();
    state.setOrganization({
      by: 'Acme',
      zdr: { value: true, locked: true },
      posture: { value: 'protect', locked: true },
      pause: { value: false, locked: true },
    });
    expect([state.posture, state.zdr]).toEqual(['protect', true]);
    const refused = { done: false, heldBy: 'Acme' };
    expect([await state.toggleMonitor(), await state.toggleZdr(), state.pause()]).toEqual([refused, refused, refused]);
    state.setOrganization(undefined);
    expect([state.posture, state.zdr]).toEqual(['monitor', false]);
  });

  it('an unlocked word of the organization is a default', async () => {
    const { make } = setUp();
    const state = make();
    state.setOrganization({
      by: 'Acme',
      zdr: { value: true, locked: false },
      posture: { value: 'monitor', locked: false },
    });
    expect([state.posture, state.zdr]).toEqual(['monitor', true]);
    await state.toggleMonitor();
    await state.toggleZdr();
    expect([state.posture, state.zdr]).toEqual(['protect', false]);
  });

  it('an organization can hold ZDR on but not off', async () => {
    const state = setUp().make();
    state.setOrganization({ by: 'Acme', zdr: { value: false, locked: true } });
    expect(await state.toggleZdr()).toEqual({ done: true });
    expect(state.zdr).toBe(true);
  });
});
