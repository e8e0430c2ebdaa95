/**
 * A small policy server on loopback: signed bundles with ETag, a stream of revisions, the signing key, an administrator's route to change
 * policies, and faults to order. It shares no code with the client: its canonical JSON and its signatures are its own.
 *
 * `node test/support/policy-server.ts [--port N] [--organization NAME] [--policies FILE]` runs it on its own; the first line it prints is
 * JSON: `{url, organization, apiKey, adminKey, keyId, publicKey}`. `PUT /v1/admin/policies` and `PUT /v1/admin/fault` take the admin key.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const policyFaults = [
  'none',
  'error-500',
  'rate-limited',
  'unauthorized',
  'redirect',
  'hang',
  'hang-in-body',
  'garbage',
  'huge',
  'malformed-payload',
  'wrong-signature',
  'wrong-key',
  'wrong-organization',
  'lower-revision',
  'expired',
  'no-stream',
  'silent-stream',
  'bad-stream',
] as const;
export type PolicyFault = (typeof policyFaults)[number];

/** What an administrator can set; what is left out stays. */
export interface PolicyDraft {
  readonly policies?: readonly unknown[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly failMode?: 'fail_closed' | 'fail_open';
  readonly expiresInMs?: number;
}

export interface PolicyServerOptions {
  /** 0 or absent: a free port. */
  readonly port?: number;
  readonly organization?: string;
  readonly draft?: PolicyDraft;
  /** Milliseconds between comments on the stream. */
  readonly keepAlive?: number;
}

export interface PolicyServer {
  readonly url: string;
  readonly organization: string;
  readonly apiKey: string;
  readonly adminKey: string;
  readonly key: { readonly organization: string; readonly keyId: string; readonly publicKey: string };
  readonly revision: number;
  /** Streams open now. */
  readonly streams: number;
  /** Every request that is over: `GET /v1/policy/bundle 200`, with its headers. */
  readonly requests: readonly {
    readonly line: string;
    readonly status: number;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** Changes the policies; the next revision, announced on the streams. */
  publish(draft: PolicyDraft): number;
  /** The bundle as it would be served now. */
  bundle(): { readonly payload: string; readonly signature: string; readonly keyId: string };
  fault(fault: PolicyFault): void;
  /** Cuts every stream. */
  cutStreams(): void;
  close(): Promise<void>;
}

const day = 86_400_000;
const largestBody = 1_000_000;

export async function startPolicyServer(options: PolicyServerOptions = {}): Promise<PolicyServer> {
  const organization = options.organization ?? 'acme';
  const apiKey = `tk_${randomBytes(18).toString('hex')}`;
  const adminKey = `admin_${randomBytes(18).toString('hex')}`;
  const signing = newKey();
  const other = newKey();
  const streams = new Set<ServerResponse>();
  const requests: { line: string; status: number; headers: IncomingMessage['headers'] }[] = [];
  let state: Required<PolicyDraft> = {
    policies: [],
    settings: {},
    failMode: 'fail_open',
    expiresInMs: day,
    ...options.draft,
  };
  let revision = 1;
  let issuedAt = Date.now();
  let fault: PolicyFault = 'none';

  function publish(draft: PolicyDraft): number {
    state = { ...state, ...draft };
    revision += 1;
    issuedAt = Date.now();
    for (const stream of streams) announce(stream);
    return revision;
  }

  function bundle(query = new URLSearchParams()) {
    const expired = fault === 'expired';
    const team = query.get('team');
    const repository = query.get('repository');
    const payload = canonical({
      version: 1,
      organization: fault === 'wrong-organization' ? `${organization}-other` : organization,
      scope: { ...(team === null ? {} : { team }), ...(repository === null ? {} : { repository }) },
      revision: fault === 'lower-revision' ? Math.max(1, revision - 1) : revision,
      issuedAt: new Date(expired ? issuedAt - 2 * day : issuedAt).toISOString(),
      expiresAt: new Date(expired ? issuedAt - day : issuedAt + state.expiresInMs).toISOString(),
      failMode: state.failMode,
      settings: state.settings,
      policies: fault === 'malformed-payload' ? [{ name: 'aws-keys', enforcement: 'sometimes' }] : state.policies,
    });
    const key = fault === 'wrong-signature' ? other : signing;
    return {
      payload: Buffer.from(payload).toString('base64'),
      signature: sign(null, Buffer.from(payload), key.privateKey).toString('base64'),
      keyId: fault === 'wrong-key' ? other.keyId : signing.keyId,
    };
  }

  function announce(stream: ServerResponse): void {
    if (fault === 'silent-stream') return;
    stream.write(
      fault === 'bad-stream'
        ? 'data: {"revision":"many"\n\n'
        : `id: ${revision}\nevent: revision\ndata: {"revision":${revision}}\n\n`,
    );
  }

  function serveBundle(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const broken = brokenAnswers[fault];
    if (broken) {
      broken(response);
      return;
    }
    const body = JSON.stringify(bundle(query));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    send(response, 200, body, { etag, 'cache-control': 'private, no-cache' });
  }

  function serveStream(request: IncomingMessage, response: ServerResponse): void {
    if (fault === 'hang') return;
    if (fault === 'no-stream' || fault === 'error-500') {
      send(response, 503, { error: { message: 'No stream.' } });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 100\n\n');
    streams.add(response);
    if (request.headers['last-event-id'] !== String(revision)) announce(response);
    response.on('close', () => streams.delete(response));
  }

  async function serveAdmin(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (!isKey(request, adminKey)) return send(response, 403, { error: { message: 'Not an administrator.' } });
    let body: unknown;
    try {
      body = JSON.parse(await readBody(request));
    } catch {
      return send(response, 400, { error: { message: 'The body is not JSON, or too large.' } });
    }
    if (path === '/v1/admin/policies') return send(response, 200, { revision: publish(body as PolicyDraft) });
    const wanted = policyFaults.find((each) => each === (body as { fault?: unknown }).fault);
    if (path !== '/v1/admin/fault' || wanted === undefined)
      return send(response, 404, { error: { message: 'No such thing.' } });
    fault = wanted;
    return send(response, 200, { fault });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.on('close', () => record(request, response, pathname));
    if (request.method === 'PUT') return serveAdmin(request, response, pathname);
    if (fault === 'unauthorized' || !isKey(request, apiKey))
      return send(response, 401, { error: { message: 'Unknown key.' } });
    if (pathname === '/v1/policy/key')
      return send(response, 200, { organization, keyId: signing.keyId, publicKey: signing.publicKey });
    if (pathname === '/v1/policy/bundle') return serveBundle(request, response, searchParams);
    if (pathname === '/v1/policy/stream') return serveStream(request, response);
    return send(response, 404, { error: { message: 'No such thing.' } });
  }

  function record(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    requests.push({ line: `${request.method} ${pathname}`, status: response.statusCode, headers: request.headers });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const keepAlive = setInterval(() => {
    if (fault !== 'silent-stream') for (const stream of streams) stream.write(': here\n\n');
  }, options.keepAlive ?? 10_000);

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    organization,
    apiKey,
    adminKey,
    key: { organization, keyId: signing.keyId, publicKey: signing.publicKey },
    get revision() {
      return revision;
    },
    get streams() {
      return streams.size;
    },
    requests,
    publish,
    bundle: () => bundle(),
    fault(wanted) {
      fault = wanted;
    },
    cutStreams() {
      for (const stream of streams) stream.destroy();
    },
    async close() {
      clearInterval(keepAlive);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Instead of a bundle. */
const brokenAnswers: Partial<Record<PolicyFault, (response: ServerResponse) => void>> = {
  hang: () => undefined,
  'error-500': (response) => send(response, 500, { error: { message: 'It broke.' } }),
  'rate-limited': (response) => send(response, 429, { error: { message: 'Slow down.' } }, { 'retry-after': '1' }),
  redirect: (response) => send(response, 302, {}, { location: 'http://127.0.0.1:9/elsewhere' }),
  garbage: (response) => send(response, 200, '<html>captive portal</html>', { 'content-type': 'text/html' }),
  huge: (response) => send(response, 200, `{"payload":"${'A'.repeat(9_000_000)}"}`),
  'hang-in-body': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"payload":');
  },
};

interface SigningKey {
  readonly privateKey: KeyObject;
  /** Base64 of the raw 32 bytes. */
  readonly publicKey: string;
  readonly keyId: string;
}

function newKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  return {
    privateKey,
    publicKey: raw.toString('base64'),
    keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
  };
}

/** RFC 8785 for what a bundle holds: strings, whole numbers, booleans, lists, objects. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

function isKey(request: IncomingMessage, key: string): boolean {
  const given = createHash('sha256')
    .update(request.headers.authorization ?? '')
    .digest();
  return timingSafeEqual(given, createHash('sha256').update(`Bearer ${key}`).digest());
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) throw new Error('The request is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

async function runAlone(): Promise<void> {
  const { parseArgs } = await import('node:util');
  const { readFile } = await import('node:fs/promises');
  const { values } = parseArgs({
    options: { port: { type: 'string' }, organization: { type: 'string' }, policies: { type: 'string' } },
  });
  const draft =
    values.policies === undefined ? {} : { policies: [JSON.parse(await readFile(values.policies, 'utf8'))].flat() };
  const server = await startPolicyServer({
    port: Number(values.port ?? 0),
    draft,
    ...(values.organization === undefined ? {} : { organization: values.organization }),
  });
  const { url, organization, apiKey, adminKey, key } = server;
  console.log(JSON.stringify({ url, organization, apiKey, adminKey, keyId: key.keyId, publicKey: key.publicKey }));
}

if (import.meta.main) void runAlone();
