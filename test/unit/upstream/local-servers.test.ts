import { describe, expect, it } from 'vitest';
import { apis } from '../../../src/engine/wire/apis.ts';
import { findLocalServers, ollamaAddress } from '../../../src/platform/upstream/local-servers.ts';
import { closedPort, json, serve } from './servers.ts';

const search = (OLLAMA_HOST: string, signal = new AbortController().signal) =>
  findLocalServers({ apis, signal, environment: { OLLAMA_HOST } });
const ollamaIn = (found: Awaited<ReturnType<typeof search>>) => found.find(({ kind }) => kind === 'ollama');

describe('servers of this machine', () => {
  it('finds Ollama where OLLAMA_HOST says, with its models and without any key', async () => {
    const { origin, got } = await serve(({ path }, response) => {
      const body =
        path === '/api/tags' ? { models: [{ model: 'qwen3:8b' }] } : { capabilities: ['completion', 'tools'] };
      json(body)({} as never, response);
    });
    expect(ollamaIn(await search(origin))).toEqual({
      kind: 'ollama',
      name: 'Ollama',
      api: 'ollama',
      baseUrl: origin,
      models: [{ id: 'qwen3:8b', imageInput: false, toolCalling: true, reasoning: false }],
    });
    expect(got.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('names a server that has no model yet', async () => {
    const { origin } = await serve(json({ models: [] }));
    expect(ollamaIn(await search(origin))?.models).toEqual([]);
  });

  it('finds nothing where nothing answers, something else answers, or nobody hurries', async () => {
    expect(ollamaIn(await search(`127.0.0.1:${await closedPort()}`))).toBeUndefined();
    const page = await serve((_got, response) => response.end('<html>'));
    expect(ollamaIn(await search(page.origin))).toBeUndefined();
    const hanging = await serve(() => {});
    const started = Date.now();
    expect(ollamaIn(await search(hanging.origin))).toBeUndefined();
    expect(Date.now() - started).toBeLessThan(4000);
  });

  it('ends with its signal', async () => {
    const hanging = await serve(() => {});
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await expect(search(hanging.origin, abort.signal)).rejects.toThrow();
  });

  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['', 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['[::]:8080', 'http://127.0.0.1:8080'],
    ['localhost', 'http://localhost:11434'],
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
    ['https://localhost', 'https://localhost'],
    ['http://localhost:5000/ollama', 'http://localhost:5000/ollama'],
    ['192.168.1.7:11434', 'http://127.0.0.1:11434'],
    ['ollama.example.com', 'http://127.0.0.1:11434'],
    ['http://user:pass@localhost', 'http://127.0.0.1:11434'],
    ['localhost.example.com', 'http://127.0.0.1:11434'],
    ['%%%', 'http://127.0.0.1:11434'],
  ])('reads OLLAMA_HOST %s as %s', (host, address) => {
    expect(ollamaAddress(host)).toBe(address);
  });
});
