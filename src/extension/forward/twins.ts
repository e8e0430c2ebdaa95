/**
 * Guarded twins of other extensions' models (beta): for each model of the vendors that a person chose, one of ours that masks the request
 * and hands it on. It costs nothing while no vendor is chosen: nobody is asked and nothing is listened to.
 */
import * as vscode from 'vscode';
import { capabilitiesOf } from '../chat/lm-host.ts';
import { lmTarget, maxOutputTokens } from '../chat/lm-target.ts';
import type { Target } from '../chat/target.ts';
import type { TargetSource } from '../chat/targets.ts';
import type { Log } from '../log.ts';
import { DisposableStore } from '../store.ts';
import { isOurs, onDidChangeVendors, readVendors, vendorName } from './vendors.ts';

/** Before the vendor in a twin's id; no id of `takumo.models` can begin so. */
const prefix = '@';
/** Copilot's models for its own small tasks refuse extensions. */
const refusing = /^copilot-(?:utility|nes|dictation)/;

interface Twin {
  readonly model: vscode.LanguageModelChat;
  readonly information: vscode.LanguageModelChatInformation;
}

export class Twins implements TargetSource, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly #log: Log;
  #listener: vscode.Disposable | undefined;
  #twins: ReadonlyMap<string, Twin> = new Map();
  #reading = 0;

  constructor(log: Log) {
    this.#log = log;
    this.#store.add(onDidChangeVendors(() => void this.refresh()));
    this.#store.defer(() => this.#listener?.dispose());
    void this.refresh();
  }

  get onDidChange(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** What is known now: to ask the other vendors here could have two extensions wait for each other. */
  list(): readonly vscode.LanguageModelChatInformation[] {
    return [...this.#twins.values()].map(({ information }) => information);
  }

  find({ id }: vscode.LanguageModelChatInformation): Target | undefined {
    const twin = this.#twins.get(id);
    return twin === undefined ? undefined : targetOf(twin.model, twin.information.name);
  }

  /** Reads the setting and asks its vendors for their models. */
  async refresh(): Promise<void> {
    const vendors = readVendors();
    this.#listen(vendors.length > 0);
    this.#reading += 1;
    const reading = this.#reading;
    const lists = await Promise.all(vendors.map((vendor) => this.#ask(vendor)));
    // The setting or a vendor's list has changed meanwhile: that reading counts.
    if (reading !== this.#reading || this.#store.disposed) return;
    const twins = new Map(lists.flat().map((twin) => [twin.information.id, twin]));
    const same = describe(twins) === describe(this.#twins);
    // The models' objects may be new ones all the same; the listed objects stay as they were.
    this.#twins = same ? keepListed(twins, this.#twins) : twins;
    if (same) return;
    this.#log.info('guarded twins', { models: twins.size });
    this.#changed.fire();
  }

  dispose(): void {
    this.#twins = new Map();
    this.#store.dispose();
  }

  #listen(wanted: boolean): void {
    if (wanted === (this.#listener !== undefined) || this.#store.disposed) return;
    this.#listener?.dispose();
    this.#listener = wanted ? vscode.lm.onDidChangeChatModels(() => void this.refresh()) : undefined;
  }

  async #ask(vendor: string): Promise<readonly Twin[]> {
    try {
      const models = await vscode.lm.selectChatModels({ vendor });
      return models
        .filter((model) => model.vendor === vendor && !isOurs(model.vendor) && !refusing.test(model.id))
        .map((model) => ({ model, information: informationOf(model) }));
    } catch (error) {
      this.#log.error('the models of a vendor could not be listed', error);
      return [];
    }
  }
}

function targetOf(model: vscode.LanguageModelChat, name: string): Target {
  const { vendor, id } = model;
  const find = async () => (await vscode.lm.selectChatModels({ vendor, id })).find((each) => each.id === id);
  return { ...lmTarget(model, vendorName(vendor), find), name };
}

/** Family and version are the model's own: the chat chooses its instructions and tools by them. */
function informationOf(model: vscode.LanguageModelChat): vscode.LanguageModelChatInformation {
  const { vendor, id, name, family, version, maxInputTokens } = model;
  const owner = vendorName(vendor);
  return {
    id: `${prefix}${vendor}:${id}`,
    name: vscode.l10n.t('{0} (guarded)', name),
    family,
    version,
    maxInputTokens,
    maxOutputTokens,
    capabilities: capabilitiesOf(model),
    detail: vscode.l10n.t('{0}, guarded by Takumo (beta)', owner),
    tooltip: vscode.l10n.t(
      'Beta. Takumo replaces secrets by tokens and hands the request on to {0} of {1}. It uses your account there.',
      name,
      owner,
    ),
  };
}

const describe = (twins: ReadonlyMap<string, Twin>): string =>
  JSON.stringify([...twins.values()].map(({ information }) => information));

function keepListed(next: ReadonlyMap<string, Twin>, before: ReadonlyMap<string, Twin>): ReadonlyMap<string, Twin> {
  return new Map(
    [...next].map(([id, { model, information }]) => [
      id,
      { model, information: before.get(id)?.information ?? information },
    ]),
  );
}
