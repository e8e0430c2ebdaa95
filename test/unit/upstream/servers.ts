/** Real servers on loopback for one test file; all of them are closed after each test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach } from 'vitest';
import type { MadeCertificate } from './certificate.ts';

export interface Got {
  readonly method: string;
  /** With its parameters. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export type Handler = (got: Got, response: ServerResponse) => void;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** The origin of a server that answers with `handler`, and what it got so far. */
export async function serve(handler: Handler, certificate?: MadeCertificate): Promise<{ origin: string; got: Got[] }> {
  const got: Got[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one: Got = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      };
      got.push(one);
      handler(one, response);
    });
  };
  const server = certificate === undefined ? createServer(listener) : createTlsServer({ ...certificate }, listener);
  const port = await listen(server);
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, got };
}

/** A port of loopback where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const json =
  (body: unknown, status = 200) =>
  (_got: Got, response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
