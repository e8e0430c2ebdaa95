import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { TakumoError } from '../../../src/engine/errors.ts';
import type { Message, Part } from '../../../src/engine/wire/conversation.ts';
import {
  bodyOf,
  call,
  canary,
  databaseUrl,
  fixture,
  githubToken,
  jsonOf,
  known,
  message,
  multiLine,
  result,
  spellings,
  tokenIn,
  written,
} from './fixture.ts';

const clean = (body: string, value = canary) => {
  for (const spelling of spellings(value)) {
    expect(body).not.toContain(spelling);
  }
};

describe('an outbound request', () => {
  it('holds no known value, wherever it stands and however it is spelled', () => {
    const { send } = fixture();
    const words = fc.constantFrom(...written(canary), 'harmless words', `x=${canary}`, `${canary}${canary}`);
    const leaf = fc.tuple(fc.string(), words, fc.string()).map(([head, word, tail]) => `${head} ${word} ${tail}`);
    const input = fc.object({
      key: fc.oneof(fc.string(), fc.constant(canary)),
      values: [leaf, fc.integer()],
      maxDepth: 3,
    });
    const part: fc.Arbitrary<Part> = fc.oneof(
      leaf.map((text): Part => ({ kind: 'text', text })),
      fc.tuple(fc.uuid(), leaf).map(([id, text]) => result(id, text)),
      fc.tuple(fc.uuid(), input).map(([id, value]) => call(id, 'some_tool', value)),
    );
    const messages: fc.Arbitrary<Message[]> = fc.array(
      fc
        .tuple(
          fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
          fc.array(part, { maxLength: 3 }),
        )
        .map(([role, parts]) => ({ role, parts })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(messages, leaf, input, (conversation, description, options) => {
        const tools = [
          {
            name: 'some_tool',
            description,
            inputSchema: { type: 'object', properties: { [canary]: { enum: [canary], description } } },
          },
        ];
        clean(bodyOf(send(conversation, { tools, modelOptions: options })));
      }),
      { numRuns: 150 },
    );
  });

  it('finds what nobody told it, in prompts, results and arguments', () => {
    const { send } = fixture({ known: [] });
    const body = bodyOf(
      send([
        message('user', `DATABASE_URL=${databaseUrl}`),
        message('assistant', call('c1', 'run_in_terminal', { command: `GITHUB_TOKEN=${githubToken} gh repo list` })),
        message('user', result('c1', `${multiLine}\n`)),
      ]),
    );
    clean(body, githubToken);
    expect(body).not.toContain(new URL(databaseUrl).password);
    expect(body).not.toContain('MIIBOgIBAAJBAK');
  });

  it('uses the key of a value in tool arguments', () => {
    const { send } = fixture({ known: [] });
    const password = ['Tr0ub4', 'dor&3x', 'Kw9'].join('');
    const body = bodyOf(send([message('assistant', call('c1', 'login', { user: 'me', password }))]));
    expect(body).not.toContain(password);
    expect(JSON.parse(body).messages[0].tool_calls[0].function.arguments).toMatch(
      /^\{"user":"me","password":"__TAKUMO_v1_[A-Z]+_[0-9a-f]+__"\}$/,
    );
  });

  it('leaves harmless things alone', () => {
    const { send } = fixture();
    const messages = [
      message('system', 'You are a helpful assistant. Never print secret: true or os.environ["TOKEN"].'),
      message('user', 'commit 3f786850e387550fdab836ed7e6dc881de23001b, id 123e4567-e89b-42d3-a456-426614174000'),
      message('assistant', 'ok', call('call_Zx9Kq2Lm4Np6Rs8Tu1Vw3Xy5', 'get_errors', { filePaths: ['/w/a.ts'] })),
      message('user', result('call_Zx9Kq2Lm4Np6Rs8Tu1Vw3Xy5', 'no errors')),
    ];
    expect(bodyOf(send(messages))).not.toContain('TAKUMO');
  });

  it('resends the bytes of the turn before, prefix for prefix', () => {
    const { send } = fixture();
    const turn: Message[] = [message('system', 'Be brief.'), message('user', `What is ${canary}? ${databaseUrl}`)];
    const bodies = [bodyOf(send(turn))];
    for (let round = 0; round < 4; round++) {
      turn.push(
        message('assistant', `It is ${canary}.`, call(`c${round}`, 'read_file', { filePath: '/w/.env' })),
        message('user', result(`c${round}`, `A=${canary}\n`)),
      );
      turn.push(message('user', `And ${round}?`));
      bodies.push(bodyOf(send(turn)));
    }
    for (let at = 1; at < bodies.length; at++) {
      const before = JSON.parse(bodies[at - 1]!).messages as unknown[];
      const prefix = JSON.stringify(before).slice(0, -1);
      expect(bodies[at]).toContain(prefix);
    }
  });

  it('says type, file and line of what it found, in each format of the chat', () => {
    const { outbound } = fixture({ mode: 'block' });
    const prompt = [
      '<attachments>',
      '<attachment id="config.ts" filePath="/w/src/config.ts">',
      'export const a = 1;',
      `export const db = '${databaseUrl}';`,
      '</attachment>',
      '<attachment id="file:other.ts">',
      "User's active selection:",
      'Excerpt from other.ts, lines 40 to 42:',
      '```typescript',
      'const x = 1;',
      `const key = '${canary}';`,
      '```',
      '</attachment>',
      '<attachment filePath="/w/src/open.ts">',
      "User's active file for additional context:",
      `// ${githubToken}`,
      '</attachment>',
      '<attachment id="ask.py">',
      '# filepath: /w/ask.py',
      '',
      `TOKEN = "${canary}"`,
      '</attachment>',
      '</attachments>',
      '<userRequest>',
      'hello',
      '</userRequest>',
    ].join('\n');
    const outcome = outbound([
      message('user', prompt),
      message(
        'assistant',
        call('c1', 'read_file', { filePath: '/w/lib/a.ts', startLine: 10, endLine: 20 }),
        call('c2', 'grep_search', { query: 'x' }),
      ),
      message('user', result('c1', `one\ntwo\n// ${canary}\n`)),
      message('user', result('c2', `Found 1 match\n\nlib/b.ts\n2:const k = '${canary}';`)),
    ]);
    if (outcome.verdict !== 'blocked') {
      throw new Error('expected it to be blocked');
    }
    const places = outcome.blocked.findings.map(({ file, line }) => `${file}:${line}`);
    expect(places).toEqual(
      expect.arrayContaining([
        '/w/src/config.ts:2',
        'other.ts:41',
        '/w/src/open.ts:1',
        '/w/ask.py:2',
        '/w/lib/a.ts:12',
        'lib/b.ts:2',
      ]),
    );
    expect(outcome.blocked.findings.find(({ rule }) => rule === 'known-value')?.source).toEqual({
      path: '.env',
      line: 3,
    });
    expect(JSON.stringify(outcome.blocked.findings)).not.toContain(canary);
  });
});

describe('a verdict', () => {
  const messages = [message('user', `the value is ${canary}`)];

  it('counts its own work as the time it adds, not what a person takes to answer', () => {
    const { outbound, clock } = fixture({ mode: 'block' });
    let time = 0;
    // Every look at the clock takes a millisecond.
    clock.monotonic = () => ++time;
    const outcome = outbound([message('user', `look: ${canary}`)]);
    assert(outcome.verdict === 'blocked');
    time += 60_000;
    const exchange = outcome.blocked.approve();
    expect(exchange.receipt.guardMs).toBeGreaterThan(0);
    expect(exchange.receipt.guardMs).toBeLessThan(1000);
  });

  it('blocks, and sends with tokens when a person says so', () => {
    const outcome = fixture({ mode: 'block' }).outbound(messages);
    if (outcome.verdict !== 'blocked') {
      throw new Error('expected it to be blocked');
    }
    expect(outcome.blocked).toMatchObject({
      locked: false,
      findings: [{ category: 'SECRET', place: 'message 1', line: 1 }],
    });
    expect(outcome.blocked.receipt.close('blocked')).toMatchObject({
      decision: 'blocked',
      bytesOut: 0,
      direction: 'outbound',
      byCategory: { SECRET: 1 },
    });
    clean(bodyOf(outcome.blocked.approve()));
  });

  it('masks in Monitor without blocking or warning', () => {
    const exchange = fixture({ mode: 'block' }).send(messages, { posture: 'monitor' });
    clean(bodyOf(exchange));
    expect(exchange.warn).toBe(false);
    expect(exchange.receipt.close('sent')).toMatchObject({ enforcement: 'monitor', posture: 'monitor' });
  });

  it('warns where a policy says warn', () => {
    expect(fixture({ mode: 'warn' }).send(messages)).toMatchObject({ warn: true });
  });

  it('sends as it is while paused, and says so', () => {
    const exchange = fixture({ mode: 'block' }).send(messages, { posture: 'paused' });
    expect(bodyOf(exchange)).toContain(canary);
    expect(exchange.guarded).toBe(false);
  });

  it('can not be opened when an organization locked it', () => {
    const { policies, outbound } = fixture({ mode: 'block' });
    const decide: typeof policies.decide = (finding, context) => ({
      ...policies.decide(finding, context),
      locked: true,
    });
    const outcome = outbound(messages, { policies: { ...policies, decide } });
    expect(outcome.verdict === 'blocked' && outcome.blocked.locked).toBe(true);
    expect(() => outcome.verdict === 'blocked' && outcome.blocked.approve()).toThrow(TakumoError);
  });

  it('sends nothing when an organization refuses, not even while paused', () => {
    const refusal = () => new TakumoError('outbound-refused', 'The policy has expired.');
    for (const posture of ['protect', 'monitor', 'paused'] as const) {
      const outcome = fixture({ policies: { refusal } }).outbound([message('user', 'hello')], { posture });
      expect(outcome.verdict === 'blocked' && outcome.blocked.error?.code).toBe('outbound-refused');
    }
  });

  it('sends nothing when the vault is full', () => {
    const { outbound } = fixture({ known: [], maxEntries: 1 });
    const outcome = outbound([message('user', `${databaseUrl} and GITHUB_TOKEN=${githubToken}`)]);
    expect(outcome.verdict === 'blocked' && outcome.blocked.error?.code).toBe('vault-full');
    expect(() => outcome.verdict === 'blocked' && outcome.blocked.approve()).toThrow(TakumoError);
  });
});

describe('what can not be scanned', () => {
  const image: Part = {
    kind: 'data',
    mime: 'image/png',
    // Large, and with a PNG's first bytes: what is not really media is no media.
    data: Uint8Array.from(
      { length: 3_000_000 },
      (_, index) => '\x89PNG\r\n\x1a\n'.charCodeAt(index) || (index * 31) & 0xff,
    ),
  };
  const pdf: Part = { kind: 'data', mime: 'application/pdf', data: new Uint8Array(100) };

  it('is sent, recorded by media type and warned about', () => {
    const exchange = fixture().send([message('user', 'look', image)]);
    expect(jsonOf(exchange).messages[0].content[1].image_url.url).toMatch(/^data:image\/png;base64,/);
    expect(exchange.warn).toBe(true);
    expect(exchange.receipt.close('sent').unscannable).toEqual(['image/png']);
  });

  it('is refused where a policy says so, except in Monitor', () => {
    const { outbound } = fixture({ policies: { settings: { unscannable: { value: 'block' } } } });
    const outcome = outbound([message('user', 'look', image)]);
    expect(outcome.verdict === 'blocked' && outcome.blocked.error?.code).toBe('unscannable-blocked');
    expect(outbound([message('user', 'look', image)], { posture: 'monitor' }).verdict).toBe('send');
  });

  it('is refused in Monitor too where an organization holds it shut', () => {
    const { outbound } = fixture({ policies: { settings: { unscannable: { value: 'block', locked: true } } } });
    const outcome = outbound([message('user', 'look', image)], { posture: 'monitor' });
    expect(outcome.verdict === 'blocked' && outcome.blocked.error?.code).toBe('unscannable-blocked');
  });

  it('is left out with a note where the model can not take it', () => {
    const exchange = fixture().send([message('user', 'look', pdf)]);
    expect(jsonOf(exchange).messages[0].content).toContain('application/pdf was left out');
  });

  it('follows the tool messages when a tool gave an image', () => {
    const exchange = fixture().send([
      message('assistant', call('c1', 'shot', {}), call('c2', 'shot', {})),
      message('user', { kind: 'tool-result', callId: 'c1', parts: [{ kind: 'text', text: 'one' }, image as never] }),
      message('user', { kind: 'tool-result', callId: 'c2', parts: [{ kind: 'text', text: 'two' }] }),
      message('user', 'and?'),
    ]);
    expect(jsonOf(exchange).messages.map(({ role }: { role: string }) => role)).toEqual([
      'assistant',
      'tool',
      'tool',
      'user',
      'user',
    ]);
  });
});

it("blocks in Monitor what an organization's locked policy blocks", () => {
  const { policies } = fixture({ mode: 'block' });
  const decide: typeof policies.decide = (finding, context) => ({ ...policies.decide(finding, context), locked: true });
  const outcome = fixture({ policies: { decide } }).outbound([message('user', canary)], { posture: 'monitor' });
  expect(outcome.verdict === 'blocked' && outcome.blocked.locked).toBe(true);
});

describe('a receipt', () => {
  it('names places, but not under ZDR, and never a value', () => {
    const messages = [message('user', `<attachment id="a" filePath="/w/a.ts">\n${canary}\n</attachment>\n`)];
    const open = fixture().send(messages).receipt.close('sent');
    const zdr = fixture().send(messages, { zdr: true }).receipt.close('sent');
    expect(open.places).toEqual(['/w/a.ts:1']);
    expect(zdr.places).toBeUndefined();
    expect(JSON.stringify([open, zdr])).not.toContain(canary);
  });
});

describe('10 MB of context', () => {
  it('is masked whole', () => {
    const { send } = fixture();
    const line = 'const value = compute(input, options); // an ordinary line of code\n';
    const text = `${line.repeat(80_000)}${canary}\n${line.repeat(80_000)}`;
    const started = performance.now();
    const exchange = send([message('user', text)]);
    expect(exchange.body.length).toBeGreaterThan(10_000_000);
    expect(bodyOf(exchange).includes(canary)).toBe(false);
    expect(tokenIn(exchange)).toMatch(/SECRET/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

it('takes a known value that is in a key of an argument', () => {
  const { send } = fixture({ known: [known(canary)] });
  const body = jsonOf(send([message('assistant', call('c', 't', { [canary]: 1 }))]));
  expect(body.messages[0].tool_calls[0].function.arguments).toMatch(/^\{"__TAKUMO_/);
});
