/** `@takumo` over the real engine and the real guard, with a model of another extension that records what it gets. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDetector } from '../../../src/engine/detect/index.ts';
import type { GuardPolicies, GuardSession } from '../../../src/engine/guard/dependencies.ts';
import type { Receipt } from '../../../src/engine/model.ts';
import { createPolicySet } from '../../../src/engine/policy/set.ts';
import { createSession } from '../../../src/engine/tokenize/session.ts';
import { Holds } from '../../../src/extension/hold/holds.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';
import { fakeModel, world } from '../forward/vscode.ts';
import { canary, known, spellings, written } from '../guard/fixture.ts';
import {
  ChatRequestTurn,
  ChatResponseMarkdownPart,
  ChatResponseTurn,
  executed,
  files,
  Location,
  Range,
  told,
  Uri,
  vscode,
} from './vscode.ts';

vi.mock('vscode', () => vscode);
const { Participant } = await import('../../../src/extension/participant/index.ts');
const { answerRequest, conversationName } = await import('../../../src/extension/chat/answer.ts');

const Text = vscode.LanguageModelTextPart;

beforeEach(() => {
  files.clear();
  executed.length = 0;
  told.length = 0;
  world.models = [];
});

interface Setup {
  readonly mode?: 'block' | 'monitor';
  readonly locked?: boolean;
  readonly zdr?: boolean;
}

function start({ mode = 'monitor', locked = false, zdr = false }: Setup = {}) {
  const detector = createDetector();
  const session = createSession({ detector, random: systemRandom, clock: systemClock });
  session.learn([known(canary, { path: '.env', line: 3 })]);
  const set = createPolicySet({ sources: [], clock: systemClock });
  const policies = {
    ...set,
    decide: (finding: never, context: never) => ({ ...set.decide(finding, context), enforcement: mode, locked }),
    patternDetector: set.patternDetector.bind(set),
    describe: set.describe.bind(set),
    refusal: set.refusal.bind(set),
  } as unknown as GuardPolicies;
  const always = new Set<string>();
  const holds = new Holds(
    {
      has: (mark) => always.has(mark),
      add: (marks) => {
        for (const mark of marks) always.add(mark);
      },
      clear: () => always.clear(),
    },
    () => Date.now(),
  );
  const receipts: Receipt[] = [];
  const nothing = () => {};
  const log = { info: nothing, warn: nothing, debug: nothing, error: nothing };
  const chat = {
    session: () => session as GuardSession,
    detector: () => detector,
    policies: () => policies,
    posture: () => 'protect',
    zdr: () => zdr,
    hold: async (held: {
      conversation: string;
      modelName: string;
      findings: readonly { token?: string }[];
      onWaiting?: (id: number) => void;
    }) => {
      const request = {
        surface: 'participant' as const,
        model: held.modelName,
        detections: [],
        locked: false,
        fingerprints: held.findings.map(({ token }) => token ?? ''),
        run: held.conversation,
        inAnswer: true,
      };
      const listener = holds.onDidAsk((waiting) => waiting.request === request && held.onWaiting?.(waiting.id));
      const outcome = await holds.ask(request, { seconds: 0.3 });
      listener.dispose();
      return outcome === 'send' ? 'send' : 'refuse';
    },
    recordReceipt: (receipt: Receipt) => receipts.push(receipt),
    onInboundFindings: nothing,
    onWarning: nothing,
    sentinel: async () => undefined,
    log,
  };
  const shell = {
    holds,
    policies: { get: async () => policies },
    detector: async () => detector,
    session: { get: async () => session },
    receipts: {
      get session() {
        return receipts;
      },
    },
    state: { posture: 'protect', zdr },
    organization: { name: undefined },
    log,
  };
  const takumo = new Participant({ shell, chat, answer: answerRequest, conversationName } as never);
  const model = fakeModel('one');
  world.models = [model];
  const turns: object[] = [];
  /** Asks, and keeps the turn as the chat would. */
  const ask = async (
    prompt: string,
    more: { references?: object[]; command?: string; model?: object; during?: (shown: Shown) => void } = {},
  ) => {
    const shown = stream(() => more.during?.(shown));
    const request = {
      prompt,
      command: more.command,
      references: more.references ?? [],
      toolReferences: [],
      model: more.model ?? model,
    };
    const source = new vscode.CancellationTokenSource();
    const result = (await takumo.handle(
      request as never,
      { history: turns } as never,
      shown as never,
      source.token as never,
    )) as {
      metadata: { takumo: { sent: boolean; about: string; conversation: string } };
      errorDetails?: { message: string };
    };
    turns.push(
      new ChatRequestTurn(prompt, more.references),
      new ChatResponseTurn([new ChatResponseMarkdownPart(shown.text)], result),
    );
    return { result, shown };
  };
  return { ask, model, takumo, holds, receipts, session, always };
}

interface Shown {
  text: string;
  readonly buttons: { readonly command: string; readonly title: string; readonly arguments?: readonly unknown[] }[];
  readonly anchors: { readonly title: string; readonly value: Location }[];
  /** By `progress`. */
  readonly said: readonly string[];
}

function stream(onButton: () => void): Shown {
  const said: string[] = [];
  const shown: Shown & Record<string, unknown> = {
    text: '',
    buttons: [],
    anchors: [],
    said,
    markdown: (text: string) => {
      shown.text += text;
    },
    button: (button: Shown['buttons'][number]) => {
      (shown.buttons as object[]).push(button);
      onButton();
    },
    anchor: (value: Location, title: string) => (shown.anchors as object[]).push({ value, title }),
    reference: () => undefined,
    progress: (text: string) => said.push(text),
  };
  return shown;
}

const file = (path: string) => ({ id: 'vscode.file', value: new Uri(path) });
const sentText = (model: ReturnType<typeof fakeModel>, at = 0) => JSON.stringify(model.sent[at]);
const noneOf = (text: string) => spellings(canary).filter((spelling) => text.includes(spelling));

describe('a question', () => {
  it('leaves with tokens in whatever form the secret came, and comes back with values', async () => {
    for (const spelled of written(canary)) {
      files.set('/w/src/a.ts', `const a = '${spelled}';\nconst b = 2;\n`);
      const { ask, model } = start();
      model.script = [[new Text('ok')]];
      const { result } = await ask(`What is ${spelled}?`, {
        references: [file('/w/src/a.ts'), { id: 'text', name: 'terminal', value: `$ echo ${spelled}` }],
      });
      expect(result.errorDetails).toBeUndefined();
      expect(noneOf(sentText(model))).toEqual([]);
      expect(sentText(model)).toMatch(/__TAKUMO_v1_/);
      expect(result.metadata.takumo).toMatchObject({ sent: true, about: 'answer' });
      expect(noneOf(JSON.stringify(result))).toEqual([]);
    }
  });

  it('shows values in the answer; under ZDR tokens, with a button that asks before it reveals', async () => {
    for (const zdr of [false, true]) {
      const { ask, model, session } = start({ zdr });
      const token = session.mask({ leaves: [{ text: canary }] }).texts[0]!;
      model.script = [[new Text(`It is \`${token.slice(0, 9)}`), new Text(`${token.slice(9)}\`.`)]];
      const { shown } = await ask(`What is ${canary}?`);
      expect(shown.text.includes(canary)).toBe(!zdr);
      expect(shown.buttons.map(({ command }) => command)).toEqual(zdr ? ['takumo.revealToken'] : []);
    }
  });

  it('goes on with its own turns, values in them as tokens again, and nothing that @takumo said', async () => {
    files.set('/w/src/a.ts', `const a = '${canary}';\n`);
    const { ask, model } = start();
    model.script = [[new Text('First answer.')], [new Text('Second.')]];
    await ask('One', { references: [file('/w/src/a.ts')] });
    await ask('', { command: 'help' });
    await ask('Two', { references: [file('/w/src/a.ts')] });
    const [first, second] = model.sent;
    expect(second!.messages.slice(0, 2)).toEqual(first!.messages);
    expect(second!.messages).toHaveLength(4);
    const last = JSON.stringify(second!.messages.slice(2));
    expect(last).toContain('First answer.');
    expect(last).not.toContain('attachment');
    expect(last).not.toContain('/scan');
  });

  it('is passed on as it is to a guarded model: it guards by itself', async () => {
    const { ask, receipts } = start({ mode: 'block' });
    const guarded = fakeModel('demo', 'takumo');
    guarded.script = [[new Text('ok')]];
    const { result } = await ask(`What is ${canary}?`, { model: guarded });
    expect(JSON.stringify(guarded.sent[0]!.messages)).toContain(canary);
    expect(guarded.sent[0]!.options).toMatchObject({
      modelOptions: { _conversationId: result.metadata.takumo.conversation },
    });
    expect(receipts).toEqual([]);
  });

  it('names what it does not read, and reads selections with their place', async () => {
    files.set('/w/src', undefined);
    files.set('/w/big.txt', 'x'.repeat(600_000));
    files.set('/w/src/a.ts', 'one\ntwo\nthree\n');
    const { ask, model } = start();
    model.script = [[new Text('ok')]];
    const { shown } = await ask('What?', {
      references: [
        file('/w/src'),
        file('/w/big.txt'),
        { id: 'x', name: 'a commit', value: { odd: true } },
        { id: 'sel', value: new Location(new Uri('/w/src/a.ts'), new Range(1, 0, 2, 5)) },
        {
          id: 'p',
          name: 'problems',
          value: {
            diagnostics: [
              [new Uri('/w/src/a.ts'), [{ range: new Range(2, 0, 2, 1), severity: 0, message: 'No good' }]],
            ],
          },
        },
      ],
    });
    expect(shown.said.join('\n')).toMatch(/a commit was not read[\s\S]*big[\s\S]*too large[\s\S]*src is a folder/);
    const sent = sentText(model);
    expect(sent).toContain('Excerpt from src/a.ts, lines 2 to 3:');
    expect(sent).toContain('src/a.ts:3: error: No good');
    expect(sent).not.toContain('xxxx');
  });
});

describe('a question that is held', () => {
  it('waits in its turn with buttons that carry ids alone; one press sends it, once', async () => {
    const { ask, model, takumo, holds } = start({ mode: 'block' });
    model.script = [[new Text('answered')]];
    let pressed: Promise<boolean> | undefined;
    const { shown, result } = await ask(`What is ${canary}?`, {
      during: ({ buttons }) => {
        pressed ??= Promise.resolve().then(() => takumo.sendHeld(...(buttons[0]!.arguments as [unknown, unknown])));
      },
    });
    expect(await pressed).toBe(true);
    expect(shown.buttons.map(({ title }) => title)).toEqual(['Send with Tokens', 'Always Send with Tokens Here']);
    expect(noneOf(JSON.stringify([shown.buttons, shown.text, result]))).toEqual([]);
    expect(shown.text).toContain('answered');
    expect(result.metadata.takumo).toMatchObject({ sent: true, about: 'answer' });
    expect(model.sent).toHaveLength(1);
    expect(noneOf(sentText(model))).toEqual([]);
    expect(holds.waiting).toEqual([]);
    expect(await takumo.sendHeld(...(shown.buttons[0]!.arguments as [unknown, unknown]))).toBe(false);
    expect(told.at(-1)).toMatch(/no longer held/);
    expect(model.sent).toHaveLength(1);
  });

  it('is sent as it was in a turn of its own when the first is over, once, by nothing but the words of the button', async () => {
    const { ask, model, takumo, always } = start({ mode: 'block' });
    model.script = [[new Text('late')], [new Text('other')]];
    const { shown, result } = await ask(`What is ${canary}?`);
    expect(result.metadata.takumo).toMatchObject({ sent: false, about: 'blocked' });
    expect(model.sent).toHaveLength(0);
    const [id] = shown.buttons[1]!.arguments as [string, string];
    expect(await takumo.sendHeld(id, 'always')).toBe(true);
    const { query } = executed.at(-1)![1] as { query: string };
    expect(noneOf(query)).toEqual([]);
    const prompt = query.replace('@takumo ', '');
    const again = await ask(prompt);
    expect(again.shown.text).toContain('late');
    expect(sentText(model)).toContain('What is __TAKUMO_v1_');
    expect(sentText(model)).not.toContain('held question');
    expect(always.size).toBe(1);
    const third = await ask(prompt);
    expect(third.shown.text).toMatch(/no longer held/);
    expect(model.sent).toHaveLength(1);
  });

  it('is no history until it was sent', async () => {
    const { ask, model } = start({ mode: 'block' });
    await ask(`What is ${canary}?`);
    model.script = [[new Text('ok')]];
    await ask('And what is this?');
    expect(model.sent[0]!.messages).toHaveLength(2);
  });

  it('has no buttons where an organization locks it', async () => {
    const { ask, model } = start({ mode: 'block', locked: true });
    const { shown } = await ask(`What is ${canary}?`);
    expect(shown.buttons).toEqual([]);
    expect(shown.text).toMatch(/organization's policy does not allow/);
    expect(model.sent).toHaveLength(0);
  });

  it('is forgotten with the session', async () => {
    const { ask, takumo } = start({ mode: 'block' });
    const { shown } = await ask(`What is ${canary}?`);
    takumo.forget();
    expect(await takumo.sendHeld(...(shown.buttons[0]!.arguments as [unknown, unknown]))).toBe(false);
  });
});

describe('the commands', () => {
  it('/scan: takes nothing for attached that the chat has added by itself', async () => {
    const { ask } = start();
    const index = { id: 'vscode.customizations.index', name: 'prompt:customizationsIndex', value: 'instructions' };
    const { shown } = await ask('', { command: 'scan', references: [index] });
    expect(shown.text).toContain('There is nothing to look at');
    expect(shown.text).not.toContain('No secrets found');
  });

  it('/scan: what and where, never a value', async () => {
    const token = `gh${'p_'}${'aB3dE5fG7hI9'.repeat(3)}`;
    files.set('/w/src/a.ts', `\nconst t = '${token}';\nconst c = '${canary}';\n`);
    const { ask, session } = start();
    const before = session.report();
    const { shown, result } = await ask('', { command: 'scan', references: [file('/w/src/a.ts')] });
    expect(shown.anchors.map(({ title }) => title)).toEqual(['src/a.ts:2', 'src/a.ts:3']);
    expect(shown.text).not.toContain(token);
    expect(noneOf(shown.text)).toEqual([]);
    expect(shown.text).toContain('.env:3');
    expect(session.report()).toEqual(before);
    expect(result.metadata.takumo).toMatchObject({ sent: false, about: 'scan' });
  });

  it('/receipt: of this conversation alone', async () => {
    const { ask, model, receipts } = start();
    model.script = [[new Text('ok')]];
    expect((await ask('', { command: 'receipt' })).shown.text).toMatch(/Nothing has left/);
    await ask(`What is ${canary}?`);
    receipts.push({ ...receipts[0]!, conversation: 'another', model: 'elsewhere' });
    const { shown } = await ask('', { command: 'receipt' });
    expect(shown.text).toMatch(/\*\*Sent\*\*[\s\S]*SECRET 1/);
    expect(shown.text).not.toContain('elsewhere');
    expect(shown.buttons.map(({ command }) => command)).toEqual(['takumo.showWhatLeft']);
  });

  it('/policy and /help need no model', async () => {
    const { ask, model } = start();
    expect((await ask('', { command: 'policy' })).shown.text).toContain('known-values');
    expect((await ask('', { command: 'help' })).shown.text).toContain('/review');
    expect(model.sent).toHaveLength(0);
  });
});
