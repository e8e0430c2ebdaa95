/**
 * A loopback server that speaks the APIs of model providers, streaming and tool calls included. It records every request's raw bytes,
 * answers as it is told to (a queue of scripts), and otherwise shows what it received. It is the demo's model and the tests' recorder.
 *
 * `node test/support/demo-model.ts [--port N] [--key K]` runs it on its own; the address is the first line it prints. A script or a test in
 * another process drives it through `/_demo/` (see demo-model-client.ts).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type DemoApi, play } from './demo-model-api.ts';
import { chatCompletions } from './demo-model-chat.ts';
import { echo, readRequest } from './demo-model-echo.ts';
import { gemini } from './demo-model-gemini.ts';
import { listingOf } from './demo-model-listing.ts';
import { messages } from './demo-model-messages.ts';
import { ollama } from './demo-model-ollama.ts';
import { responses } from './demo-model-responses.ts';
import type { RecordedRequest, ScriptedAnswer } from './demo-model-script.ts';

export interface DemoModelOptions {
  /** 0 or absent: a free port. */
  readonly port?: number;
  /** When set, a request without this key, sent as its API sends it, gets 401. */
  readonly key?: string;
  /** Model names it knows; others get 404. */
  readonly models?: readonly string[];
}

export interface DemoModel {
  /** The base URL for an OpenAI client: `http://127.0.0.1:<port>/v1`. */
  readonly baseUrl: string;
  /** The origin, under which `/_demo/` answers. */
  readonly origin: string;
  /** Every request to the API so far, raw. */
  requests(): readonly RecordedRequest[];
  /** Adds answers to the queue. */
  script(...answers: readonly ScriptedAnswer[]): void;
  /** Forgets requests and scripts. */
  reset(): void;
  close(): Promise<void>;
}

/** The APIs it speaks, each under its own path. */
const apis: readonly DemoApi[] = [chatCompletions, responses, messages, gemini, ollama];
const defaultModels = ['takumo-demo', 'takumo-demo-mini'];
const maxBody = 64 * 1024 * 1024;

export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  const models = options.models ?? defaultModels;
  const requests: Writable<RecordedRequest>[] = [];
  const queue: ScriptedAnswer[] = [];
  let waiting: (() => void)[] = [];
  const changed = () => {
    const wake = waiting;
    waiting = [];
    for (const resolve of wake) resolve();
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = await readBody(request);
    if (path.startsWith('/_demo/')) return control(path, request, response, body);
    const record: Writable<RecordedRequest> = {
      index: requests.length,
      method: request.method ?? '',
      path,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body,
      at: Date.now(),
      status: 0,
      state: 'open',
    };
    requests.push(record);
    changed();
    response.once('close', () => {
      record.status = response.statusCode;
      if (record.state === 'open') record.state = response.writableFinished ? 'answered' : 'closed';
      changed();
    });
    await answer(path, request, response, body);
  }

  async function answer(path: string, request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const id = `demo-${requests.length}`;
    const api =
      apis.find((one) => one.serves(path)) ??
      (request.headers['anthropic-version'] === undefined ? chatCompletions : messages);
    const fail = (status: number, detail = '') =>
      sendJson(response, status, api.error(status, detail, id), { 'x-request-id': id });
    if (options.key !== undefined && api.keyless !== true && api.key(request.headers) !== options.key) return fail(401);
    const listed = listingOf(request.method ?? '', path, request.headers, models);
    if (listed !== undefined) return sendJson(response, 200, listed);
    if (request.method !== 'POST' || !api.serves(path))
      return fail(404, `Unknown request URL: ${request.method} ${path}.`);

    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return fail(400, 'We could not parse the JSON body of your request.');
    }
    if (typeof parsed !== 'object' || parsed === null) return fail(400);
    const received = readRequest(api.read(parsed as Record<string, unknown>, path));
    const scripted = take(body);
    if (scripted?.waitMs !== undefined) await delay(scripted.waitMs);
    const status = scripted?.status ?? 200;
    if (scripted !== undefined && (status >= 400 || scripted.body !== undefined)) {
      return send(response, status, scripted.body ?? api.error(status, '', id), {
        'x-request-id': id,
        ...retryHint(status),
        ...scripted.headers,
      });
    }
    if (scripted === undefined && !models.includes(received.model)) {
      return fail(404, `The model \`${received.model}\` does not exist or you do not have access to it.`);
    }
    const steps = scripted?.steps ?? echo(received);
    if (received.stream) await play(api, response, received, steps, id);
    else sendJson(response, 200, api.whole(received, steps, id), { 'x-request-id': id });
  }

  /** The first answer whose `match` stands in the body, else the first without one. */
  function take(body: string): ScriptedAnswer | undefined {
    const matched = queue.findIndex((entry) => entry.match !== undefined && body.includes(entry.match));
    const at = matched >= 0 ? matched : queue.findIndex((entry) => entry.match === undefined);
    return at < 0 ? undefined : queue.splice(at, 1)[0];
  }

  async function control(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
  ): Promise<void> {
    if (path === '/_demo/script' && request.method === 'POST') {
      queue.push(...(JSON.parse(body) as ScriptedAnswer[]));
      return sendJson(response, 200, { queued: queue.length });
    }
    if (path === '/_demo/reset' && request.method === 'POST') {
      reset();
      return sendJson(response, 200, {});
    }
    if (path === '/_demo/requests') {
      // Long poll: answers when `count` requests have come to an end, or `ms` have passed.
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
      const count = Number(query.get('count') ?? 0);
      const until = Date.now() + Number(query.get('ms') ?? 0);
      const done = () => requests.filter((entry) => entry.state !== 'open').length >= count;
      while (!done() && Date.now() < until) {
        await Promise.race([
          new Promise<void>((resolve) => waiting.push(resolve)),
          delay(Math.max(1, until - Date.now())),
        ]);
      }
      return sendJson(response, 200, { requests, queued: queue.length });
    }
    return sendJson(response, 404, {});
  }

  function reset(): void {
    requests.length = 0;
    queue.length = 0;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests: () => requests,
    script: (...answers) => void queue.push(...answers),
    reset,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What a provider sends with a 429. */
function retryHint(status: number): Record<string, string> {
  return status === 429 ? { 'retry-after': '2' } : {};
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  const text = typeof body === 'string';
  response.writeHead(status, { 'content-type': text ? 'text/plain; charset=utf-8' : 'application/json', ...headers });
  response.end(text ? body : JSON.stringify(body));
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBody) throw new Error('The request is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

if (import.meta.main) {
  const { parseArgs } = await import('node:util');
  const { values } = parseArgs({ options: { port: { type: 'string' }, key: { type: 'string' } } });
  const model = await startDemoModel({
    port: Number(values.port ?? 0),
    ...(values.key === undefined ? {} : { key: values.key }),
  });
  console.log(model.baseUrl);
}
