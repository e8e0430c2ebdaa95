import { afterEach, describe, expect, it } from 'vitest';
import { Redacted } from '../../../src/engine/model.ts';
import { createPolicySet } from '../../../src/engine/policy/index.ts';
import type { PolicyBundle } from '../../../src/engine/policy/types.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createPolicySync } from '../../../src/platform/sync/sync.ts';
import type { PolicySync, PolicySyncOptions, SyncStatus } from '../../../src/platform/sync/types.ts';
import { verifyEd25519 } from '../../../src/platform/sync/verify.ts';
import {
  type PolicyFault,
  type PolicyServer,
  type PolicyServerOptions,
  startPolicyServer,
} from '../../support/policy-server.ts';
import { finding, outbound } from '../policy/fixture.ts';
import { type MemoryStore, memoryStore } from './store.ts';

const quick = {
  requestTimeout: 800,
  streamSilence: 600,
  poll: 60_000,
  backoffFirst: 20,
  backoffHighest: 100,
  debounce: 30,
};
const warnAws = { name: 'aws-keys', enforcement: 'warn' };

interface Rig {
  readonly server: PolicyServer;
  readonly sync: PolicySync;
  readonly store: MemoryStore;
  readonly states: SyncStatus[];
  readonly bundles: PolicyBundle[];
  readonly lines: string[];
}

const open: { dispose?: () => void; close?: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) {
    each.dispose?.();
    await each.close?.();
  }
});

async function serverOf(options: PolicyServerOptions = {}): Promise<PolicyServer> {
  const server = await startPolicyServer({ keepAlive: 100, ...options });
  open.push(server);
  return server;
}

function syncWith(server: PolicyServer, more: Partial<PolicySyncOptions> & { memory?: MemoryStore } = {}): Rig {
  const { memory: store = memoryStore(), ...options } = more;
  const states: SyncStatus[] = [];
  const bundles: PolicyBundle[] = [];
  const lines: string[] = [];
  const sync = createPolicySync({
    url: server.url,
    apiKey: new Redacted(server.apiKey),
    pinnedKey: server.key,
    store,
    verify: verifyEd25519,
    clock: systemClock,
    log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
    onState: (status) => states.push(status),
    onBundle: (bundle) => bundles.push(bundle),
    timings: quick,
    ...options,
  });
  open.push(sync);
  return { server, sync, store, states, bundles, lines };
}

async function until(condition: () => boolean, what: string, limit = 3000): Promise<number> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > limit) expect.fail(`it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - started;
}

describe('in touch', () => {
  it('a bundle is in force, stored, and its revision kept apart', async () => {
    const { sync, server, store, bundles } = syncWith(
      await serverOf({ draft: { policies: [warnAws], settings: { zdr: { value: true, locked: true } } } }),
    );
    const status = await sync.start();
    expect(status).toMatchObject({ state: 'connected', revision: 1, organization: 'acme', error: undefined });
    expect(status.lastSync).toBeGreaterThan(Date.now() - 5000);
    expect(bundles).toHaveLength(1);
    await until(() => store.bundle !== undefined, 'stored');
    expect(store.floor).toEqual({ organization: 'acme', revision: 1, failMode: 'fail_open' });
    const set = createPolicySet({ sources: [], clock: systemClock, bundle: sync.bundle! });
    expect(set.decide(finding('aws-x'), outbound)).toMatchObject({
      enforcement: 'warn',
      source: 'organization',
      revision: 1,
    });
    expect(set.settings.zdr).toEqual({ value: true, locked: true });
    expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${server.apiKey}`);
  });

  it('a change is in force within 2 s with the timings of the product', async () => {
    const server = await serverOf();
    const { sync } = syncWith(server, { timings: {} });
    await sync.start();
    await until(() => server.streams === 1, 'streaming');
    for (const enforcement of ['warn', 'monitor', 'block']) {
      const revision = server.publish({ policies: [{ name: 'aws-keys', enforcement }] });
      expect(await until(() => sync.status.revision === revision, 'in force')).toBeLessThan(2000);
    }
    expect(sync.status).toMatchObject({ state: 'connected', streaming: true });
  });

  it('many changes at once are fetched as one, and nothing is fetched for nothing', async () => {
    const server = await serverOf();
    const { sync, bundles } = syncWith(server);
    await sync.start();
    await until(() => server.streams === 1, 'streaming');
    for (let index = 0; index < 20; index += 1) server.publish({ policies: [] });
    await until(() => sync.status.revision === 21, 'in force');
    expect(bundles.length).toBeLessThan(5);
    await sync.refresh();
    expect(server.requests.at(-1)).toMatchObject({ line: 'GET /v1/policy/bundle', status: 304 });
  });

  it('asks for its team and repository', async () => {
    const { sync } = syncWith(await serverOf(), { scope: { team: 'core', repository: 'host/owner/name' } });
    await sync.start();
    expect(sync.bundle?.scope).toEqual({ team: 'core', repository: 'host/owner/name' });
  });

  it('a stream that is cut or falls silent is opened again where it stood, and no change is lost', async () => {
    const server = await serverOf();
    const { sync, states } = syncWith(server);
    await sync.start();
    await until(() => server.streams === 1, 'streaming');
    server.cutStreams();
    const revision = server.publish({ policies: [warnAws] });
    await until(() => sync.status.revision === revision && sync.status.streaming, 'in force');
    expect(server.requests.some(({ line }) => line === 'GET /v1/policy/stream')).toBe(true);
    expect(states.some((status) => !status.streaming)).toBe(true);
    server.cutStreams();
    await until(() => sync.status.streaming && server.streams === 1, 'streaming again');
    server.fault('silent-stream');
    await until(() => !sync.status.streaming, 'given up', 2000);
    server.fault('none');
    await until(() => sync.status.streaming, 'streaming once more');
    server.cutStreams();
    await until(
      () => server.requests.some(({ headers }) => headers['last-event-id'] === String(revision)),
      'resumed by id',
    );
  });

  it('goes on by asking where there is no stream, or one that says nothing readable', async () => {
    const server = await serverOf();
    server.fault('no-stream');
    const { sync } = syncWith(server);
    await sync.start();
    const second = server.publish({ policies: [warnAws] });
    await until(() => sync.status.revision === second, 'in force');
    expect(sync.status).toMatchObject({ state: 'connected', streaming: false });
    server.fault('bad-stream');
    await until(() => server.streams === 1, 'streaming');
    const third = server.publish({ policies: [] });
    await until(() => sync.status.revision === third, 'in force');
  });
});

describe('faults', () => {
  const faults: readonly [PolicyFault, SyncStatus['state'], string, number?][] = [
    ['error-500', 'stale', 'sync-unreachable', 500],
    ['rate-limited', 'stale', 'sync-unreachable', 429],
    ['redirect', 'stale', 'sync-unreachable', 302],
    ['unauthorized', 'unauthorized', 'sync-unauthorized', 401],
    ['hang', 'offline', 'sync-unreachable'],
    ['hang-in-body', 'offline', 'sync-unreachable'],
    ['garbage', 'invalid', 'bundle-malformed'],
    ['huge', 'invalid', 'bundle-malformed'],
    ['malformed-payload', 'invalid', 'bundle-malformed'],
    ['wrong-signature', 'invalid', 'bundle-signature-invalid'],
    ['wrong-key', 'invalid', 'bundle-signature-invalid'],
    ['wrong-organization', 'invalid', 'bundle-wrong-organization'],
    ['lower-revision', 'invalid', 'bundle-stale-revision'],
    ['expired', 'invalid', 'bundle-expired'],
  ];

  it.each(faults)(
    '%s: the state is %s, the last good bundle holds, and it heals by itself',
    async (fault, state, code, status) => {
      const server = await serverOf({ draft: { policies: [warnAws] } });
      const { sync, store, lines, bundles } = syncWith(server);
      await sync.start();
      server.publish({ policies: [warnAws] });
      await until(() => sync.status.revision === 2 && store.floor?.revision === 2, 'in force');
      const kept = store.bundle;
      server.fault(fault);
      if (fault !== 'lower-revision') server.publish({ policies: [] });
      const started = performance.now();
      await sync.refresh();
      expect(performance.now() - started).toBeLessThan(3000);
      expect(sync.status).toMatchObject({ state, revision: 2 });
      expect(sync.status.error).toMatchObject({ code });
      if (status !== undefined) expect(sync.status.error?.details.status).toBe(status);
      expect(sync.bundle?.revision).toBe(2);
      expect(store.bundle).toEqual(kept);
      expect(bundles.map((bundle) => bundle.revision)).toEqual([1, 2]);
      expect(lines.join('\n') + JSON.stringify(sync.status)).not.toContain(server.apiKey);

      server.fault('none');
      if (fault === 'lower-revision') server.publish({ policies: [] });
      await until(() => sync.status.state === 'connected' && sync.status.revision === 3, 'healed', 5000);
    },
  );

  it.each(faults)('%s from the first moment: nothing comes into force', async (fault, state, code) => {
    const server = await serverOf();
    server.publish({});
    server.fault(fault);
    const memory = memoryStore();
    memory.floor = { organization: 'acme', revision: 2, failMode: 'fail_closed' };
    const { sync } = syncWith(server, { memory });
    const status = await sync.start();
    expect(status).toMatchObject({ state, revision: 0, error: { code } });
    expect(sync.bundle).toBeUndefined();
    const set = createPolicySet({ sources: [], clock: systemClock, floor: sync.floor! });
    expect(set.refusal()?.code).toBe('outbound-refused');
    expect(set.decide(finding('aws-x'), outbound).enforcement).toBe('block');
  });

  it('no server at all', async () => {
    const server = await serverOf();
    await server.close();
    const { sync } = syncWith(server);
    expect(await sync.start()).toMatchObject({ state: 'offline', error: { code: 'sync-unreachable' } });
  });

  it('a bundle once taken away or replaced on the disk', async () => {
    const server = await serverOf({ draft: { failMode: 'fail_closed' } });
    const old = server.bundle();
    server.publish({ policies: [warnAws] });
    const first = syncWith(server);
    await first.sync.start();
    await until(() => first.store.bundle !== undefined, 'stored');
    first.sync.dispose();
    server.fault('error-500');

    const again = syncWith(server, { memory: first.store });
    expect(await again.sync.start()).toMatchObject({ state: 'stale', revision: 2 });

    first.store.bundle = old;
    const rolledBack = syncWith(server, { memory: first.store });
    expect(await rolledBack.sync.start()).toMatchObject({ revision: 0 });
    expect(rolledBack.lines.join()).toContain('revision 2 was seen before');

    first.store.bundle = { payload: '{"half', signature: '', keyId: '' };
    const half = syncWith(server, { memory: first.store });
    expect(await half.sync.start()).toMatchObject({ revision: 0 });
    expect(createPolicySet({ sources: [], clock: systemClock, floor: half.sync.floor! }).refusal()).toBeDefined();
  });

  it('a store that fails, and one that never answers', async () => {
    const memory = memoryStore();
    memory.broken = true;
    const { sync, lines } = syncWith(await serverOf(), { memory });
    expect(await sync.start()).toMatchObject({ state: 'connected', revision: 1 });
    await until(() => lines.some((line) => line.includes('could not be stored')), 'said');

    const never = { ...memoryStore(), readFloor: () => new Promise<undefined>(() => undefined) };
    expect(await syncWith(await serverOf(), { store: never }).sync.start()).toMatchObject({ state: 'connected' });
  });

  it('a bundle that expires while the server has no newer one', async () => {
    const server = await serverOf({ draft: { expiresInMs: 400, failMode: 'fail_closed' } });
    const { sync } = syncWith(server);
    await sync.start();
    await new Promise((resolve) => setTimeout(resolve, 450));
    await sync.refresh();
    expect(sync.status).toMatchObject({ state: 'invalid', error: { code: 'bundle-expired' }, revision: 1 });
  });

  it('an older issue of the same revision, replayed', async () => {
    const server = await serverOf();
    const replayed = server.bundle();
    server.publish({ policies: [] });
    let answer: unknown;
    const served: typeof fetch = (input, init) =>
      answer === undefined ? fetch(input, init) : Promise.resolve(Response.json(answer));
    const { sync } = syncWith(server, { fetch: served });
    await sync.start();
    answer = replayed;
    await sync.refresh();
    expect(sync.status).toMatchObject({ state: 'invalid', error: { code: 'bundle-stale-revision' }, revision: 2 });
  });
});

describe('the key', () => {
  it.each([
    ['http://example.com', 'plain http'],
    ['http://127.0.0.1.example.com', 'plain http'],
    ['ftp://example.com', 'begin with https'],
    ['https://user:pass@example.com', 'user name'],
    ['https://example.com/?next=', 'its path'],
    ['nonsense', 'not an address'],
  ])('is not sent to %s', async (url, why) => {
    let asked = 0;
    const refuse: typeof fetch = () => {
      asked += 1;
      return Promise.reject(new Error('no'));
    };
    const { sync } = syncWith(await serverOf(), { url, fetch: refuse });
    const status = await sync.start();
    expect(status).toMatchObject({ state: 'offline', error: { code: 'sync-unreachable' } });
    expect(status.error!.message).toContain(why);
    expect(asked).toBe(0);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await serverOf();
    const server = await serverOf();
    const redirected: typeof fetch = (input, init) => {
      expect(init?.redirect).toBe('manual');
      return fetch(input, init);
    };
    server.fault('redirect');
    await syncWith(server, { fetch: redirected }).sync.start();
    expect(elsewhere.requests).toEqual([]);
  });

  it('that can stand in no header is refused before anything is sent', async () => {
    const server = await serverOf();
    const { sync } = syncWith(server, { apiKey: new Redacted('two\nlines') });
    expect(await sync.start()).toMatchObject({ state: 'unauthorized' });
    expect(server.requests).toEqual([]);
  });
});

describe('the end', () => {
  it('ends every request and calls nobody afterwards', async () => {
    const server = await serverOf();
    const { sync, states, bundles } = syncWith(server);
    await sync.start();
    await until(() => server.streams === 1, 'streaming');
    sync.dispose();
    await until(() => server.streams === 0, 'closed');
    const before = [states.length, bundles.length, server.requests.length];
    server.publish({ policies: [] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([states.length, bundles.length, server.requests.length]).toEqual(before);
  });

  it('may come in the middle of a start', async () => {
    const server = await serverOf();
    server.fault('hang');
    const { sync, states } = syncWith(server);
    const started = sync.start();
    sync.dispose();
    await started;
    expect(states).toEqual([]);
  });
});
