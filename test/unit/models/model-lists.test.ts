/** The lists of models in memory. */
import { describe, expect, it } from 'vitest';
import { Redacted } from '../../../src/engine/model.ts';
import type { ListedModel } from '../../../src/engine/wire/api.ts';
import { type FetchList, type ListPlace, ModelLists } from '../../../src/extension/models/model-lists.ts';

const place = (more: Partial<ListPlace> = {}): ListPlace => ({
  api: 'openai-chat',
  baseUrl: 'https://api.example.com/v1',
  ...more,
});

function world(answers: (readonly ListedModel[] | Error)[]) {
  const asked: ListPlace[] = [];
  let now = 0;
  const fetch: FetchList = async (where) => {
    asked.push(where);
    const answer = answers[Math.min(asked.length, answers.length) - 1]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const lists = new ModelLists(fetch, () => now);
  return { lists, asked, pass: (ms: number) => (now += ms) };
}

describe('lists of models', () => {
  it('are asked for once, also by several at the same time', async () => {
    const { lists, asked } = world([[{ id: 'a' }]]);
    await Promise.all([lists.get(place()), lists.get(place()), lists.get(place())]);
    expect(await lists.get(place())).toEqual([{ id: 'a' }]);
    expect(asked).toHaveLength(1);
  });

  it('belong to an address and a key', async () => {
    const { lists, asked } = world([[{ id: 'a' }]]);
    await lists.get(place());
    await lists.get(place({ key: new Redacted('one') }));
    await lists.get(place({ key: new Redacted('two') }));
    await lists.get(place({ baseUrl: 'https://other.example.com/v1' }));
    expect(asked).toHaveLength(4);
  });

  it('are asked for again behind the last answer, and tell when they changed', async () => {
    const { lists, asked, pass } = world([[{ id: 'a' }], [{ id: 'a' }], [{ id: 'b' }]]);
    let changes = 0;
    lists.onDidChange(() => changes++);
    await lists.get(place());
    pass(16 * 60_000);
    expect(await lists.get(place())).toEqual([{ id: 'a' }]);
    await new Promise((resolve) => setTimeout(resolve));
    expect([asked.length, changes]).toEqual([2, 0]);
    pass(16 * 60_000);
    expect(await lists.get(place())).toEqual([{ id: 'a' }]);
    await new Promise((resolve) => setTimeout(resolve));
    expect(changes).toBe(1);
    expect(await lists.get(place())).toEqual([{ id: 'b' }]);
  });

  it('stay when the provider fails later', async () => {
    const { lists, pass } = world([[{ id: 'a' }], new Error('down')]);
    await lists.get(place());
    pass(16 * 60_000);
    await lists.get(place());
    await new Promise((resolve) => setTimeout(resolve));
    expect(await lists.get(place())).toEqual([{ id: 'a' }]);
  });

  it('fail with what the first request failed with, and ask no more for a while', async () => {
    const { lists, asked, pass } = world([new Error('down'), [{ id: 'a' }]]);
    await expect(lists.get(place())).rejects.toThrow('down');
    await expect(lists.get(place())).rejects.toThrow('down');
    expect(asked).toHaveLength(1);
    pass(31_000);
    expect(await lists.get(place())).toEqual([{ id: 'a' }]);
  });

  it('end their requests with the store', async () => {
    let aborted = false;
    const lists = new ModelLists(
      (_place, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          }),
        ),
      () => 0,
    );
    const got = lists.get(place());
    lists.dispose();
    await expect(got).rejects.toThrow();
    expect(aborted).toBe(true);
  });
});
