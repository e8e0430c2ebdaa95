import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAiChat } from '../../../src/engine/wire/openai-chat.ts';
import { type Json, type JsonObject, type Place, walk } from '../../../src/engine/wire/walk.ts';

const canary = 'canary-canary-canary';
const mask = (body: JsonObject, place: Place) => {
  const walked = walk(body, place);
  return JSON.stringify(walked.rebuild(walked.leaves.map(({ text }) => text.replaceAll(canary, 'TOKEN'))));
};

/** Any JSON, with the canary in any of its strings and keys. */
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 1.5),
    fc.string().map((text) => `${text}${canary}`),
    fc.constant(canary),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('role', 'content', 'type', 'id', 'function', 'arguments', 'url', canary)),
      tie('value'),
      {
        maxKeys: 5,
      },
    ),
  ),
})).value;

describe('walking a body', () => {
  it('reaches every string of any JSON, in the places of an API too', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('messages', 'tools', 'metadata', 'model', 'tool_choice', 'x'), json),
        (body) => {
          expect(mask(body as JsonObject, openAiChat.places)).not.toContain(canary);
          expect(mask(body as JsonObject, {})).not.toContain(canary);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives the very same object when nothing changes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (body) => {
        const walked = walk(body as JsonObject, openAiChat.places);
        expect(walked.rebuild(walked.leaves.map(({ text }) => text))).toBe(body);
      }),
    );
  });

  it('reaches block types nobody has heard of', () => {
    const body = { messages: [{ role: 'user', content: [{ type: 'hologram', projection: { deep: [canary] } }] }] };
    expect(mask(body, openAiChat.places)).toContain('TOKEN');
  });

  it('passes base64 media and says so, but not text that only calls itself media', () => {
    const picture = `iVBORw0KGgoAAAAN${'QUJD'.repeat(2000)}`;
    const image = `data:image/png;base64,${picture}`;
    const body = (url: string) => ({
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
    });
    const walked = walk(body(image), openAiChat.places);
    expect(walked.unscannable).toEqual(['image/png']);
    expect(walked.leaves.map(({ text }) => text)).not.toContain(image);
    expect(mask(body(`data:image/png;base64,QUJD ${canary}`), openAiChat.places)).toContain('TOKEN');
    expect(mask(body(`https://example.com/?key=${canary}`), openAiChat.places)).toContain('TOKEN');
    const pretended = ['image/jpeg', `image/${canary}`, `image/png;name=${canary}`].map(
      (type) => `data:${type};base64,`,
    );
    for (const url of [...pretended.map((head) => head + picture), `data:image/png;base64,${'QUJD'.repeat(20)}`]) {
      const lying = walk(body(url), openAiChat.places);
      expect(lying.unscannable).toEqual([]);
      expect(lying.leaves.map(({ text }) => text)).toContain(url);
    }
  });

  it('refuses an object that becomes another text as JSON than the one it shows', () => {
    for (const value of [new String(canary), { toJSON: () => canary }, new URL(`https://example.com/${canary}`)]) {
      expect(() => walk({ x: value as unknown as Json }, {})).toThrow(
        expect.objectContaining({ code: 'request-invalid' }),
      );
    }
    expect(mask({ x: { toJSON: canary } }, {})).toContain('TOKEN');
  });

  it('masks inside the JSON text of arguments and leaves its other bytes alone', () => {
    const text = `{ "command" :"echo ${canary}\\n", "n": 1.0e3,\t"${canary}": null }`;
    const body = {
      messages: [
        {
          role: 'assistant',
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'run', arguments: text } }],
        },
      ],
    };
    const masked = JSON.parse(mask(body, openAiChat.places));
    expect(masked.messages[0].tool_calls[0].function.arguments).toBe(
      '{ "command" :"echo TOKEN\\n", "n": 1.0e3,\t"TOKEN": null }',
    );
  });

  it("treats ids, names, roles and a schema's constants as constants", () => {
    const body = {
      model: 'some-model',
      messages: [{ role: 'tool', tool_call_id: 'call_abcdef', content: 'hello there' }],
      tools: [
        {
          type: 'function',
          function: {
            name: 'grep',
            parameters: { type: 'object', properties: { mode: { enum: ['fast-mode'], description: 'words' } } },
          },
        },
      ],
    };
    const kinds = Object.fromEntries(walk(body, openAiChat.places).leaves.map(({ text, kind }) => [text, kind]));
    expect(kinds).toMatchObject({
      'some-model': 'constant',
      call_abcdef: 'constant',
      grep: 'constant',
      'fast-mode': 'constant',
      'hello there': 'text',
      words: 'text',
    });
  });

  it('keeps both members when two keys become one', () => {
    const body = { x: { [canary]: 1, TOKEN: 2 } };
    expect(Object.values(JSON.parse(mask(body, {})).x)).toEqual([1, 2]);
  });
});
