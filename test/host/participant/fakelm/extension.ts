/** A second extension with models of its own: they record what reaches them, and answer by script. Without one they echo. */
import * as vscode from 'vscode';
import { commands, type FakePart, type FakeRequest, type FakeStep } from './script.ts';

const later = vscode as unknown as {
  readonly LanguageModelThinkingPart?: new (
    value: string,
    id?: string,
    metadata?: Readonly<Record<string, unknown>>,
  ) => vscode.LanguageModelTextPart;
  readonly LanguageModelDataPart?: new (data: Uint8Array, mime: string) => vscode.LanguageModelTextPart;
};
const usual = ['fake-small', 'fake-large'];

export function activate(context: vscode.ExtensionContext): void {
  const changed = new vscode.EventEmitter<void>();
  let models: readonly string[] = usual;
  let answers: (readonly FakeStep[])[] = [];
  let received: Recorded[] = [];
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () =>
      models.map((id) => ({
        id,
        name: id === 'fake-small' ? 'Fake Small' : 'Fake Large',
        family: 'fake',
        version: '1',
        maxInputTokens: 100_000,
        maxOutputTokens: 8000,
        capabilities: { imageInput: true, toolCalling: true },
      })),
    async provideLanguageModelChatResponse(model, messages, options, progress, token) {
      const request = record(model.id, messages, options);
      received.push(request);
      token.onCancellationRequested(() => {
        request.cancelled = true;
      });
      const tokens = [...new Set(request.whole.match(/__TAKUMO_v1_[A-Z]+_[0-9a-f]+__/g) ?? [])];
      const fill = (text: string) =>
        text.replace(/\{\{token (\d+)\}\}/g, (_, index) => tokens[Number(index)] ?? 'none');
      const steps = answers.shift() ?? [
        { text: `I saw ${tokens.length} placeholders.\n\n\`\`\`text\n${tokens.join('\n')}\n\`\`\`\n` },
      ];
      for (const step of steps) await play(step, fill, progress, token);
    },
    provideTokenCount: async (_model, text) => JSON.stringify(text).length / 4,
  };
  context.subscriptions.push(
    changed,
    vscode.lm.registerLanguageModelChatProvider('fakelm', provider),
    vscode.commands.registerCommand(commands.script, (next: readonly (readonly FakeStep[])[]) => {
      answers = [...next];
    }),
    vscode.commands.registerCommand(commands.received, (): readonly FakeRequest[] => received),
    vscode.commands.registerCommand(commands.models, (ids: readonly string[]) => {
      models = ids;
      changed.fire();
    }),
    vscode.commands.registerCommand(commands.reset, () => {
      answers = [];
      received = [];
      models = usual;
      changed.fire();
    }),
  );
  changed.fire();
}

type Recorded = { -readonly [Key in keyof FakeRequest]: FakeRequest[Key] };

function record(
  model: string,
  messages: readonly vscode.LanguageModelChatRequestMessage[],
  options: vscode.ProvideLanguageModelChatResponseOptions,
): Recorded {
  const all = messages.map(({ role, content }) => ({ role, parts: content.map(toPart) }));
  return {
    model,
    messages: all,
    tools: (options.tools ?? []).map(({ name }) => name),
    whole: JSON.stringify([all, options.tools, options.modelOptions]),
    cancelled: false,
  };
}

function toPart(part: unknown): FakePart {
  const json = JSON.stringify(part);
  if (part instanceof vscode.LanguageModelTextPart) return { kind: 'text', json };
  if (part instanceof vscode.LanguageModelToolCallPart) return { kind: 'call', json };
  if (part instanceof vscode.LanguageModelToolResultPart) return { kind: 'result', json };
  if (later.LanguageModelThinkingPart !== undefined && part instanceof later.LanguageModelThinkingPart)
    return { kind: 'thinking', json };
  if (later.LanguageModelDataPart !== undefined && part instanceof later.LanguageModelDataPart)
    return { kind: 'data', json };
  return { kind: 'other', json };
}

async function play(
  step: FakeStep,
  fill: (text: string) => string,
  progress: vscode.Progress<vscode.LanguageModelResponsePart>,
  token: vscode.CancellationToken,
): Promise<void> {
  if ('text' in step) {
    const text = fill(step.text);
    const size = step.every ?? text.length;
    for (let from = 0; from < text.length; from += size)
      progress.report(new vscode.LanguageModelTextPart(text.slice(from, from + size)));
  } else if ('thinking' in step) {
    if (later.LanguageModelThinkingPart !== undefined)
      progress.report(new later.LanguageModelThinkingPart(fill(step.thinking), step.id, step.metadata));
  } else if ('call' in step) {
    const { id, name, input } = step.call;
    progress.report(new vscode.LanguageModelToolCallPart(id, name, JSON.parse(fill(JSON.stringify(input))) as object));
  } else if ('data' in step) {
    if (later.LanguageModelDataPart !== undefined)
      progress.report(new later.LanguageModelDataPart(new TextEncoder().encode(step.data), step.mime));
  } else if ('hang' in step) {
    await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
  } else {
    throw failure(step.error);
  }
}

function failure(kind: string): Error {
  if (kind === 'NoPermissions') return vscode.LanguageModelError.NoPermissions('the person said no');
  if (kind === 'Blocked') return vscode.LanguageModelError.Blocked('by a filter');
  if (kind === 'NotFound') return vscode.LanguageModelError.NotFound('gone');
  const error = new Error(
    kind === 'quota' ? 'You have used up your allowance.' : kind === 'rate' ? 'Slow down.' : 'It broke.',
  );
  if (kind === 'quota') error.name = 'ChatQuotaExceeded';
  if (kind === 'rate') error.name = 'ChatRateLimited';
  return error;
}
