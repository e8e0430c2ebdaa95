/** Starts what a person gets guarded models with: the groups of Manage Models, and the commands. */
import * as vscode from 'vscode';
import { listModels } from '../../platform/upstream/list-models.ts';
import type { ChatDeps } from '../chat/dependencies.ts';
import { loadEngine } from '../engine.ts';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import type { CommandDeps } from './command-deps.ts';
import { Groups } from './groups.ts';
import { KeyPlaces } from './key-places.ts';
import { type FetchList, ModelLists } from './model-lists.ts';
import { presets } from './presets.ts';

type Commands = typeof import('./commands.ts');

export function startModels(shell: Shell, chat: ChatDeps): vscode.Disposable {
  const { models, log, context } = shell;
  const store = new DisposableStore();
  const lists = store.add(new ModelLists(fetchList, () => Date.now()));
  const places = new KeyPlaces(context.secrets, () => shell.machineKey());
  const groups = store.add(
    new Groups({
      chat,
      presets,
      lists,
      places,
      learnKey: (key) => models.learnGroupKey(key),
      addModel: (preset) => void vscode.commands.executeCommand('takumo.addModel', preset?.id),
    }),
  );
  const deps: CommandDeps = {
    models,
    places,
    fetchList,
    groupModels: () => groups.models,
    refreshGroups: () => groups.refresh(),
    log,
  };
  const add = (id: string, run: (commands: Commands, given: unknown) => unknown): void => {
    const command = async (given?: unknown): Promise<unknown> => run(await import('./commands.ts'), given);
    store.add(vscode.commands.registerCommand(`takumo.${id}`, command));
  };
  add('addModel', ({ addModel }, given) => addModel(deps, given));
  add('manageModels', ({ manageModels }) => manageModels(deps));
  add('setModelKey', ({ setKey }, given) => setKey(deps, given));
  add('removeModelKey', ({ removeKey }, given) => removeKey(deps, given));
  add('testModel', ({ testModel }, given) => testModel(deps, given));
  add('findLocalModels', ({ findLocalModels }) => findLocalModels(deps));
  add('useForUtility', ({ useForUtility }, given) => useForUtility(context.globalState, given));
  add('undoUtility', ({ undoUtility }) => undoUtility(context.globalState));
  groups.start();
  // An empty view then offers what helps: a model first, the chat after that.
  const tell = (): void => {
    const any = models.entries().length > 0 || groups.models.length > 0;
    void vscode.commands.executeCommand('setContext', 'takumo.hasModel', any);
  };
  store.add(models.onDidChange(tell));
  tell();
  return store;
}

const fetchList: FetchList = async ({ api, baseUrl, key }, signal) => {
  const { apis } = await loadEngine();
  return listModels({ api: apis[api]!, baseUrl, ...(key === undefined ? {} : { key }), signal });
};
