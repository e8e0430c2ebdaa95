/** The guarded models of vendor `takumo`: the one place where they are registered with VS Code. */
import * as vscode from 'vscode';
import { answerRequest } from './answer.ts';
import type { ChatDeps } from './dependencies.ts';
import { httpTarget } from './http-target.ts';
import { readConversation } from './lm-parts.ts';
import { type GuardedModel, readModels } from './models.ts';
import { progressReader } from './progress-reader.ts';
import { estimateTokens } from './token-count.ts';

export type {
  ChatDeps,
  HeldRequest,
  HeldToolCall,
  InboundReport,
  SentWarning,
} from './dependencies.ts';
export type { ModelProblem } from './models.ts';

const vendor = 'takumo';

/** Registers the provider. Disposing it takes the models out of the picker and ends running requests. */
export function registerGuardedModels(deps: ChatDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const running = new Set<vscode.CancellationTokenSource>();
  let models: ReadonlyMap<string, GuardedModel> = new Map();
  const read = () => {
    const { models: list, problems } = readModels(deps.getModels());
    models = new Map(list.map((model) => [model.id, model]));
    deps.onModelProblems(problems);
  };
  read();
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => [...models.values()].map(toInformation),
    async provideLanguageModelChatResponse(information, messages, options, progress, token) {
      const source = new vscode.CancellationTokenSource();
      const cancelled = token.onCancellationRequested(() => source.cancel());
      running.add(source);
      if (token.isCancellationRequested) {
        source.cancel();
      }
      try {
        const model = models.get(information.id);
        const hint: unknown = options.modelOptions?._conversationId;
        await answerRequest({
          deps,
          target: model === undefined ? undefined : httpTarget(model, () => deps.getApiKey(model)),
          conversation: readConversation(messages, options),
          ...(typeof hint === 'string' && hint !== '' ? { conversationHint: hint } : {}),
          ...(options.modelOptions === undefined ? {} : { modelOptions: options.modelOptions }),
          client: 'vscode-chat',
          reader: progressReader(progress),
          token: source.token,
        });
      } finally {
        cancelled.dispose();
        running.delete(source);
        source.dispose();
      }
    },
    provideTokenCount: async (_model, text) => estimateTokens(text),
  };
  const registered = vscode.lm.registerLanguageModelChatProvider(vendor, provider);
  // VS Code asks a provider for its models when one is needed, not when it registers: without this the picker of a new profile is empty.
  changed.fire();
  return vscode.Disposable.from(
    registered,
    deps.onDidChangeModels(() => {
      read();
      changed.fire();
    }),
    changed,
    new vscode.Disposable(() => {
      for (const source of running) {
        source.cancel();
      }
    }),
  );
}

function toInformation(model: GuardedModel): vscode.LanguageModelChatInformation {
  return {
    id: model.id,
    name: model.name,
    family: model.model,
    version: '1',
    maxInputTokens: model.maxInputTokens,
    maxOutputTokens: model.maxOutputTokens,
    capabilities: { imageInput: model.imageInput, toolCalling: model.toolCalling },
    detail: vscode.l10n.t('Guarded by Takumo'),
    tooltip: vscode.l10n.t(
      'Secrets are replaced by tokens before this model sees them: {0} at {1}',
      model.model,
      new URL(model.baseUrl).host,
    ),
  };
}
