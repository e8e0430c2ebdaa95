import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoModel, startDemoModel } from '../../support/demo-model.ts';
import { demoModelClient } from '../../support/demo-model-client.ts';

const token = ['__TAKUMO_v1', 'KEY', '0123abcd__'].join('_');
let model: DemoModel;

beforeEach(async () => {
  model = await startDemoModel({ key: 'k' });
});
afterEach(() => model.close());

function ask(body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${model.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer k', ...headers },
    body: JSON.stringify({ model: 'takumo-demo', messages: [{ role: 'user', content: `what is ${token}?` }], ...body }),
  });
}

interface Chunk {
  choices: { delta: { content?: string; tool_calls?: { index: number; function: { arguments: string } }[] } }[];
  usage?: { total_tokens: number } | null;
}

async function chunks(response: Response): Promise<Chunk[]> {
  const events = (await response.text()).split('\n\n').filter((event) => event !== '');
  expect(events.pop()).toBe('data: [DONE]');
  return events.map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
}

describe('the demo model', () => {
  it('streams what it received, with the usage last', async () => {
    const parts = await chunks(await ask({ stream: true, stream_options: { include_usage: true } }));
    const text = parts.map((part) => part.choices[0]?.delta.content ?? '').join('');
    expect(text).toContain(`what is ${token}?`);
    expect(parts.at(-1)?.choices).toEqual([]);
    expect(parts.at(-1)?.usage?.total_tokens).toBeGreaterThan(0);
    expect(parts.at(-2)?.usage).toBeNull();
  });

  it('interleaves the fragments of parallel calls, and fills in tokens', async () => {
    const calls = ['a', 'b'].map((id) => ({ id, name: 'write', arguments: `{"${id}":"{{token 0}}"}` }));
    model.script({ steps: [{ calls, every: 5 }] });
    const parts = await chunks(await ask({ stream: true }));
    const fragments = parts.flatMap((part) => part.choices[0]?.delta.tool_calls ?? []);
    expect(fragments.map((fragment) => fragment.index).slice(0, 6)).toEqual([0, 1, 0, 1, 0, 1]);
    for (const [index, { id }] of calls.entries()) {
      const own = fragments.filter((fragment) => fragment.index === index);
      expect(JSON.parse(own.map((fragment) => fragment.function.arguments).join(''))).toEqual({ [id]: token });
    }
  });

  it.each([401, 403, 404, 429, 500])('answers %i with a structured error', async (status) => {
    model.script({ status });
    const response = await ask({});
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error.message');
    expect(response.headers.has('retry-after')).toBe(status === 429);
  });

  it('refuses another key and another model', async () => {
    const refused = await ask({}, { authorization: 'Bearer other' });
    expect(await refused.json()).toHaveProperty('error.code', 'invalid_api_key');
    const unknown = await ask({ model: 'nothing' });
    expect(await unknown.json()).toHaveProperty('error.code', 'model_not_found');
  });

  it('records the raw bytes, and is driven from another process', async () => {
    const client = demoModelClient(model.origin);
    await client.script({ match: 'what is', steps: [{ text: 'x' }, { cut: true }] });
    await expect(ask({ stream: true }).then((response) => response.text())).rejects.toThrow();
    const [request] = await client.waitFor(1, 2000);
    expect(request?.state).toBe('closed');
    expect(JSON.parse(request?.body ?? '').messages[0].content).toBe(`what is ${token}?`);
    await client.reset();
    expect(await client.requests()).toEqual([]);
  });
});
