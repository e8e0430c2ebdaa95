/**
 * Where the models of the picker come from: sources side by side (the settings, other extensions' models), each of which knows the
 * target behind what it lists. A source that fails takes nobody else's models away.
 */
import * as vscode from 'vscode';
import type { Target } from './target.ts';

export interface TargetSource {
  /** Fires when `list` would give something else. */
  readonly onDidChange: vscode.Event<void>;
  /** `silent`: no person asked, so nobody may be asked. Ids are unique among all sources: give them a prefix of your own. */
  list(
    options: { readonly silent: boolean },
    token: vscode.CancellationToken,
  ): readonly vscode.LanguageModelChatInformation[] | Promise<readonly vscode.LanguageModelChatInformation[]>;
  /** The target of a model that this source listed, if it still has it. The host gives back the very object that was listed. */
  find(information: vscode.LanguageModelChatInformation): Target | undefined;
}

/** The sources of vendor `takumo`. */
export class Targets {
  private readonly sources = new Map<TargetSource, vscode.Disposable>();
  private readonly changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.changed.event;

  /** Disposing what it gives takes the source's models out of the picker. */
  add(source: TargetSource): vscode.Disposable {
    this.sources.set(
      source,
      source.onDidChange(() => this.changed.fire()),
    );
    this.changed.fire();
    return new vscode.Disposable(() => {
      this.sources.get(source)?.dispose();
      if (this.sources.delete(source)) {
        this.changed.fire();
      }
    });
  }

  /** In the order in which the sources came. The first model of an id wins. */
  async list(
    options: { readonly silent: boolean },
    token: vscode.CancellationToken,
    failed: (error: unknown) => void = () => undefined,
  ): Promise<vscode.LanguageModelChatInformation[]> {
    const lists = await Promise.all(
      [...this.sources.keys()].map(async (source) => {
        try {
          return await source.list(options, token);
        } catch (error) {
          failed(error);
          return [];
        }
      }),
    );
    const byId = new Map<string, vscode.LanguageModelChatInformation>();
    for (const information of lists.flat()) {
      if (!byId.has(information.id)) {
        byId.set(information.id, information);
      }
    }
    return [...byId.values()];
  }

  find(information: vscode.LanguageModelChatInformation): Target | undefined {
    for (const source of this.sources.keys()) {
      const target = source.find(information);
      if (target !== undefined) {
        return target;
      }
    }
    return undefined;
  }

  dispose(): void {
    for (const listener of this.sources.values()) {
      listener.dispose();
    }
    this.sources.clear();
    this.changed.dispose();
  }
}
