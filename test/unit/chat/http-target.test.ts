/** A guarded model at an address: what a hostile server can't do to the editor. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { WireDelta } from '../../../src/engine/wire/api.ts';
import { fixture, message } from '../guard/fixture.ts';
import { vscode } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { httpTarget } = await import('../../../src/extension/chat/http-target.ts');

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers for ever with `piece`, under a content type. */
async function endless(contentType: string, begin: string): Promise<string> {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.write(begin);
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', more);
    more();
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('an answer without an end', () => {
  it.each([
    ['that comes whole', 'openai-chat', 'application/json', '{"x":"'],
    ['of one event', 'openai-chat', 'text/event-stream', 'data: '],
    ['of one line', 'ollama', 'application/x-ndjson', '{"x":"'],
  ] as const)('%s is an error, not all of the memory', async (_name, api, contentType, begin) => {
    const model = {
      id: 'm',
      name: 'M',
      api,
      baseUrl: await endless(contentType, begin),
      model: 'm',
      maxInputTokens: 1000,
      maxOutputTokens: 1000,
      imageInput: false,
      toolCalling: true,
    };
    const open = await httpTarget(model, async () => undefined).open();
    const exchange = fixture().send([message('user', 'Hello.')]);
    const read = async () => {
      const seen: WireDelta[] = [];
      for await (const deltas of open.send(exchange, new AbortController().signal)) seen.push(...deltas);
      return seen;
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream-malformed' });
    expect(exchange.receipt.bytesIn).toBeLessThan(80 * 1024 * 1024);
  });
});
