import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isTakumoError } from '../../../src/engine/errors.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { fetchSigningKey, fingerprintOf } from '../../../src/platform/sync/pin.ts';
import { type PolicyServer, startPolicyServer } from '../../support/policy-server.ts';

let server: PolicyServer | undefined;
afterEach(() => server?.close());

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'none',
    (error: unknown) => (isTakumoError(error) ? error.code : 'other'),
  );

describe('pinning at sign-in', () => {
  it('gives the organization and its key, with a fingerprint to compare', async () => {
    server = await startPolicyServer({ organization: 'globex' });
    const key = await fetchSigningKey({ url: server.url, apiKey: new Redacted(server.apiKey) });
    expect(key).toEqual(server.key);
    expect(fingerprintOf(key)).toMatch(/^[0-9a-f]{4}(?: [0-9a-f]{4}){7}$/);
  });

  it('says what is wrong', async () => {
    server = await startPolicyServer();
    const { url } = server;
    const apiKey = new Redacted(server.apiKey);
    expect(await codeOf(fetchSigningKey({ url, apiKey: new Redacted('other') }))).toBe('sync-unauthorized');
    expect(await codeOf(fetchSigningKey({ url: `${url}/nowhere`, apiKey }))).toBe('sync-unreachable');
    expect(await codeOf(fetchSigningKey({ url: 'http://example.com', apiKey }))).toBe('sync-unreachable');
    const hang: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    expect(await codeOf(fetchSigningKey({ url, apiKey, fetch: hang, timeout: 50 }))).toBe('sync-unreachable');
    for (const body of ['', '[]', 'null', '{"organization":"a","keyId":"b","publicKey":"c"}', '<html>']) {
      const odd: typeof fetch = () => Promise.resolve(new Response(body));
      expect(await codeOf(fetchSigningKey({ url, apiKey, fetch: odd })), body).toBe('bundle-malformed');
    }
  });
});

describe('the server in a process of its own', () => {
  it('prints how to reach it and takes changes over HTTP', async () => {
    const file = fileURLToPath(new URL('../../support/policy-server.ts', import.meta.url));
    const child = spawn(process.execPath, [file, '--organization', 'initech'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const line = await new Promise<string>((resolve) =>
        createInterface({ input: child.stdout }).once('line', resolve),
      );
      const printed = JSON.parse(line) as Record<string, string>;
      const headers = { authorization: `Bearer ${printed.adminKey}` };
      const put = (path: string, body: unknown, as = headers) =>
        fetch(`${printed.url}/v1/admin/${path}`, { method: 'PUT', headers: as, body: JSON.stringify(body) });
      expect(await (await put('policies', { policies: [] })).json()).toEqual({ revision: 2 });
      expect((await put('fault', { fault: 'hang' })).status).toBe(200);
      expect((await put('fault', { fault: 'no such' })).status).toBe(404);
      expect((await put('policies', {}, { authorization: `Bearer ${printed.apiKey}` })).status).toBe(403);
      const key = await fetchSigningKey({ url: printed.url!, apiKey: new Redacted(printed.apiKey!) });
      expect(key).toEqual({ organization: 'initech', keyId: printed.keyId, publicKey: printed.publicKey });
    } finally {
      child.kill();
    }
  });
});
