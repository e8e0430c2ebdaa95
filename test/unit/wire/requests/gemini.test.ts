/** What is sent to the Gemini API, word for word. Source: https://ai.google.dev/api/generate-content */
import { describe, expect, it } from 'vitest';
import { gemini } from '../../../../src/engine/wire/gemini.ts';
import { geminiSchema } from '../../../../src/engine/wire/gemini-schema.ts';
import { thinkingConfig } from '../../../../src/engine/wire/gemini-thinking.ts';
import { walk } from '../../../../src/engine/wire/walk.ts';
import { call, message, result } from '../../guard/fixture.ts';
import { image, options, picture, richConversation } from './rich.ts';

const data = Buffer.from(picture).toString('base64');
const inlineData = { mimeType: 'image/png', data };
const signature = 'CiQB0e2Kb9V3kLm+/Zq0xY==';
const items = [
  { part: 'thought', text: 'Hm.', thoughtSignature: 'c2lnIDE=' },
  { part: 'text', text: '', thoughtSignature: 'c2lnIDI=' },
  { part: 'call', index: 0, id: 'call_a', thoughtSignature: signature },
  { part: 'call', index: 1, id: 'call_b' },
];
const build = (model: string, kept: readonly object[] = []) =>
  gemini.build(richConversation(), options(kept as never, { model }));

describe('a request to the Gemini API', () => {
  it('carries everything a conversation has, signatures on the parts that they came with', () => {
    expect(build('gemini-3.8-flash', items).body).toEqual({
      contents: [
        { role: 'user', parts: [{ text: 'What is in this picture?' }, { inlineData }] },
        {
          role: 'model',
          parts: [
            { text: 'Hm.', thought: true, thoughtSignature: 'c2lnIDE=' },
            { text: 'I look.' },
            { text: '', thoughtSignature: 'c2lnIDI=' },
            {
              functionCall: { id: 'call_a', name: 'read_file', args: { filePath: '/ws/a.ts', startLine: 7 } },
              thoughtSignature: signature,
            },
            { functionCall: { id: 'call_b', name: 'mcp_x2e_server_x2f_look', args: { deep: { at: ['x'] } } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'call_a', name: 'read_file', response: { output: 'const a = 1;\n// end' } } },
            {
              functionResponse: {
                id: 'call_b',
                name: 'mcp_x2e_server_x2f_look',
                response: { output: 'Seen.' },
                parts: [{ inlineData }],
              },
            },
          ],
        },
        { role: 'model', parts: [{ text: 'It is a dot.' }] },
        { role: 'user', parts: [{ text: 'And now?' }] },
      ],
      systemInstruction: { parts: [{ text: 'You are careful.' }] },
      tools: [
        {
          functionDeclarations: [
            {
              name: 'read_file',
              description: 'Reads a file.',
              parametersJsonSchema: {
                type: 'object',
                properties: { filePath: { type: 'string', description: 'Absolute.' } },
                required: ['filePath'],
              },
            },
            {
              name: 'mcp_x2e_server_x2f_look',
              description: 'Looks.',
              parametersJsonSchema: { type: 'object', properties: {} },
            },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: {
        maxOutputTokens: 8000,
        temperature: 0.2,
        thinkingConfig: { includeThoughts: true, thinkingLevel: 'MEDIUM' },
      },
    });
  });

  it('puts the documented word in the place of a signature that is not known, from 3 on and for the first call alone', () => {
    const [first, second] = callsIn(build('gemini-3.8-flash').body);
    expect(first).toMatchObject({ thoughtSignature: 'skip_thought_signature_validator' });
    expect(second).not.toHaveProperty('thoughtSignature');
    expect(first!.functionCall).not.toHaveProperty('id');
    for (const part of callsIn(build('gemini-2.5-pro').body)) {
      expect(part).not.toHaveProperty('thoughtSignature');
    }
  });

  it('gives a model before 3 the images of results beside them', () => {
    const results = (build('gemini-2.5-pro').body.contents as { parts: object[] }[])[2]!.parts;
    expect(results).toEqual([
      { functionResponse: { name: 'read_file', response: { output: 'const a = 1;\n// end' } } },
      { functionResponse: { name: 'mcp_x2e_server_x2f_look', response: { output: 'Seen.' } } },
      { inlineData },
    ]);
  });

  it('alternates roles, begins with the user, and answers every call', () => {
    const { body } = gemini.build(
      {
        messages: [
          message('assistant', call('c1', 'run', {}), call('c2', 'run', {})),
          message('user', result('c2', 'two')),
          message('user', 'stop'),
          message('user', result('gone', 'an old result')),
          message('assistant', ''),
          message('user', 'go on'),
        ],
        tools: [],
        toolMode: 'auto',
      },
      options([], { model: 'gemini-2.5-flash' }),
    );
    const contents = body.contents as { role: string; parts: { functionResponse?: object; text?: string }[] }[];
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
    expect(contents[2]!.parts.filter(({ functionResponse }) => functionResponse !== undefined)).toHaveLength(2);
    expect(contents[2]!.parts.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['stop', 'an old result', 'go on']),
    );
    expect(body).not.toHaveProperty('tools');
  });

  it('takes as media only what is media, and a note for the rest', () => {
    const part = (mime: string, bytes: Uint8Array | string) =>
      ({ kind: 'data', mime, data: typeof bytes === 'string' ? Buffer.from(bytes) : bytes }) as const;
    const { body, leftOut } = gemini.build(
      {
        messages: [
          message(
            'user',
            part('image/png', 'password = hunter2 and much more text'),
            part('image/svg+xml', '<svg><!-- token --></svg>'),
            part('text/plain', 'token'),
            part('application/pdf', '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n and then'),
            image,
          ),
        ],
        tools: [],
        toolMode: 'auto',
      },
      options([], { model: 'gemini-3.8-flash' }),
    );
    expect(leftOut).toEqual(['image/png', 'image/svg+xml', 'text/plain', 'application/pdf']);
    expect(walk(body, gemini.places).unscannable).toEqual(['image/png']);
  });

  it('sends the key in a header and never in the address', () => {
    expect(gemini.headers('a-key')).toMatchObject({ 'x-goog-api-key': 'a-key' });
    expect(gemini.path('gemini-3.8-flash')).toBe('/models/gemini-3.8-flash:streamGenerateContent?alt=sse');
    expect(gemini.path('models/gemini-3.8-flash')).toBe('/models/gemini-3.8-flash:streamGenerateContent?alt=sse');
    expect(gemini.path('tunedModels/mine')).toBe('/tunedModels/mine:streamGenerateContent?alt=sse');
    expect(gemini.path('x?key=1#../y')).toBe('/x%3Fkey%3D1%23../y:streamGenerateContent?alt=sse');
    for (const model of ['a/../../b', '../x', 'a//b', 'a/./b', '..', 'a/..']) {
      const { href } = new URL(`https://example.com/tenant/v1beta${gemini.path(model)}`);
      expect(href).toContain('https://example.com/tenant/v1beta/models/');
    }
  });
});

describe('thinking', () => {
  it.each([
    ['gemini-3.8-flash', undefined, { includeThoughts: true }],
    ['gemini-3.8-flash', 'off', { includeThoughts: false, thinkingLevel: 'LOW' }],
    ['gemini-3.5-flash', 'off', { includeThoughts: false, thinkingLevel: 'MINIMAL' }],
    ['gemini-3.9-flash-lite', 'off', { includeThoughts: false, thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', 'medium', { includeThoughts: true, thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro-preview', 'medium', { includeThoughts: true, thinkingLevel: 'MEDIUM' }],
    ['models/gemini-4-hydrogen', 'high', { includeThoughts: true, thinkingLevel: 'HIGH' }],
    ['gemini-flash-latest', 'low', { includeThoughts: true, thinkingLevel: 'LOW' }],
    ['gemini-2.5-flash', 'off', { includeThoughts: false, thinkingBudget: 0 }],
    ['gemini-2.5-pro', 'off', { includeThoughts: false, thinkingBudget: 128 }],
    ['gemini-2.5-pro', 'high', { includeThoughts: true, thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-lite', 'low', { includeThoughts: true, thinkingBudget: 2048 }],
    ['gemini-2.0-flash', 'high', undefined],
    ['gemini-3-pro-image', 'high', undefined],
    ['gemma-4', 'high', undefined],
  ] as const)('of %s with effort %s is %j', (model, effort, expected) => {
    expect(thinkingConfig(model, effort)).toEqual(expected);
  });
});

describe('a schema', () => {
  it('keeps what the API documents and drops the rest', () => {
    expect(
      geminiSchema({
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        definitions: { point: { type: 'object', properties: { x: { type: 'number', exclusiveMinimum: 0 } } } },
        properties: {
          at: { $ref: '#/definitions/point' },
          mode: { const: 'fast', markdownDescription: 'x' },
          any: true,
          list: { type: 'array', items: { type: ['string', 'null'], pattern: '^a' }, uniqueItems: true },
          either: { oneOf: [{ type: 'string', default: 'a' }, { type: 'number' }] },
          both: {
            allOf: [
              { properties: { a: {} }, required: ['a'] },
              { properties: { b: {} }, required: ['b'] },
            ],
          },
          odd: { enum: [null, {}] },
        },
        patternProperties: { '^x': {} },
        additionalProperties: false,
        required: ['at'],
        if: {},
      }),
    ).toEqual({
      type: 'object',
      $defs: { point: { type: 'object', properties: { x: { type: 'number' } } } },
      properties: {
        at: { $ref: '#/$defs/point' },
        mode: { enum: ['fast'] },
        any: {},
        list: { type: 'array', items: { type: ['string', 'null'] } },
        either: { oneOf: [{ type: 'string' }, { type: 'number' }] },
        both: { properties: { a: {}, b: {} }, required: ['a', 'b'] },
        odd: {},
      },
      additionalProperties: false,
      required: ['at'],
    });
  });

  it('is an object schema, whatever is given', () => {
    for (const given of [undefined, null, true, 'x', [], { type: 'string' }]) {
      expect(geminiSchema(given)).toEqual({ type: 'object', properties: {} });
    }
    let deep: object = { type: 'string' };
    for (let depth = 0; depth < 5000; depth++) deep = { type: 'object', properties: { deep } };
    expect(JSON.stringify(geminiSchema(deep)).length).toBeLessThan(5000);
  });
});

function callsIn(body: ReturnType<typeof build>['body']): readonly Record<string, object>[] {
  const parts = (body.contents as { parts: Record<string, object>[] }[]).flatMap((content) => content.parts);
  return parts.filter((part) => part.functionCall !== undefined);
}
