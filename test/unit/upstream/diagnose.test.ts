import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { isTakumoError } from '../../../src/engine/errors.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { apis } from '../../../src/engine/wire/apis.ts';
import { createFrameReader } from '../../../src/engine/wire/frames.ts';
import { diagnose } from '../../../src/platform/upstream/diagnose.ts';
import { nearestNames } from '../../../src/platform/upstream/diagnose-names.ts';
import type { DiagnosedUpstream, Diagnosis } from '../../../src/platform/upstream/diagnosis.ts';
import { errorOfFetch } from '../../../src/platform/upstream/errors.ts';
import { makeCertificate } from './certificate.ts';
import { closedPort, type Handler, json, serve } from './servers.ts';

const secret = ['sk-', 'k3y'.repeat(12)].join('');
const engine = { apis, createFrameReader };

async function test(
  api: string,
  baseUrl: string,
  more: Partial<Omit<DiagnosedUpstream, 'key'>> & { readonly key?: string | null } = {},
): Promise<Diagnosis> {
  const { key = secret, ...rest } = more;
  const found = await diagnose({
    engine,
    api: apis[api]!,
    baseUrl,
    model: 'gpt-x',
    signal: new AbortController().signal,
    ...(key === null ? {} : { key: new Redacted(key) }),
    ...rest,
  });
  const told = [found.error, ...found.steps.map(({ error }) => error), ...found.warnings];
  expect(told.map((error) => `${error?.message} ${JSON.stringify(error?.details)}`).join()).not.toContain(secret);
  expect(found.ok).toBe(found.steps.every(({ ok }) => ok !== false));
  expect(found.error).toBe(found.steps.find(({ ok }) => ok === false)?.error);
  return found;
}

/** Each step by its first letter: capital when it is good, small when it was skipped, with ! when it failed. */
const steps = (found: Diagnosis) =>
  found.steps
    .map(({ name, ok }) =>
      ok === true ? name.slice(0, 1).toUpperCase() : ok === false ? `${name}!` : name.slice(0, 1),
    )
    .join(' ');

const sse = (...events: readonly unknown[]): Handler => {
  const body = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
  return (_got, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body);
};
const openAi = sse({ choices: [{ delta: { content: 'ready' } }] }, { choices: [{ finish_reason: 'stop' }] }, '[DONE]');
const answers: Readonly<Record<string, readonly [path: string, handler: Handler]>> = {
  'openai-chat': ['/chat/completions', openAi],
  'openai-responses': [
    '/responses',
    sse(
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'ready' },
      {
        type: 'response.completed',
        response: { status: 'completed', output: [], usage: { input_tokens: 9, output_tokens: 1 } },
      },
    ),
  ],
  'anthropic-messages': [
    '/messages',
    sse(
      { type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ready' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ),
  ],
  gemini: [
    '/models/gpt-x:streamGenerateContent?alt=sse',
    sse({ candidates: [{ content: { parts: [{ text: 'ready' }] }, finishReason: 'STOP' }] }),
  ],
  ollama: [
    '/api/chat',
    (_got, response) =>
      response
        .writeHead(200, { 'content-type': 'application/x-ndjson' })
        .end(`${JSON.stringify({ message: { content: 'ready' }, done: true, done_reason: 'stop' })}\n`),
  ],
};
/** A server that has these paths and 404 for all others. */
const only =
  (
    paths: Readonly<Record<string, Handler>>,
    missing: Handler = json({ error: { message: 'Not Found' } }, 404),
  ): Handler =>
  (got, response) =>
    (paths[got.path] ?? paths[`${got.method} ${got.path}`] ?? missing)(got, response);
const list = (...ids: readonly string[]) => json({ data: ids.map((id) => ({ id })) });

describe('a good connection', () => {
  it.each(Object.entries(answers))('is found with one small request by %s', async (api, [path, handler]) => {
    const { origin, got } = await serve(only({ [path]: handler }));
    const found = await test(api, origin);
    expect(found).toMatchObject({ ok: true, warnings: [], suggestions: [] });
    expect(steps(found)).toBe('A N t K M A');
    expect(found.firstTextMs).toBeGreaterThanOrEqual(0);
    expect(found.steps.at(-1)!.ms).toBeGreaterThanOrEqual(found.steps[1]!.ms!);
    expect(got).toHaveLength(1);
    expect(got[0]!.body).toContain('This is a test of the connection.');
    expect(got[0]!.body).toMatch(
      /"(?:max_tokens|max_completion_tokens|max_output_tokens|maxOutputTokens|num_predict)":16\b/,
    );
  });

  it('needs no key where there is none', async () => {
    const { origin } = await serve(only({ '/chat/completions': openAi }));
    expect(steps(await test('openai-chat', origin, { key: null }))).toBe('A N t k M A');
  });

  it('may spend its few tokens on thinking', async () => {
    const { origin } = await serve(sse({ choices: [{ delta: {}, finish_reason: 'length' }] }));
    const found = await test('openai-chat', origin);
    expect(found).toMatchObject({ ok: true });
    expect(found.firstTextMs).toBeUndefined();
    const said = 'Could not finish the message because max_tokens or model output limit was reached.';
    const strict = await serve(json({ error: { message: said } }, 400));
    expect((await test('openai-chat', strict.origin)).ok).toBe(true);
  });

  it('with answers that come whole is warned about', async () => {
    const { origin } = await serve(json({ choices: [{ message: { content: 'ready' }, finish_reason: 'stop' }] }));
    const found = await test('openai-chat', origin);
    expect(found.ok).toBe(true);
    expect(found.warnings[0]?.message).toContain('does not stream');
  });

  it('that refuses tools is tested without them, and warned about', async () => {
    const { origin, got } = await serve((one, response) =>
      (one.body.includes('"tools"')
        ? json({ error: 'registry.ollama.ai/library/gemma:2b does not support tools' }, 400)
        : answers.ollama![1])(one, response),
    );
    const found = await test('ollama', origin, { toolCalling: true, key: null });
    expect(found.ok).toBe(true);
    expect(found.warnings[0]?.message).toContain('does not support tools');
    expect(got).toHaveLength(2);
  });
});

describe('the way to the server', () => {
  it('may end where nothing listens', async () => {
    const found = await test('openai-chat', `http://127.0.0.1:${await closedPort()}/v1`);
    expect(steps(found)).toBe('A network! t k m a');
    expect(found.error?.message).toContain('connection refused');
  });

  it('may have no name', async () => {
    const found = await test('openai-chat', 'https://no-such-host.invalid/v1');
    expect(steps(found)).toBe('A network! t k m a');
    expect(found.error?.message).toMatch(/name/);
  });

  it('may end at a proxy', () => {
    const address = new URL('https://api.example.com/v1');
    const fetchFailed = (cause: object) =>
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), cause) });
    const refused = { code: 'ECONNREFUSED', address: '127.0.0.1', port: 3128 };
    const signal = new AbortController().signal;
    expect(errorOfFetch(fetchFailed(refused), address, signal).message).toContain('the proxy at 127.0.0.1:3128');
    const denied = new TypeError('fetch failed', {
      cause: new Error('Proxy response (407) !== 200 when HTTP Tunneling'),
    });
    expect(errorOfFetch(denied, address, signal).message).toContain('the proxy wants to know who you are (407)');
    expect(errorOfFetch(fetchFailed({ ...refused, port: 443 }), address, signal).message).not.toContain('proxy');
  });

  it('may be a server that says something for ever, and never the answer', async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(': ping\n\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const found = await test('openai-chat', `${origin}/v1`, { limits: { whole: 200 } });
    expect(found.error?.code).toBe('upstream-timeout');
  });

  it('may be a server that hangs', async () => {
    const { origin } = await serve(() => {});
    const found = await test('openai-chat', origin, { limits: { head: 60 } });
    expect(steps(found)).toBe('A N t k m answer!');
    expect(found.error?.code).toBe('upstream-timeout');
  });

  it('may break off in the answer', async () => {
    const { origin } = await serve((_got, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"re"}}]}\n\n', () => response.destroy());
    });
    const found = await test('openai-chat', origin);
    expect(found.error?.code).toBe('upstream-cut');
    expect(steps(found)).toContain('answer!');
  });

  it('can be given up', async () => {
    const { origin } = await serve(() => {});
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    const error: unknown = await test('openai-chat', origin, { signal: abort.signal }).catch(
      (reason: unknown) => reason,
    );
    expect(isTakumoError(error) && error.code).toBe('aborted');
  });

  it('does not read an answer without end', async () => {
    let sent = 0;
    const { origin } = await serve((_got, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        while (!response.destroyed && sent < 200_000_000) {
          sent += 65_536;
          if (!response.write(`: ${'x'.repeat(65_536)}\n\n`)) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    await test('openai-chat', origin);
    expect(sent).toBeLessThan(30_000_000);
  });
});

describe('TLS', () => {
  const before = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(before));
  const secure = async (names: readonly string[], days: number, trusted: boolean) => {
    const made = makeCertificate(names, days);
    if (trusted) setDefaultCACertificates([...before, made.cert]);
    const { origin } = await serve(only({ '/chat/completions': openAi }), made);
    return test('openai-chat', origin.replace('127.0.0.1', 'localhost'));
  };

  it('may have a certificate that nobody here knows', async () => {
    const found = await secure(['localhost'], 1, false);
    expect(steps(found)).toBe('A N tls! k m a');
    expect(found.error?.message).toContain('self-signed');
  });

  it('may have one that has expired', async () => {
    const found = await secure(['localhost'], -1, true);
    expect(steps(found)).toBe('A N tls! k m a');
    expect(found.error?.message).toContain('expired');
  });

  it('may have one for another name', async () => {
    const found = await secure(['other.example'], 1, true);
    expect(steps(found)).toBe('A N tls! k m a');
    expect(found.error?.message).toContain('another name');
  });

  it('is good with one that is trusted', async () => {
    expect(steps(await secure(['localhost'], 1, true))).toBe('A N T K M A');
  });

  it('is not there at an http address', async () => {
    const { origin } = await serve(openAi);
    const found = await test('openai-chat', origin.replace('http:', 'https:'));
    expect(steps(found)).toBe('A N tls! k m a');
    expect(found.error?.message).toContain('http address');
  });
});

describe('the key', () => {
  it.each([
    [
      'refused',
      401,
      { error: { message: `Incorrect API key provided: ${secret}`, code: 'invalid_api_key' } },
      'refused the API key',
    ],
    [
      'unknown to Google',
      400,
      { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } },
      'API key not valid',
    ],
    [
      'of a country that is not served',
      403,
      {
        error: { code: 'unsupported_country_region_territory', message: 'Country, region, or territory not supported' },
      },
      'country or region',
    ],
    [
      'of a place that Google does not serve',
      400,
      { error: { message: 'User location is not supported for the API use.' } },
      'country or region',
    ],
    [
      'without a permission',
      403,
      { error: { type: 'permission_error', message: 'Your API key does not have permission.' } },
      'forbids',
    ],
  ])('may be %s', async (_name, status, body, said) => {
    const { origin } = await serve(json(body, status));
    const found = await test('openai-chat', origin);
    expect(steps(found)).toBe('A N t key! m a');
    expect(found.error?.message).toContain(said);
  });

  it('may be missing', async () => {
    const { origin } = await serve(json({ error: { message: 'Unauthorized' } }, 401));
    const found = await test('openai-chat', origin, { key: null });
    expect(found.error).toMatchObject({ code: 'model-key-missing' });
    expect(steps(found)).toBe('A N t key! m a');
  });

  it('may hold a line break: then nothing is sent', async () => {
    const { origin, got } = await serve(openAi);
    expect(steps(await test('openai-chat', origin, { key: 'abc\ndefghij' }))).toBe('A n t key! m a');
    expect(got).toEqual([]);
  });

  it.each([
    ['OpenAI', 429, { error: { message: 'You exceeded your current quota.', type: 'insufficient_quota' } }],
    [
      'Anthropic',
      400,
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
      },
    ],
    ['DeepSeek', 402, { error: { message: 'Insufficient Balance' } }],
  ])('may have no credit left: %s', async (_name, status, body) => {
    const { origin } = await serve(json(body, status));
    const found = await test('openai-chat', origin);
    expect(steps(found)).toBe('A N t K m answer!');
    expect(found.error?.message).toContain('no credit or quota left');
  });

  it('may be limited', async () => {
    const { origin } = await serve(json({ error: { message: 'Rate limit reached.' } }, 429));
    const found = await test('openai-chat', origin);
    expect(found.error?.code).toBe('upstream-rate-limited');
    expect(steps(found)).toBe('A N t K m answer!');
  });

  it('is not what a filter on the way refuses', async () => {
    const { origin } = await serve((_got, response) => {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Blocked by policy</html>');
    });
    const found = await test('openai-chat', origin);
    expect(steps(found)).toBe('A network! t k m a');
    expect(found.error?.message).toContain('a proxy, a firewall or a filter');
  });
});

describe('the model', () => {
  it.each([
    [
      'openai-chat',
      404,
      {
        error: {
          message: 'The model `gpt-x` does not exist or you do not have access to it.',
          code: 'model_not_found',
        },
      },
    ],
    [
      'openai-responses',
      400,
      { error: { message: "The requested model 'gpt-x' does not exist.", type: 'invalid_request_error' } },
    ],
    [
      'openai-chat',
      404,
      { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    ],
    ['openai-chat', 400, { error: { message: 'The provided model identifier is invalid.' } }],
    ['anthropic-messages', 404, { type: 'error', error: { type: 'not_found_error', message: 'model: gpt-x' } }],
    [
      'gemini',
      404,
      { error: { code: 404, message: 'models/gpt-x is not found for API version v1beta', status: 'NOT_FOUND' } },
    ],
    ['ollama', 404, { error: "model 'gpt-x' not found" }],
    [
      'openai-chat',
      403,
      { error: { message: 'Project does not have access to model gpt-x', code: 'model_not_found' } },
    ],
  ])('may be unknown to %s (%i)', async (api, status, body) => {
    const names = ['gpt-x1', 'gpt-x-mini', 'claude', 'whatever-else'];
    const lists: Record<string, Handler> = {
      'openai-chat': list(...names),
      'openai-responses': list(...names),
      'anthropic-messages': list(...names),
      gemini: json({ models: names.map((name) => ({ name: `models/${name}` })) }),
      ollama: json({ models: names.map((model) => ({ model })) }),
    };
    const { origin } = await serve((got, response) =>
      (got.method === 'GET' ? lists[api]! : json(body, status))(got, response),
    );
    const found = await test(api, origin);
    expect(steps(found)).toBe('A N t K model! a');
    expect(found.suggestions).toEqual([
      { field: 'model', value: 'gpt-x1' },
      { field: 'model', value: 'gpt-x-mini' },
    ]);
    expect(found.error?.message).toContain("Similar names in the provider's list: gpt-x1, gpt-x-mini.");
  });

  it('is what is wrong when the list answers and does not have it, whatever the server says', async () => {
    const { origin } = await serve(only({ 'GET /models': list('gpt-y') }, json({}, 404)));
    const found = await test('openai-chat', origin);
    expect(steps(found)).toBe('A N t K model! a');
  });

  it.each([
    ['gpt5-mini', ['gpt-5-mini', 'gpt-5', 'claude-opus-5-5'], 'gpt-5-mini'],
    ['llama3.2', ['llama3.2:latest', 'mistral'], 'llama3.2:latest'],
    ['claude-sonnet-5.5', ['claude-opus-5-5', 'claude-sonnet-5-5'], 'claude-sonnet-5-5'],
    ['gpt-oss-120b', ['openai/gpt-oss-20b', 'openai/gpt-oss-120b'], 'openai/gpt-oss-120b'],
  ])('%s of %j may mean %s', (wanted, names, first) => {
    expect(nearestNames(wanted, names)[0]).toBe(first);
    expect(nearestNames('nothing-alike', names)).toEqual([]);
  });
});

describe('the base URL', () => {
  const v1 = only({ 'POST /v1/chat/completions': openAi, 'GET /v1/models': list('gpt-x') });

  it('may lack /v1', async () => {
    const { origin } = await serve(v1);
    const found = await test('openai-chat', origin);
    expect(steps(found)).toBe('address! N t k m a');
    expect(found.suggestions).toEqual([{ field: 'baseUrl', value: `${origin}/v1` }]);
    expect(found.error?.details.action).toBe(`Set "baseUrl" to ${origin}/v1.`);
  });

  it('may have /v1 where there is none', async () => {
    const { origin } = await serve(only({ 'POST /chat/completions': openAi, 'GET /models': list('gpt-x') }));
    expect((await test('openai-chat', `${origin}/v1`)).suggestions).toEqual([{ field: 'baseUrl', value: origin }]);
  });

  it.each([
    ['/v1/v1', '/v1'],
    ['/v1/chat/completions', '/v1'],
    ['/v1/models', '/v1'],
    ['/api/chat', ''],
  ])('may end in %s: then nothing is sent', async (path, meant) => {
    const { origin, got } = await serve(v1);
    const found = await test('openai-chat', `${origin}${path}`);
    expect(steps(found)).toBe('address! n t k m a');
    expect(found.suggestions).toEqual([{ field: 'baseUrl', value: `${origin}${meant}` }]);
    expect(got).toEqual([]);
  });

  it('may be a page for people', async () => {
    for (const status of [200, 404]) {
      const { origin } = await serve((got, response) =>
        got.path.startsWith('/api/v1')
          ? list('gpt-x')(got, response)
          : void response
              .writeHead(status, { 'content-type': 'text/html' })
              .end('<!doctype html><title>Welcome</title>'),
      );
      const found = await test('openai-chat', origin);
      expect(steps(found)).toBe('address! N t k m a');
      expect(found.error?.message).toContain('A web page answers at this address');
      expect(found.suggestions).toEqual([{ field: 'baseUrl', value: `${origin}/api/v1` }]);
    }
  });

  it('may be another machine without https', async () => {
    expect(steps(await test('openai-chat', 'http://192.0.2.1/v1'))).toBe('address! n t k m a');
  });

  it('may lead to another origin: the key does not follow', async () => {
    const other = await serve(openAi);
    const { origin } = await serve((_got, response) => {
      response.writeHead(308, { location: `${other.origin}/chat/completions` }).end();
    });
    const found = await test('openai-chat', origin);
    expect(steps(found)).toContain('address!');
    expect(found.error?.message).toContain(other.origin);
    expect(other.got).toEqual([]);
  });

  it('may be right and the path lost: then it says so', async () => {
    const { origin } = await serve(json({ error: { message: 'Not Found' } }, 404));
    const found = await test('openai-chat', `${origin}/v1`);
    expect(found.suggestions).toEqual([]);
    expect(found.error?.message).toContain(`No openai-chat API was found under ${origin}/v1.`);
  });
});

describe('the API', () => {
  const anthropicList = json({ data: [{ type: 'model', id: 'claude-x', display_name: 'Claude X' }], has_more: false });

  it("may be Anthropic's", async () => {
    const { origin } = await serve((got, response) =>
      (got.headers['x-api-key'] === undefined
        ? json({ type: 'error', error: { type: 'not_found_error', message: 'Not Found' } }, 404)
        : got.path.startsWith('/v1/models')
          ? anthropicList
          : json({}, 404))(got, response),
    );
    const found = await test('openai-chat', `${origin}/v1`);
    expect(steps(found)).toBe('address! N t k m a');
    expect(found.suggestions[0]).toEqual({ field: 'api', value: 'anthropic-messages' });
    expect(found.error?.message).toContain('This server speaks anthropic-messages, not openai-chat.');
  });

  it("may be Ollama's own, or the one it speaks for others", async () => {
    const { origin } = await serve(
      only(
        { 'GET /api/tags': json({ models: [{ model: 'qwen3' }] }) },
        (_got, response) => void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
      ),
    );
    const found = await test('openai-chat', `${origin}/v1`, { key: null });
    expect(found.suggestions).toEqual([{ field: 'api', value: 'ollama', baseUrl: origin }]);
    const both = await serve(
      only({ 'GET /api/tags': json({ models: [{ model: 'qwen3' }] }), 'GET /v1/models': list('qwen3') }),
    );
    expect((await test('openai-chat', both.origin, { key: null })).suggestions[0]).toEqual({
      field: 'baseUrl',
      value: `${both.origin}/v1`,
    });
    expect((await test('ollama', `${both.origin}/v1`, { key: null })).suggestions[0]).toEqual({
      field: 'baseUrl',
      value: both.origin,
    });
  });

  it('may be the one of OpenAI where Anthropic was meant', async () => {
    const { origin } = await serve(
      only(
        { 'GET /v1/models': list('gpt-x'), 'POST /v1/chat/completions': openAi },
        json({ detail: 'Not Found' }, 404),
      ),
    );
    const found = await test('anthropic-messages', `${origin}/v1`);
    expect(found.suggestions[0]).toEqual({ field: 'api', value: 'openai-chat' });
  });

  it('that answers in another shape is looked for', async () => {
    const { origin } = await serve((got, response) =>
      (got.method === 'GET' ? json({}, 404) : sse({ hello: 'there' }))(got, response),
    );
    const found = await test('anthropic-messages', `${origin}/v1`);
    expect(found.ok).toBe(false);
  });

  it('may ask no other origin than its own', async () => {
    const asked: string[] = [];
    const { origin } = await serve((got, response) => {
      asked.push(got.headers.host ?? '');
      json({ error: { message: 'Not Found' } }, 404)(got, response);
    });
    await test('openai-chat', origin);
    expect(new Set(asked)).toEqual(new Set([new URL(origin).host]));
    expect(asked.length).toBeLessThan(60);
  });
});
