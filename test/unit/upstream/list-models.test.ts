import { describe, expect, it } from 'vitest';
import { isTakumoError } from '../../../src/engine/errors.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { apis } from '../../../src/engine/wire/apis.ts';
import { listModels } from '../../../src/platform/upstream/list-models.ts';
import { type Handler, json, serve } from './servers.ts';

const secret = ['sk-', 'k3y'.repeat(12)].join('');
const list = (api: string, origin: string, more: { key?: Redacted<string>; signal?: AbortSignal } = {}) =>
  listModels({ api: apis[api]!, baseUrl: origin, signal: new AbortController().signal, ...more });

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isTakumoError(error)) throw new Error(`expected an error of ours, got ${String(error)}`);
  expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(secret);
  return error;
}

describe('listing models', () => {
  it('asks with the key in the header that the API has for it, and never in the address', async () => {
    const { origin, got } = await serve(json({ data: [], models: [] }));
    for (const api of ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'ollama']) {
      await list(api, origin, { key: new Redacted(secret) });
    }
    expect(got.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /models',
      'GET /models',
      'GET /models?limit=1000',
      'GET /models?pageSize=1000',
      'GET /api/tags',
    ]);
    expect(
      got.map(({ headers }) => headers.authorization ?? headers['x-api-key'] ?? headers['x-goog-api-key']),
    ).toEqual([`Bearer ${secret}`, `Bearer ${secret}`, secret, secret, `Bearer ${secret}`]);
    expect(JSON.stringify(got.map(({ path }) => path))).not.toContain(secret);
  });

  it('follows the pages of a list, and names each model once', async () => {
    const anthropic = await serve(({ path }, response) => {
      const second = path.includes('after_id=m%2F2');
      const data = (second ? ['m/2', 'm3'] : ['m1', 'm/2']).map((id) => ({ id, type: 'model', display_name: id }));
      json({ data, has_more: !second, last_id: second ? 'm3' : 'm/2' })({} as never, response);
    });
    expect((await list('anthropic-messages', anthropic.origin)).map(({ id }) => id)).toEqual(['m1', 'm/2', 'm3']);
    const gemini = await serve(({ path }, response) => {
      const second = path.includes('pageToken=t%3D1');
      const models = [{ name: second ? 'models/gemini-b' : 'models/gemini-a' }];
      json(second ? { models } : { models, nextPageToken: 't=1' })({} as never, response);
    });
    expect((await list('gemini', gemini.origin)).map(({ id }) => id)).toEqual(['gemini-a', 'gemini-b']);
  });

  it('does not follow pages for ever', async () => {
    let page = 0;
    const endless = await serve((_got, response) => {
      page++;
      json({ models: [{ name: `models/gemini-${page}` }], nextPageToken: `t${page}` })({} as never, response);
    });
    expect((await list('gemini', endless.origin)).length).toBe(20);
    const circle = await serve(json({ models: [{ name: 'models/gemini-1' }], nextPageToken: 'again' }));
    await list('gemini', circle.origin);
    expect(circle.got.length).toBe(2);
  });

  it("asks Ollama what each model can do, and gets along when it won't say", async () => {
    const { origin } = await serve(({ path, body }, response) => {
      if (path === '/api/tags') {
        const models = ['qwen3:8b', 'llava:7b', 'odd:1b', 'old-embedder:1b'].map((model) => ({ model, name: model }));
        return json({ models })({} as never, response);
      }
      const { model } = JSON.parse(body) as { model: string };
      if (model === 'odd:1b') return json({ error: 'no' }, 500)({} as never, response);
      const capabilities = {
        'qwen3:8b': ['completion', 'tools', 'thinking'],
        'llava:7b': ['completion', 'vision'],
        'old-embedder:1b': ['embedding'],
      }[model];
      return json({ capabilities, model_info: { 'qwen3.context_length': 40_960 } })({} as never, response);
    });
    const limits = { maxInputTokens: 30_720, maxOutputTokens: 10_240 };
    expect(await list('ollama', origin)).toEqual([
      { id: 'qwen3:8b', ...limits, imageInput: false, toolCalling: true, reasoning: true },
      { id: 'llava:7b', ...limits, imageInput: true, toolCalling: false, reasoning: false },
      { id: 'odd:1b' },
    ]);
  });

  it.each([
    ['401', json({ error: { message: `bad ${secret}` } }, 401), 'upstream-unauthorized'],
    ['404', json({ error: 'not found' }, 404), 'upstream-not-found'],
    [
      'a web page',
      ((_got, response) => response.end('<!doctype html><p>Hello')) satisfies Handler,
      'upstream-malformed',
    ],
    ['JSON that is no list', json({ object: 'x' }), 'upstream-malformed'],
    ['broken JSON', ((_got, response) => response.end('{"data":[')) satisfies Handler, 'upstream-malformed'],
  ] as const)('says what is wrong with %s', async (_name, handler, code) => {
    const { origin } = await serve(handler as Handler);
    expect((await failureOf(list('openai-chat', origin, { key: new Redacted(secret) }))).code).toBe(code);
  });

  it('does not read a list without end', async () => {
    let sent = 0;
    const { origin } = await serve((_got, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"data":[');
      const more = () => {
        while (!response.destroyed && sent < 200_000_000) {
          sent += 65_536;
          if (!response.write(' '.repeat(65_536))) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    expect((await failureOf(list('openai-chat', origin))).message).toContain('larger than any list');
    expect(sent).toBeLessThan(60_000_000);
  });

  it('lets no key follow a redirect to another origin', async () => {
    const other = await serve(json({ data: [] }));
    for (const status of [301, 302, 303, 307, 308]) {
      const { origin } = await serve((_got, response) => {
        response.writeHead(status, { location: `${other.origin}/models` }).end();
      });
      expect((await failureOf(list('openai-chat', origin, { key: new Redacted(secret) }))).code).toBe('upstream-error');
    }
    expect(other.got).toEqual([]);
  });

  it('can be cancelled while a server hangs', async () => {
    const { origin } = await serve(() => {});
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    expect((await failureOf(list('openai-chat', origin, { signal: abort.signal }))).code).toBe('aborted');
  });
});
