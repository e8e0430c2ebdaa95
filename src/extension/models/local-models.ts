/** Find Local Models: the model servers of this machine, only when asked, and which of their models to add. */
import * as vscode from 'vscode';
import { findLocalServers, type LocalServer } from '../../platform/upstream/local-servers.ts';
import { loadEngine } from '../engine.ts';
import { addModels, choiceOf } from './add-model.ts';
import { askMany, askOne } from './ask.ts';
import type { CommandDeps } from './command-deps.ts';
import { listedModel } from './group-models.ts';
import { presets } from './presets.ts';

/** True when a model was added. */
export async function findLocalModels(deps: CommandDeps): Promise<boolean> {
  for (;;) {
    const servers = await search();
    if (servers === undefined) return false;
    const choices = servers.flatMap((server) => choicesOf(deps, server));
    if (choices.length > 0) {
      const chosen = await askMany({
        title: vscode.l10n.t('Models on this machine'),
        placeholder: vscode.l10n.t('Check the models to guard'),
        choices,
      });
      if (chosen === undefined) return false;
      for (const server of servers) {
        const models = chosen.filter((one) => one.server === server).map(({ model }) => model);
        if (models.length > 0) await addModels(deps, placeOf(server), models, undefined);
      }
      return true;
    }
    const next = await askOne({
      title: vscode.l10n.t('Models on this machine'),
      placeholder: troubleOf(servers),
      choices: [
        { label: `$(refresh) ${vscode.l10n.t('Try Again')}`, value: 'again' as const },
        { label: `$(add) ${vscode.l10n.t('Add a model by its address')}`, value: 'add' as const },
      ],
    });
    if (next === undefined) return false;
    if (next === 'add') return (await vscode.commands.executeCommand<boolean>('takumo.addModel')) ?? false;
  }
}

async function search(): Promise<readonly LocalServer[] | undefined> {
  const abort = new AbortController();
  const { apis } = await loadEngine();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking for model servers on this machine…'),
      cancellable: true,
    },
    async (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      try {
        return await findLocalServers({ apis, signal: abort.signal });
      } catch {
        return undefined;
      }
    },
  );
}

/** What isn't in the settings yet. */
function choicesOf({ models }: CommandDeps, server: LocalServer) {
  const there = new Set(models.list().map(({ baseUrl, model }) => `${baseUrl} ${model}`));
  return server.models.flatMap((listed) => {
    const model = listedModel(placeOf(server), listed);
    if (model === undefined || there.has(`${model.baseUrl} ${model.model}`)) return [];
    const choice = choiceOf(model);
    return [{ ...choice, description: server.name, value: { server, model } }];
  });
}

function placeOf(server: LocalServer) {
  const preset = presets.find(({ id }) => id === server.kind);
  return {
    label: server.name,
    api: server.api,
    baseUrl: server.baseUrl,
    ...(preset === undefined ? {} : { preset }),
  };
}

function troubleOf(servers: readonly LocalServer[]): string {
  if (servers.length === 0) {
    return vscode.l10n.t('Neither Ollama nor LM Studio answers on this machine. Start one, then try again.');
  }
  const names = servers.map(({ name }) => name).join(', ');
  return servers.every(({ models }) => models.length === 0)
    ? vscode.l10n.t('{0} answers, but has no model yet. Load one there, then try again.', names)
    : vscode.l10n.t('Every model of {0} is guarded already.', names);
}
