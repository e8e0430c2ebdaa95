/** What the guard and the session give our own tools: arguments as the model wrote them, and places of known values without a trace. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RehydratePolicy } from '../../../src/engine/model.ts';
import { classifyTool, keepsTokens } from '../../../src/engine/tools/sinks.ts';
import { readInput } from '../../../src/extension/lm-tools/input.ts';
import { canary, fixture, known, message, piece, receive, tokenIn } from '../guard/fixture.ts';

describe('arguments of takumo_scan and takumo_review', () => {
  const modes: RehydratePolicy['mode'][] = ['all', { tools: ['takumo_scan', 'takumo_review'] }];
  it.each(modes)('keep their tokens, in mode %j, and nobody is asked', (mode) => {
    const { send } = fixture({ policies: { settings: { rehydrate: { value: { mode, network: 'ask' } } } } });
    const exchange = send([message('user', `Is ${canary} a secret?`)]);
    const token = tokenIn(exchange);
    for (const [index, name] of ['takumo_scan', 'takumo_review'].entries()) {
      const input = { text: `x("${token}")`, paths: [token] };
      const { calls } = receive(exchange, [piece(index, JSON.stringify(input), `c${index}`, name)]);
      expect(calls[0]).toMatchObject({ name, input, findings: [] });
      expect(calls[0]?.ask).toBeUndefined();
    }
    // Another tool of a like name is not ours.
    const { calls } = receive(exchange, [piece(0, JSON.stringify({ text: token }), 'c9', 'mcp_takumo_scan')]);
    expect(calls[0]?.findings).toEqual(['tool-sink']);
  });
});

describe('known', () => {
  it('gives the places of known values in every spelling, and changes nothing', () => {
    const { session } = fixture({ known: [known(canary, { path: '.env', line: 3, title: 'Value of TOKEN' })] });
    const before = JSON.stringify([session.tokens(), session.report()]);
    const text = `a ${canary} b ${Buffer.from(canary).toString('hex')} c`;
    const places = session.known(text);
    expect(places).toHaveLength(2);
    expect(places[0]).toEqual({
      start: 2,
      end: 2 + canary.length,
      category: 'SECRET',
      type: 'known-value',
      title: 'Value of TOKEN',
      kind: 'secret',
      source: { path: '.env', line: 3 },
    });
    expect(JSON.stringify(places)).not.toContain(canary);
    expect(session.known(session.tokenize(text).content)).toEqual([]);
    expect(session.known('')).toEqual([]);
    session.destroy();
    expect(() => session.known(text)).toThrow('This session has ended');
    expect(before).not.toContain(canary);
  });
});

describe('the tools of the manifest', () => {
  const tools: Tool[] = JSON.parse(readFileSync('package.json', 'utf8')).contributes.languageModelTools;

  it('are the ones that keep their tokens, can be referred to, and say that values never appear', () => {
    expect(tools.map(({ name }) => name)).toEqual(['takumo_scan', 'takumo_review']);
    for (const tool of tools) {
      expect([keepsTokens(tool.name), classifyTool(tool.name)]).toEqual([true, 'local']);
      expect(tool).toMatchObject({ canBeReferencedInPrompt: true, icon: expect.any(String), tags: expect.any(Array) });
      expect(tool.modelDescription).toMatch(/values are never part of the result/);
    }
  });

  it('promise the bounds that are held', () => {
    for (const { inputSchema } of tools) {
      const { paths, text } = inputSchema.properties;
      const many = Array.from({ length: paths.maxItems }, () => 'a');
      expect(readInput({ paths: many }).paths).toHaveLength(paths.maxItems);
      expect(() => readInput({ paths: [...many, 'a'] })).toThrow();
      const long = 'x'.repeat(text.maxLength);
      expect(readInput({ text: long }).text).toBe(long);
      expect(() => readInput({ text: `${long}x` })).toThrow();
      expect(inputSchema.additionalProperties).toBe(false);
    }
  });
});

interface Tool {
  readonly name: string;
  readonly modelDescription: string;
  readonly inputSchema: {
    readonly properties: {
      readonly paths: { readonly maxItems: number };
      readonly text: { readonly maxLength: number };
    };
    readonly additionalProperties: boolean;
  };
}
