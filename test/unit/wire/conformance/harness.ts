/**
 * Conformance of an upstream API's decoder: each case is an answer as its provider sends it, written from the published reference. It is
 * read whole, cut in two at every byte, byte by byte, without streaming and through the guard, and must say the same each time.
 */
import { describe, expect, it } from 'vitest';
import type { TakumoError } from '../../../../src/engine/errors.ts';
import type { Usage, WireApi, WireDelta } from '../../../../src/engine/wire/api.ts';
import { createFrameReader } from '../../../../src/engine/wire/frames.ts';
import type { JsonObject } from '../../../../src/engine/wire/walk.ts';
import { call, canary, fixture, message, receive, result, tokenIn } from '../../guard/fixture.ts';

/** What an answer says, however it was cut. What is absent is empty. */
export interface Said {
  readonly text?: string;
  readonly reasoning?: string;
  /** In the order of their indexes; `arguments` is the JSON text as the model wrote it. */
  readonly calls?: readonly { readonly id?: string; readonly name: string; readonly arguments: string }[];
  /** `reasoning-item`s in their order. */
  readonly items?: readonly JsonObject[];
  readonly usage?: Partial<Usage>;
  readonly finish?: string;
  /** The answer ends in this error; `message` must stand in its message. */
  readonly error?: { readonly code: TakumoError['code']; readonly message?: string };
}

/** In every text of a case, `{{token}}` stands for the placeholder of a secret that the request held, `{{head}}` and `{{tail}}` for its halves. */
export interface ConformanceCase {
  readonly name: string;
  /** The address of the published reference that the shape is from. */
  readonly source: string;
  /** The raw body of the streamed answer: server-sent events, or a JSON document a line. Absent for an API's whole answer alone. */
  readonly streamed?: string;
  /** The same answer without streaming, where the API has one. */
  readonly whole?: unknown;
  readonly expected: Said;
}

/** Server-sent events; a pair of a name and its data gets an `event:` line. Objects become JSON, texts stay as they are. */
export function sse(...events: readonly unknown[]): string {
  return events
    .map((event) => {
      const [name, data] = Array.isArray(event) ? (event as [string, unknown]) : [undefined, event];
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`;
    })
    .join('');
}

/** One JSON document a line. */
export function ndjson(...documents: readonly unknown[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}

export function conformance(api: WireApi, cases: readonly ConformanceCase[]): void {
  describe(`answers of ${api.id}`, () => {
    describe.each(cases.map((one) => [one.name, one] as const))('%s', (_name, given) => {
      const { exchange, next, token } = guarded(api);
      const here = fill(given, token);
      const expected = complete(here.expected);
      const bytes = here.streamed === undefined ? undefined : new TextEncoder().encode(here.streamed);

      it('has a source', () => {
        expect(given.source).toMatch(/^https:\/\//);
        expect(given.streamed ?? given.whole).toBeDefined();
      });

      if (bytes !== undefined) {
        it('is read in one piece', () => {
          expect(said(decode(api, [bytes]).flat())).toEqual(expected);
        });

        it('is read the same when it is cut at any byte', () => {
          const batch = said(decode(api, [bytes]).flat());
          expect(batch).toEqual(expected);
          for (let at = 1; at < bytes.length; at++) {
            const cut = said(decode(api, [bytes.subarray(0, at), bytes.subarray(at)]).flat());
            // `toEqual` for each byte takes too long.
            if (JSON.stringify(cut) !== JSON.stringify(batch)) {
              expect(cut, `cut at byte ${at}`).toEqual(batch);
            }
          }
        });

        it('is read the same byte by byte', () => {
          expect(said(decode(api, eachByte(bytes)).flat())).toEqual(expected);
        });

        it.each([
          ['in one piece', [bytes]],
          ['byte by byte', eachByte(bytes)],
        ])('passes the guard %s', (_how, chunks) => {
          passes(exchange, next, decode(api, chunks).flat(), expected, token);
        });
      }

      if (here.whole !== undefined) {
        it('says the same when it comes whole', () => {
          const deltas = api.readWhole(here.whole);
          expect(said(deltas)).toEqual(expected);
          passes(exchange, next, deltas, expected, token);
        });
      }
    });
  });
}

/** What deltas say when they are put together. The calls' order is that of their indexes. */
function said(deltas: readonly WireDelta[]): Required<Omit<Said, 'error'>> & Pick<Said, 'error'> {
  const calls = new Map<number, { id?: string; name: string; arguments: string }>();
  let [text, reasoning, finish] = ['', '', ''];
  let usage: Partial<Usage> = {};
  let error: Said['error'];
  const items: JsonObject[] = [];
  for (const delta of deltas) {
    if (error !== undefined) throw new Error('something came after the error');
    switch (delta.kind) {
      case 'text':
        text += delta.text;
        break;
      case 'reasoning':
        reasoning += delta.text;
        break;
      case 'reasoning-item':
        items.push(delta.item);
        break;
      case 'tool-call': {
        const known = calls.get(delta.index) ?? { name: '', arguments: '' };
        if (delta.id !== undefined) known.id ??= delta.id;
        known.name ||= delta.name ?? '';
        known.arguments += delta.arguments;
        calls.set(delta.index, known);
        break;
      }
      case 'usage': {
        const { kind: _, ...counts } = delta;
        usage = { ...usage, ...counts };
        break;
      }
      case 'finish':
        finish = delta.reason;
        break;
      case 'error':
        error = { code: delta.error.code, message: delta.error.message };
        break;
    }
  }
  const ordered = [...calls].sort(([left], [right]) => left - right).map(([, one]) => one);
  return { text, reasoning, calls: ordered, items, usage, finish, ...(error === undefined ? {} : { error }) };
}

/** The deltas of each chunk, then those of the end. */
function decode(api: WireApi, chunks: readonly Uint8Array[]): readonly (readonly WireDelta[])[] {
  const reader = createFrameReader(api.framing);
  const decoder = api.decoder();
  const out = chunks.map((chunk) => reader.push(chunk).flatMap((event) => decoder.push(event)));
  return [...out, reader.end().flatMap((event) => decoder.push(event)), decoder.end()];
}

const eachByte = (bytes: Uint8Array): readonly Uint8Array[] => [...bytes].map((byte) => Uint8Array.of(byte));

type Complete = ReturnType<typeof said>;

function complete({ error, ...expected }: Said): Complete {
  return {
    text: '',
    reasoning: '',
    calls: [],
    items: [],
    usage: {},
    finish: '',
    ...expected,
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: expect.stringContaining(error.message ?? '') as unknown as string } }),
  };
}

function fill<T>(value: T, token: string): T {
  const put = (text: string) =>
    text
      .replaceAll('{{token}}', token)
      .replaceAll('{{head}}', token.slice(0, 9))
      .replaceAll('{{tail}}', token.slice(9));
  return (typeof value === 'string' ? put(value) : JSON.parse(put(JSON.stringify(value)))) as T;
}

const question = message('user', `What is ${canary}?`);

/** A request that held the secret, and the reasoning items that the request after it would give back for a call. */
function guarded(api: WireApi) {
  const { send } = fixture();
  const exchange = () => send([question], { api });
  const next = (callId: string, name: string) => {
    let items: readonly JsonObject[] = [];
    const spy: WireApi = {
      ...api,
      build: (conversation, options) => {
        items = options.reasoningItems(callId);
        return api.build(conversation, options);
      },
    };
    send([question, message('assistant', call(callId, name, {})), message('user', result(callId, 'done'))], {
      api: spy,
    });
    return items;
  };
  return { exchange, next, token: tokenIn(exchange()) };
}

/** The guard restores text and calls, leaves reasoning as it is, and keeps the items for the next request. */
function passes(
  exchange: () => Parameters<typeof receive>[0],
  next: (callId: string, name: string) => readonly JsonObject[],
  deltas: readonly WireDelta[],
  expected: Complete,
  token: string,
): void {
  const sent = exchange();
  if (expected.error !== undefined) {
    expect(() => receive(sent, deltas)).toThrow();
    return;
  }
  const answer = receive(sent, deltas);
  const restore = (text: string) => text.replaceAll(token, canary);
  expect(answer.text).toBe(restore(expected.text));
  expect(answer.reasoning).toBe(expected.reasoning);
  expect(answer.calls.map(({ name, input }) => ({ name, input }))).toEqual(
    expected.calls.map((one) => ({ name: one.name, input: JSON.parse(restore(one.arguments || '{}')) })),
  );
  if (Object.keys(expected.usage).length > 0) {
    expect(sent.receipt.usage).toEqual({ input: 0, output: 0, ...expected.usage });
  }
  for (const one of answer.calls) {
    expect(next(one.id, one.name)).toEqual(expected.items);
  }
}
