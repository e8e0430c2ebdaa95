/** The provider between a stand-in of VS Code and a real model server on loopback, over the real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDetector } from '../../../src/engine/detect/index.ts';
import { TakumoError } from '../../../src/engine/errors.ts';
import type { GuardPolicies, GuardSession } from '../../../src/engine/guard/dependencies.ts';
import { type Posture, type Receipt, Redacted } from '../../../src/engine/model.ts';
import { createPolicySet } from '../../../src/engine/policy/set.ts';
import { createSession } from '../../../src/engine/tokenize/session.ts';
import type {
  ChatDeps,
  HeldRequest,
  HeldToolCall,
  InboundReport,
  ModelProblem,
  SentWarning,
} from '../../../src/extension/chat/provider.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';
import { type DemoModel, startDemoModel } from '../../support/demo-model.ts';
import { canary, known } from '../guard/fixture.ts';
import { picture } from '../wire/requests/rich.ts';
import { registered, vscode } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { registerGuardedModels } = await import('../../../src/extension/chat/provider.ts');

const key = ['takumo', 'Qz7', 'Xw9', 'Lp2', 'Vk5', 'test'].join('-');
let server: DemoModel;
beforeAll(async () => {
  server = await startDemoModel({ key });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

interface Provider {
  provideLanguageModelChatInformation(
    options: object,
    token: object,
  ): Promise<readonly { id: string; capabilities: object }[]>;
  provideLanguageModelChatResponse(
    model: object,
    messages: readonly object[],
    options: object,
    progress: object,
    token: object,
  ): Promise<void>;
  provideTokenCount(model: object, text: unknown): Promise<number>;
}

function entry(more: object = {}) {
  return {
    id: 'demo',
    name: 'Demo',
    api: 'openai-chat',
    baseUrl: `${server.origin}/v1`,
    model: 'takumo-demo',
    imageInput: true,
    ...more,
  };
}

interface World extends Partial<Omit<ChatDeps, 'hold'>> {
  readonly mode?: 'block' | 'warn' | 'monitor';
  readonly posture?: () => Posture;
  readonly hold?: (request: HeldRequest) => Promise<'send' | 'refuse'>;
}

/** A provider with the deps of a shell, and what it told the shell. */
function start(world: World = {}) {
  const told = {
    receipts: [] as Receipt[],
    held: [] as HeldRequest[],
    inbound: [] as InboundReport[],
    problems: [] as ModelProblem[],
    warnings: [] as SentWarning[],
  };
  const detector = createDetector();
  const session = createSession({ detector, random: systemRandom, clock: systemClock });
  session.learn([known(canary, { path: '.env', line: 3 })]);
  const set = createPolicySet({ sources: [], clock: systemClock });
  const policies: GuardPolicies = {
    decide: (finding, context) => ({ ...set.decide(finding, context), enforcement: world.mode ?? 'monitor' }),
    patternDetector: set.patternDetector.bind(set),
  };
  const changed = new vscode.EventEmitter<void>();
  const nothing = () => {};
  const { mode: _mode, hold, ...rest } = world;
  const deps: ChatDeps = {
    getModels: () => [entry()],
    onDidChangeModels: changed.event as ChatDeps['onDidChangeModels'],
    getApiKey: async () => new Redacted(key),
    session: () => session as GuardSession,
    detector: () => detector,
    policies: () => policies,
    posture: () => 'protect',
    zdr: () => false,
    hold: async (request) => {
      told.held.push(request);
      return (await hold?.(request)) ?? 'refuse';
    },
    onWarning: (warning) => told.warnings.push(warning),
    recordReceipt: (receipt) => told.receipts.push(receipt),
    onInboundFindings: (report) => told.inbound.push(report),
    onModelProblems: (problems) => told.problems.push(...problems),
    sentinel: async () => undefined,
    log: { info: nothing, warn: nothing, debug: nothing, error: nothing } as ChatDeps['log'],
    ...rest,
  };
  const disposable = registerGuardedModels(deps);
  const provider = registered.provider as unknown as Provider;
  const list = () =>
    provider.provideLanguageModelChatInformation({ silent: true }, new vscode.CancellationTokenSource().token);
  const ask = async (
    messages: readonly object[],
    options: object = {},
    source = new vscode.CancellationTokenSource(),
  ) => {
    const parts: unknown[] = [];
    const error = await provider
      .provideLanguageModelChatResponse(
        { id: 'demo' },
        messages,
        { toolMode: 1, ...options },
        { report: (part: unknown) => parts.push(part) },
        source.token,
      )
      .then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
    const text = parts.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
    const calls = parts.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
    await vi.waitFor(() => expect(told.receipts.length + (error === undefined ? 0 : 1)).toBeGreaterThan(0));
    return { text, calls, error };
  };
  return { told, provider, list, ask, disposable, session, changed };
}

const said = (role: number, ...parts: readonly (string | object)[]) => ({
  role,
  name: undefined,
  content: parts.map((part) => (typeof part === 'string' ? new vscode.LanguageModelTextPart(part) : part)),
});
const user = (...parts: readonly (string | object)[]) => said(1, ...parts);
const secretQuestion = [said(3, 'Be brief.'), user(`what is ${canary}?`)];

describe('a request of the chat', () => {
  it('sends tokens, shows values, and leaves a receipt', async () => {
    const { ask, told } = start();
    server.script({ steps: [{ text: 'It is {{token 0}}.', every: 2 }, { finish: 'stop' }] });
    const { text } = await ask(secretQuestion);
    expect(text).toBe(`It is ${canary}.`);
    const [request] = server.requests();
    expect(request!.body).not.toContain(canary);
    expect(JSON.parse(request!.body).messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
    expect(request!.headers.authorization).toBe(`Bearer ${key}`);
    expect(told.receipts).toHaveLength(1);
    expect(told.receipts[0]).toMatchObject({
      decision: 'sent',
      surface: 'chat',
      tokensRestored: 1,
      byCategory: { SECRET: 1 },
      provider: new URL(server.origin).host,
    });
    expect(told.receipts[0]!.bytesOut).toBe(Buffer.byteLength(request!.body));
  });

  it('keeps tokens in prose under ZDR, and places out of the receipt', async () => {
    const { ask, told } = start({ zdr: () => true });
    server.script({ steps: [{ text: '{{token 0}} ' }, { finish: 'stop' }] });
    expect((await ask(secretQuestion)).text).toMatch(/^__TAKUMO_/);
    expect(told.receipts[0]!.places).toBeUndefined();
  });

  it("does not forward VS Code's own options, but a caller's", async () => {
    const { ask } = start();
    await ask([user('hi')], { modelOptions: { _conversationId: 'c1', temperature: 0.25, model: 'other' } });
    const body = JSON.parse(server.requests()[0]!.body);
    expect(body).toMatchObject({ temperature: 0.25, model: 'takumo-demo', stream: true });
    expect(body._conversationId).toBeUndefined();
  });

  it('masks its own key', async () => {
    const { ask } = start();
    await ask([user(`my key is ${key}`)]);
    expect(server.requests()[0]!.body).not.toContain(key);
  });

  it('sends images as such, text in data parts as text, and no book-keeping', async () => {
    const { ask, told } = start();
    const data = (text: string, mime: string) => new vscode.LanguageModelDataPart(new TextEncoder().encode(text), mime);
    await ask([
      user(
        'look',
        new vscode.LanguageModelDataPart(picture, 'image/png'),
        data('no picture', 'image/png'),
        data(`A=${canary}`, 'text/plain'),
        data('{}', 'cache_control'),
        data('x', 'stateful_marker'),
        data('%PDF', 'application/pdf'),
      ),
    ]);
    const [message] = JSON.parse(server.requests()[0]!.body).messages;
    expect(message.content.map(({ type }: { type: string }) => type)).toEqual([
      'text',
      'image_url',
      'text',
      'text',
      'text',
    ]);
    expect(message.content[2].text).toContain('image/png was left out');
    expect(message.content[3].text).toMatch(/^A=__TAKUMO_/);
    expect(message.content[4].text).toContain('application/pdf was left out');
    expect(told.receipts[0]!.unscannable).toEqual(['image/png']);
    expect(told.warnings[0]!.unscannable).toEqual(['image/png']);
  });

  it('keeps the token of a command when a person says so', async () => {
    const { ask } = start({ holdToolCall: async () => 'keep' });
    server.script({
      steps: [{ calls: [{ id: 'c1', name: 'run_in_terminal', arguments: '{"command":"echo {{token 0}}"}' }] }],
    });
    const { calls } = await ask(secretQuestion, { tools: [{ name: 'run_in_terminal', description: 'Runs.' }] });
    expect(calls).toMatchObject([
      { input: { command: expect.stringMatching(/^echo __TAKUMO_v1_[A-Z]+_[0-9a-f]+__$/) } },
    ]);
  });

  it('restores tool calls that a person allows and reports where values go', async () => {
    const asked: HeldToolCall[] = [];
    const { ask, told } = start({
      holdToolCall: async (call) => {
        asked.push(call);
        return 'restore';
      },
    });
    server.script({
      steps: [
        { calls: [{ id: 'c1', name: 'run_in_terminal', arguments: '{"command":"curl -H {{token 0}} x"}' }], every: 3 },
      ],
    });
    const { calls } = await ask(secretQuestion, { tools: [{ name: 'run_in_terminal', description: 'Runs.' }] });
    expect(calls).toEqual([
      expect.objectContaining({
        callId: 'c1',
        name: 'run_in_terminal',
        input: { command: expect.stringContaining(canary) },
      }),
    ]);
    expect(asked).toMatchObject([{ tool: 'run_in_terminal', sink: 'shell' }]);
    expect(told.inbound).toMatchObject([{ kind: 'sink', tool: 'run_in_terminal', findings: [{ rule: 'shell-sink' }] }]);
    expect(told.receipts[0]).toMatchObject({ surface: 'agent', findings: ['shell-sink'] });
  });

  it('names the run of a tool call, which lasts until the next message, and the secrets that it carries', async () => {
    const asked: HeldToolCall[] = [];
    const { ask } = start({
      holdToolCall: async (call) => {
        asked.push(call);
        return 'keep';
      },
    });
    const tools = { tools: [{ name: 'mcp_any_save', description: 'Saves.' }] };
    const calls = {
      steps: [{ calls: [{ id: 'c1', name: 'mcp_any_save', arguments: '{"text":"note: {{token 0}}"}' }] }],
    };
    server.script(calls, calls, calls);
    await ask(secretQuestion, tools);
    const after = [
      ...secretQuestion,
      said(2, new vscode.LanguageModelToolCallPart('c1', 'mcp_any_save', { text: 'x' })),
      user(new vscode.LanguageModelToolResultPart('c1', [new vscode.LanguageModelTextPart('saved')])),
    ];
    await ask(after, tools);
    await ask([...after, said(2, 'Done.'), user(`what is ${canary}?`)], tools);
    const [first, second, third] = asked;
    expect(first).toMatchObject({ sink: 'tool', modelName: 'Demo', tokens: [expect.stringMatching(/^__TAKUMO_/)] });
    expect(first!.preview).toBe(`note: ${first!.tokens[0]}`);
    expect(second!.run).toBe(first!.run);
    expect(third!.run).not.toBe(first!.run);
  });

  it('has Sentinel look at code blocks and written files', async () => {
    const seen: string[] = [];
    const sentinel = async () => ({
      review: async ({ language, path }: { language: string; path?: string }) => {
        seen.push(`${language} ${path ?? ''}`);
        return { findings: [{ rule: 'sql-built-query', message: 'No.', severity: 'error' as const, line: 1 }], ms: 1 };
      },
    });
    const { ask, told } = start({ sentinel });
    server.script({
      steps: [
        { text: 'See:\n```py\nx = 1\n```\n', every: 3 },
        { calls: [{ id: 'c', name: 'create_file', arguments: '{"filePath":"/w/a.ts","content":"let a"}' }] },
      ],
    });
    await ask([user('hi')], { tools: [{ name: 'create_file', description: 'Writes.' }] });
    await vi.waitFor(() => expect(told.receipts).toHaveLength(1));
    expect(seen).toEqual(['py ', 'ts /w/a.ts']);
    expect(told.inbound.map(({ path }) => path)).toEqual([undefined, '/w/a.ts']);
    expect(told.receipts[0]!.findings).toEqual(['sql-built-query']);
  });

  it('does not call a secret of the request, restored in the answer, a weakness of the answer', async () => {
    const sentinel = async () => ({
      review: async ({ text }: { text: string }) => ({
        findings: [
          { rule: 'secret/own', message: 'A secret.', severity: 'error' as const, start: 5, end: text.indexOf("'", 5) },
          { rule: 'secret/other', message: 'A secret.', severity: 'error' as const, start: 0, end: 3 },
        ],
        ms: 1,
      }),
    });
    const { ask, told } = start({ sentinel });
    server.script({ steps: [{ text: "See:\n```js\nk = '{{token 0}}'; x = 1\n```\n", every: 3 }] });
    await ask(secretQuestion);
    await vi.waitFor(() => expect(told.receipts).toHaveLength(1));
    expect(told.receipts[0]!.findings).toEqual(['secret/other']);
    expect(told.inbound).toMatchObject([{ findings: [{ rule: 'secret/other' }] }]);
  });

  it('sends as it is while paused, with a receipt that says unguarded', async () => {
    const { ask, told } = start({ posture: () => 'paused', mode: 'block' });
    await ask(secretQuestion);
    expect(server.requests()[0]!.body).toContain(canary);
    expect(told.receipts[0]!.decision).toBe('unguarded');
  });

  it('counts tokens of texts and messages', async () => {
    const { provider } = start();
    expect(await provider.provideTokenCount({}, 'x'.repeat(360))).toBe(100);
    expect(await provider.provideTokenCount({}, '日本語')).toBe(3);
    expect(await provider.provideTokenCount({}, user('x'.repeat(36)))).toBe(14);
  });
});

describe('a blocked request', () => {
  it('is answered with what was found and sends nothing', async () => {
    const { ask, told } = start({ mode: 'block' });
    const { text } = await ask([
      user(`<attachment id="a" filePath="/w/src/a.ts">\n\nconst x = '${canary}';\n</attachment>\n`),
    ]);
    expect(text).toContain('`src/a.ts:2`');
    expect(text).toContain('`.env:3`');
    expect(text).not.toContain(canary);
    expect(server.requests()).toHaveLength(0);
    expect(told.receipts).toMatchObject([{ decision: 'blocked', bytesOut: 0, enforcement: 'block' }]);
  });

  it('is sent when a person says so, and the run is asked once', async () => {
    const { ask, told } = start({ mode: 'block', hold: async () => 'send' });
    const conversation = { modelOptions: { _conversationId: 'c1' } };
    await ask(secretQuestion, conversation);
    const found = new vscode.LanguageModelToolResultPart('t1', [
      new vscode.LanguageModelTextPart(`PASSWORD=${canary}${canary}`),
    ]);
    const run = [...secretQuestion, said(2, new vscode.LanguageModelToolCallPart('t1', 'read_file', {})), user(found)];
    await ask(run, conversation);
    // A later turn: what was approved is not asked about again.
    await ask([...run, said(2, 'ok'), user('and now?')], conversation);
    expect(told.held).toHaveLength(1);
    await ask(secretQuestion, { modelOptions: { _conversationId: 'c2' } });
    expect(told.held).toHaveLength(2);
    for (const { body } of server.requests()) {
      expect(body).not.toContain(canary);
    }
  });

  it('is asked about again when the person adds something new, also while the first question is open', async () => {
    const other = canary.split('').reverse().join('');
    const { ask, told } = start({
      mode: 'block',
      hold: (request) =>
        new Promise((resolve) => setTimeout(resolve, 20, request.findings.length > 1 ? 'refuse' : 'send')),
    });
    const conversation = { modelOptions: { _conversationId: 'c1' } };
    const more = [...secretQuestion, said(2, 'ok'), user(`and PASSWORD=${other}`)];
    await Promise.all([ask(secretQuestion, conversation), ask(more, conversation)]);
    expect(told.held).toHaveLength(2);
    expect(server.requests()).toHaveLength(1);
    await ask(more, conversation);
    expect(told.held).toHaveLength(3);
    expect(server.requests()).toHaveLength(1);
  });

  it('asks once for requests of a conversation at the same time', async () => {
    const { ask, told } = start({
      mode: 'block',
      hold: () => new Promise((resolve) => setTimeout(resolve, 30, 'send')),
    });
    await Promise.all([ask(secretQuestion), ask(secretQuestion)]);
    expect(told.held).toHaveLength(1);
    expect(server.requests()).toHaveLength(2);
  });

  it('leaves its own notices out of what it sends later', async () => {
    const { ask } = start({ mode: 'block' });
    const { text } = await ask(secretQuestion);
    await ask([user('first'), said(2, text), user('second')]);
    const { messages } = JSON.parse(server.requests()[0]!.body);
    expect(messages.map(({ content }: { content: string }) => content)).toEqual(['first', 'second']);
  });

  it('is not offered when an organization refuses', async () => {
    const refusal = () => new TakumoError('outbound-refused', 'The policy has expired.');
    const { ask, told } = start({ policies: () => ({ decide: () => ({}) as never, refusal }) });
    expect((await ask([user('hi')])).text).toContain('The policy has expired');
    expect(told.held).toHaveLength(0);
    expect(server.requests()).toHaveLength(0);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['401', { status: 401 }, /refused the API key/],
    ['429', { status: 429, headers: { 'retry-after': '12' } }, /wait 12 seconds/],
    ['500', { status: 500 }, /answered with an error/],
    ['a cut stream', { steps: [{ text: 'half' }, { cut: true as const }] }, /broke off/],
  ])('is said in the chat, without a stack: %s', async (_name, script, expected) => {
    const { ask, told } = start();
    server.script(script);
    const { error } = await ask(secretQuestion);
    expect(error?.message).toMatch(expected);
    expect(error?.stack).toBeUndefined();
    await vi.waitFor(() => expect(told.receipts).toMatchObject([{ decision: 'failed' }]));
  });

  it('shows what came before the stream was cut', async () => {
    const { ask } = start();
    server.script({ steps: [{ text: 'half of {{token 0}} and __TAK' }, { end: true }] });
    const { text, error } = await ask(secretQuestion);
    expect(text).toBe(`half of ${canary} and __TAK`);
    expect(error?.message).toMatch(/cut off/);
  });

  it("takes secrets out of a provider's words", async () => {
    const { ask } = start();
    server.script({ status: 400, body: { error: { message: `I did not like ${canary} and ${key}` } } });
    const { error } = await ask([user('hello')]);
    expect(error?.message).toContain('I did not like __TAKUMO_');
    expect(error?.message).not.toContain(key);
  });

  it('names the field of a broken model, and the others live', async () => {
    const { told, list } = start({
      getModels: () => [
        entry(),
        entry({ id: 'b', baseUrl: 'http://api.example.com/v1' }),
        entry({ id: 'c', maxInputTokens: 'many', colour: 1 }),
        'text',
        entry(),
      ],
    });
    expect((await list()).map(({ id }) => id)).toEqual(['demo']);
    expect(told.problems.map(({ field }) => field)).toEqual([
      'takumo.models[1].baseUrl',
      'takumo.models[2].colour',
      'takumo.models[2].maxInputTokens',
      'takumo.models[3]',
      'takumo.models[4].id',
    ]);
  });

  it.each([
    'ftp://example.com',
    'not an address',
    'https://user:pass@example.com/v1',
    'https://example.com/v1?x=1',
    'http://127.0.0.1.example.com/v1',
    'http://localhost.example.com',
    'http://10.0.0.1/v1',
  ])('refuses the address %s', (baseUrl) => {
    expect(start({ getModels: () => [entry({ baseUrl })] }).told.problems).toHaveLength(1);
  });

  it('says which key is missing', async () => {
    const { ask } = start({ getModels: () => [entry({ apiKeyEnv: 'SOME_KEY' })], getApiKey: async () => undefined });
    expect((await ask([user('hi')])).error?.message).toMatch(/no API key for Demo.*SOME_KEY/);
    expect(server.requests()).toHaveLength(0);
  });

  it('says that a model is gone from the settings', async () => {
    let entries: unknown[] = [entry()];
    const { ask, changed } = start({ getModels: () => entries });
    entries = [];
    changed.fire();
    expect((await ask([user('hi')])).error?.message).toMatch(/no longer configured/);
  });

  it('cancels quietly and lets the provider go', async () => {
    const { ask } = start();
    server.script({ steps: [{ text: 'never ' }, { hang: true }] });
    const source = new vscode.CancellationTokenSource();
    setTimeout(() => source.cancel(), 150);
    const { error, text } = await ask([user('hi')], {}, source);
    expect(error).toBeUndefined();
    expect(text).toBe('never ');
    await vi.waitFor(() => expect(server.requests()[0]!.state).toBe('closed'));
  });

  it('ends what runs when the provider is disposed', async () => {
    const { ask, disposable } = start();
    server.script({ steps: [{ hang: true }] });
    setTimeout(() => disposable.dispose(), 150);
    expect((await ask([user('hi')])).error).toBeUndefined();
  });
});
