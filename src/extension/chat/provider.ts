/** The guarded models of vendor `takumo`: the one place where they are registered with VS Code. */
import * as vscode from 'vscode';
import { answerRequest } from './answer.ts';
import type { ChatDeps } from './dependencies.ts';
import { readConversation } from './lm-parts.ts';
import { progressReader } from './progress-reader.ts';
import { settingsSource } from './settings-source.ts';
import type { Target } from './target.ts';
import { Targets } from './targets.ts';
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

/**
 * Registers the provider: the models of the settings, and those of the other sources of `targets`. Disposing it takes the models out of
 * the picker and ends running requests.
 */
export function registerGuardedModels(deps: ChatDeps, targets = new Targets()): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const answers = new Answers(deps);
  const fromSettings = settingsSource(deps);
  const added = targets.add(fromSettings);
  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: ({ silent }, token) => {
      if (!silent) {
        // A person chose "Takumo" under Add Models.
        void vscode.commands.executeCommand('takumo.addModel');
      }
      return targets.list({ silent }, token, (error) => deps.log.error('models could not be listed', error));
    },
    provideLanguageModelChatResponse: (information, messages, options, progress, token) =>
      answers.answer(targets.find(information), { messages, options, progress, token }),
    provideTokenCount: async (_model, text) => estimateTokens(text),
  };
  const registered = vscode.lm.registerLanguageModelChatProvider(vendor, provider);
  // VS Code asks a provider for its models when one is needed, not when it registers: without this the picker of a new profile is empty.
  changed.fire();
  return vscode.Disposable.from(
    registered,
    targets.onDidChange(() => changed.fire()),
    added,
    fromSettings,
    changed,
    answers,
  );
}

/** A request of the chat, as the host hands it over. */
export interface ProviderRequest {
  readonly messages: readonly vscode.LanguageModelChatRequestMessage[];
  readonly options: vscode.ProvideLanguageModelChatResponseOptions;
  readonly progress: vscode.Progress<vscode.LanguageModelResponsePart>;
  readonly token: vscode.CancellationToken;
}

/** Answers the requests of a registered provider. Disposing it ends those that run. */
export class Answers implements vscode.Disposable {
  private readonly deps: ChatDeps;
  private readonly running = new Set<vscode.CancellationTokenSource>();

  constructor(deps: ChatDeps) {
    this.deps = deps;
  }

  async answer(target: Target | undefined, request: ProviderRequest): Promise<void> {
    const { messages, options, progress, token } = request;
    const source = new vscode.CancellationTokenSource();
    const cancelled = token.onCancellationRequested(() => source.cancel());
    this.running.add(source);
    if (token.isCancellationRequested) {
      source.cancel();
    }
    try {
      const hint: unknown = options.modelOptions?._conversationId;
      await answerRequest({
        deps: this.deps,
        target,
        conversation: readConversation(messages, options),
        ...(typeof hint === 'string' && hint !== '' ? { conversationHint: hint } : {}),
        ...(options.modelOptions === undefined ? {} : { modelOptions: options.modelOptions }),
        client: 'vscode-chat',
        reader: progressReader(progress),
        token: source.token,
      });
    } finally {
      cancelled.dispose();
      this.running.delete(source);
      source.dispose();
    }
  }

  dispose(): void {
    for (const source of this.running) {
      source.cancel();
    }
  }
}
