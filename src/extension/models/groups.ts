/**
 * The groups that a person makes in VS Code's Manage Models: one vendor for each provider, so that only what this provider needs is
 * asked. A group's key goes to its own address alone; VS Code hands back the very object that was listed, and the target hangs on it.
 */
import * as vscode from 'vscode';
import { isTakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { sentences } from '../chat/chat-error.ts';
import type { ChatDeps } from '../chat/dependencies.ts';
import { httpTarget } from '../chat/http-target.ts';
import { toInformation } from '../chat/information.ts';
import type { GuardedModel } from '../chat/models.ts';
import { Answers } from '../chat/provider.ts';
import type { Target } from '../chat/target.ts';
import { estimateTokens } from '../chat/token-count.ts';
import { type Disposable, DisposableStore } from '../store.ts';
import { type Group, readGroup } from './group.ts';
import { groupModels } from './group-models.ts';
import type { KeyPlaces } from './key-places.ts';
import type { ModelLists } from './model-lists.ts';
import type { Preset } from './presets.ts';

/** The vendor of groups that say their own address. */
const customVendor = 'takumo-custom';
const vendorOf = (preset: Preset): string => `takumo-${preset.id}`;

export interface GroupDeps {
  readonly chat: ChatDeps;
  readonly presets: readonly Preset[];
  readonly lists: ModelLists;
  readonly places: KeyPlaces;
  /** A group's key, which must not leave in a prompt either. */
  learnKey(key: Redacted<string>): void;
  /** A person chose the vendor in a VS Code that knows no groups. */
  addModel(preset: Preset | undefined): void;
}

/** A model of a group, for the commands. */
export interface GroupTarget {
  readonly model: GuardedModel;
  readonly vendor: string;
  readonly key?: Redacted<string>;
}

/** Newer than this extension's API version. */
type PrepareOptions = vscode.PrepareLanguageModelChatModelOptions & {
  readonly configuration?: Readonly<Record<string, unknown>>;
};

export class Groups implements Disposable {
  readonly #deps: GroupDeps;
  readonly #store = new DisposableStore();
  readonly #answers: Answers;
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  /** By vendor and place: what was listed last. */
  readonly #listed = new Map<string, readonly GroupTarget[]>();

  constructor(deps: GroupDeps) {
    this.#deps = deps;
    this.#answers = this.#store.add(new Answers(deps.chat));
  }

  /** Registers the vendors of package.json. */
  start(): void {
    this.#store.add(this.#deps.lists.onDidChange(() => this.refresh()));
    for (const preset of this.#deps.presets) this.#register(vendorOf(preset), preset);
    this.#register(customVendor, undefined);
  }

  /** VS Code asks for the groups' models again. */
  refresh(): void {
    this.#changed.fire();
  }

  /** The models that VS Code was given last, of all groups. */
  get models(): readonly GroupTarget[] {
    return [...this.#listed.values()].flat();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #register(vendor: string, preset: Preset | undefined): void {
    const targets = new WeakMap<vscode.LanguageModelChatInformation, Target>();
    this.#store.add(
      vscode.lm.registerLanguageModelChatProvider(vendor, {
        onDidChangeLanguageModelChatInformation: this.#changed.event,
        provideLanguageModelChatInformation: async ({ silent, configuration }: PrepareOptions) => {
          if (configuration === undefined) {
            if (!silent) this.#deps.addModel(preset);
            return [];
          }
          return this.#list(vendor, readGroup(preset, configuration), targets);
        },
        provideLanguageModelChatResponse: (information, messages, options, progress, token) =>
          this.#answers.answer(targets.get(information), { messages, options, progress, token }),
        provideTokenCount: async (_model, text) => estimateTokens(text),
      }),
    );
  }

  async #list(
    vendor: string,
    group: Group,
    targets: WeakMap<vscode.LanguageModelChatInformation, Target>,
  ): Promise<vscode.LanguageModelChatInformation[]> {
    const { key } = group;
    if (key !== undefined) {
      this.#deps.learnKey(key);
      await this.#checkPlace(group, key);
    }
    const models = await this.#modelsOf(group);
    const shown = models.map((model) => ({ model, vendor, ...(key === undefined ? {} : { key }) }));
    this.#listed.set(`${vendor} ${group.baseUrl}`, shown);
    return models.map((model) => {
      // Without a detail VS Code shows the group's name there.
      const { detail: _detail, ...information } = toInformation(model);
      targets.set(information, { ...httpTarget(model, async () => key), keyAdvice: keyAdvice() });
      return information;
    });
  }

  async #checkPlace(group: Group, key: Redacted<string>): Promise<void> {
    const move = await this.#deps.places.check(key, new URL(group.baseUrl).origin);
    if (move === undefined) return;
    throw new Error(
      vscode.l10n.t(
        'Key not sent: it was given for {0}. To allow {1} too, run "Takumo: Manage Guarded Models…".',
        move.known.join(', '),
        move.origin,
      ),
    );
  }

  /** A group that names its models lives without its provider's list; one that doesn't says why there is none. */
  async #modelsOf(group: Group): Promise<readonly GuardedModel[]> {
    if (group.lists) {
      try {
        return groupModels(group, await this.#deps.lists.get(group));
      } catch (error) {
        this.#deps.chat.log.error('a list of models could not be fetched', error);
        if (group.named.length === 0) throw new Error(listTrouble(error));
      }
    }
    if (group.named.length === 0) {
      throw new Error(
        vscode.l10n.t('This provider has no list of models. Name yours in the field "models" of this group.'),
      );
    }
    return groupModels(group, []);
  }
}

/** Why there is no list, and what to do. */
function listTrouble(error: unknown): string {
  if (!isTakumoError(error)) return vscode.l10n.t('The list of models could not be fetched.');
  return error.code === 'upstream-not-found'
    ? vscode.l10n.t('This server has no list of models. Name yours in the field "models" of this group.')
    : sentences(error, keyAdvice());
}

function keyAdvice(): string {
  return vscode.l10n.t('Choose "Update API Key" at its group in "Manage Language Models".');
}
