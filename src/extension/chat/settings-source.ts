/** The models of the setting `takumo.models`, as a source of the picker. */
import * as vscode from 'vscode';
import type { ChatDeps } from './dependencies.ts';
import { httpTarget } from './http-target.ts';
import { toInformation } from './information.ts';
import { type GuardedModel, readModels } from './models.ts';
import type { TargetSource } from './targets.ts';

/** Reads the setting now and at each change; what is wrong in it goes to `onModelProblems`. */
export function settingsSource(deps: ChatDeps): TargetSource & vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  let models: ReadonlyMap<string, GuardedModel> = new Map();
  const read = () => {
    const { models: list, problems } = readModels(deps.getModels());
    models = new Map(list.map((model) => [model.id, model]));
    deps.onModelProblems(problems);
  };
  read();
  const listener = deps.onDidChangeModels(() => {
    read();
    changed.fire();
  });
  return {
    onDidChange: changed.event,
    list: () => [...models.values()].map(toInformation),
    find({ id }) {
      const model = models.get(id);
      return model === undefined ? undefined : httpTarget(model, () => deps.getApiKey(model));
    },
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}
