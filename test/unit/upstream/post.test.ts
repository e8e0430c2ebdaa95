import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isTakumoError, type TakumoError } from '../../../src/engine/errors.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { readRetryAfter } from '../../../src/platform/upstream/errors.ts';
import { postUpstream, type UpstreamLimits } from '../../../src/platform/upstream/post.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A real server on loopback. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => handler(request, response, Buffer.concat(pieces).toString('utf8')));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const secret = `sk-${'k3y'.repeat(12)}`;

function post(
  origin: string,
  options: { signal?: AbortSignal; limits?: Partial<UpstreamLimits>; keyOrigin?: string } = {},
) {
  return postUpstream({
    url: `${origin}/v1/chat/completions`,
    headers: { 'content-type': 'application/json' },
    key: { value: new Redacted(secret), origin: options.keyOrigin ?? origin },
    keyHeaders: (key) => ({ authorization: `Bearer ${key}` }),
    body: new TextEncoder().encode('{"hello":"wörld"}'),
    signal: options.signal ?? new AbortController().signal,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) {
    pieces.push(chunk);
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function failureOf(work: Promise<unknown>): Promise<TakumoError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isTakumoError(error)) {
    throw new Error(`expected an error of ours, got ${String(error)}`);
  }
  expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(secret);
  return error;
}

describe('posting to an upstream', () => {
  it('sends the body and the key, and streams the answer as it comes', async () => {
    let seen = '';
    const origin = await serve((request, response, body) => {
      seen = `${request.headers.authorization} ${body}`;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req-7' });
      response.write('data: one\n\n');
      setTimeout(() => response.end('data: two\n\n'), 30);
    });
    const answer = await post(origin);
    expect(answer).toMatchObject({ status: 200, requestId: 'req-7', streamed: true });
    expect(await textOf(answer.chunks)).toBe('data: one\n\ndata: two\n\n');
    expect(seen).toBe(`Bearer ${secret} {"hello":"wörld"}`);
  });

  it('takes the key out of the words also where their JSON spells it with escapes', async () => {
    const spelled = Array.from(secret, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const origin = await serve((_request, response) => {
      response.writeHead(401).end(`{"error":{"message":"no, not with ${spelled}"}}`);
    });
    expect((await failureOf(post(origin))).message).toContain('no, not with [API key]');
  });

  it('knows an answer that is one JSON document', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{}');
    });
    expect((await post(origin)).streamed).toBe(false);
  });

  it.each([
    [400, 'upstream-bad-request'],
    [401, 'upstream-unauthorized'],
    [403, 'upstream-forbidden'],
    [404, 'upstream-not-found'],
    [413, 'request-too-large'],
    [422, 'upstream-bad-request'],
    [429, 'upstream-rate-limited'],
    [500, 'upstream-error'],
    [503, 'upstream-error'],
    [504, 'upstream-timeout'],
  ])("maps %i to %s with the provider's words and request id", async (status, code) => {
    const origin = await serve((_request, response) => {
      response.writeHead(status, { 'x-request-id': 'req-9', 'retry-after': '7' });
      response.end(JSON.stringify({ error: { message: `no, not with ${secret}`, type: 'some_error' } }));
    });
    const error = await failureOf(post(origin));
    expect(error.code).toBe(code);
    expect(error.message).toContain('no, not with [API key]');
    expect(error.details).toMatchObject({ status, requestId: 'req-9', retryAfterMs: 7000 });
  });

  it("knows Google's 400 for a key that it does not know", async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    const origin = await serve((_request, response) => {
      const error = { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details };
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify([{ error }]));
    });
    const error = await failureOf(post(origin));
    expect(error.code).toBe('upstream-unauthorized');
    expect(error.message).toBe('The provider refused the API key (400): API key not valid.');
  });

  it.each([
    ['an HTML page', '<html><body>Bad gateway</body></html>'],
    ['nothing', ''],
    ['a very long text', 'x'.repeat(500_000)],
    ['broken JSON', '{"error":'],
  ])('survives an error body that is %s', async (_name, body) => {
    const origin = await serve((_request, response) => {
      response.writeHead(502).end(body);
    });
    const error = await failureOf(post(origin));
    expect(error.code).toBe('upstream-error');
    expect(error.message.length).toBeLessThan(500);
    expect(error.message).not.toContain('<html>');
  });

  it('says when nothing answers', async () => {
    const origin = await serve(() => {});
    await open.pop()?.();
    const error = await failureOf(post(origin));
    expect(error.code).toBe('upstream-unreachable');
    expect(error.message).toContain('connection refused');
    expect((await failureOf(post('https://no-such-host.invalid'))).code).toBe('upstream-unreachable');
  });

  it('gives up on a server that never answers', async () => {
    const origin = await serve(() => {});
    expect((await failureOf(post(origin, { limits: { head: 60 } }))).code).toBe('upstream-timeout');
  });

  it('gives up on a stream that falls silent', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    });
    const answer = await post(origin, { limits: { idle: 60 } });
    expect((await failureOf(textOf(answer.chunks))).code).toBe('upstream-timeout');
  });

  it('says that a stream was cut', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n', () => response.destroy());
    });
    const answer = await post(origin);
    expect((await failureOf(textOf(answer.chunks))).code).toBe('upstream-cut');
  });

  it('passes an abort on to the provider, before and in the answer', async () => {
    const closed: string[] = [];
    const origin = await serve((request, response) => {
      response.on('close', () => closed.push(request.url ?? ''));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    });
    const abort = new AbortController();
    const answer = await post(origin, { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    expect((await failureOf(textOf(answer.chunks))).code).toBe('aborted');
    await expect.poll(() => closed.length).toBe(1);
    expect((await failureOf(post(origin, { signal: AbortSignal.abort() }))).code).toBe('aborted');
  });

  it('lets the provider go when the reader stops early', async () => {
    let closed = false;
    const origin = await serve((_request, response) => {
      response.on('close', () => {
        closed = true;
      });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    });
    for await (const _chunk of (await post(origin)).chunks) {
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });

  it('never follows a redirect to another origin, nor one that drops the body', async () => {
    let reached = 0;
    const other = await serve((_request, response) => {
      reached++;
      response.end('{}');
    });
    for (const status of [301, 302, 307, 308]) {
      const origin = await serve((_request, response) => {
        response.writeHead(status, { location: `${other}/v1/chat/completions` }).end();
      });
      expect((await failureOf(post(origin))).code).toBe('upstream-error');
    }
    expect(reached).toBe(0);
  });

  it('follows a 308 on the same origin, but not for ever', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/v1/chat/completions') {
        response.writeHead(308, { location: '/v2/chat' }).end();
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(request.headers.authorization);
      }
    });
    expect(await textOf((await post(origin)).chunks)).toBe(`Bearer ${secret}`);
    const loop = await serve((_request, response) => {
      response.writeHead(308, { location: '/again' }).end();
    });
    expect((await failureOf(post(loop))).code).toBe('upstream-error');
  });

  it('gives a key to its own origin only', async () => {
    let authorization: string | undefined = 'not asked';
    const origin = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.end('{}');
    });
    await post(origin, { keyOrigin: 'https://api.example.com' });
    expect(authorization).toBeUndefined();
  });

  it('refuses plain http to other machines without a word to them', async () => {
    const error = await failureOf(post('http://192.0.2.1'));
    expect(error.code).toBe('model-misconfigured');
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:10 GMT' }, 10_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j as %s ms', (headers, expected) => {
    expect(readRetryAfter(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});
