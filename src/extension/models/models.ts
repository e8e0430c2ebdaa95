/** The guarded models of the settings and their keys, for the provider, the status bar and the commands. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { KnownValue, Redacted } from '../../engine/model.ts';
import { type GuardedModel, type ModelProblem, readModels } from '../chat/models.ts';
import { type Disposable, DisposableStore, Listeners } from '../store.ts';
import { ModelKeys } from './model-keys.ts';

export class Models implements Disposable {
  readonly keys: ModelKeys;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #troubled = new Listeners<void>();
  /** Keys of Manage Models' groups, by a digest. VS Code hands them over; they are held for as long as the window lives. */
  readonly #groupKeys = new Map<string, Redacted<string>>();
  #problems: readonly ModelProblem[] = [];

  constructor(secrets: vscode.SecretStorage) {
    this.keys = new ModelKeys(secrets, process.env);
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('takumo.models')) this.#changed.fire();
      }),
    );
    this.#store.add(secrets.onDidChange(({ key }) => key.startsWith('takumo.modelKey.') && this.#changed.fire()));
  }

  /** The setting or a key changed. */
  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  readonly onDidChangeProblems = this.#troubled.on;

  /**
   * The raw entries of the setting. Only the machine's and the user's values are read: a workspace's are ignored even if a host let
   * them through.
   */
  entries(): readonly unknown[] {
    const found = vscode.workspace.getConfiguration('takumo').inspect<unknown>('models');
    const value = found?.globalValue ?? found?.defaultValue;
    return Array.isArray(value) ? value : [];
  }

  list(): readonly GuardedModel[] {
    return readModels(this.entries()).models;
  }

  key(model: GuardedModel): Promise<Redacted<string> | undefined> {
    return this.keys.get(model);
  }

  /** A key of a group: a secret to keep back from now on, even when the group gets another. */
  learnGroupKey(key: Redacted<string>): void {
    const digest = createHash('sha256').update(key.reveal()).digest('base64');
    if (this.#groupKeys.has(digest)) return;
    this.#groupKeys.set(digest, key);
    this.#changed.fire();
  }

  setProblems(problems: readonly ModelProblem[]): void {
    this.#problems = problems;
    this.#troubled.fire();
  }

  /** One sentence about the first problem, with its place. */
  get trouble(): string | undefined {
    const first = this.#problems[0];
    if (first === undefined) return undefined;
    const more = this.#problems.length - 1;
    const text = `${first.field}: ${first.message}`;
    return more === 0 ? text : vscode.l10n.t('{0} ({1} more)', text, more);
  }

  /** The models' keys, which must not leave in a prompt either. */
  async knownValues(): Promise<readonly KnownValue[]> {
    const keys = await Promise.all(this.list().map((model) => this.keys.get(model)));
    return [...keys, ...this.#groupKeys.values()]
      .filter((key) => key !== undefined)
      .map((key) => ({
        value: key.reveal(),
        category: 'KEY',
        rule: 'known-value',
        title: vscode.l10n.t('API key of a guarded model'),
      }));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
