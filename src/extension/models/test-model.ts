/** Test Connection: one small real request, step by step; what failed, why, and the one click that mends it. It ends by Escape. */
import * as vscode from 'vscode';
import type { Redacted } from '../../engine/model.ts';
import { diagnose } from '../../platform/upstream/diagnose.ts';
import type { Diagnosis, Suggestion } from '../../platform/upstream/diagnosis.ts';
import { loadEngine } from '../engine.ts';
import { askOne, type Choice } from './ask.ts';
import { allModels, chooseModel } from './choose-model.ts';
import type { ChosenModel, CommandDeps } from './command-deps.ts';
import { openEntry } from './manage-models.ts';
import { changeModel } from './save-models.ts';
import { advice, report, stepLines, suggestionText, verdict } from './test-report.ts';

type Next = 'again' | undefined;
type Run = () => Promise<Next> | Next;

/** `given`: the id of a model. Gives what was found, for tests and other commands; nothing when it was cancelled. */
export async function testModel(deps: CommandDeps, given: unknown): Promise<{ ok: boolean } | undefined> {
  const chosen = await chooseModel(allModels(deps), given, vscode.l10n.t('Test Connection'));
  if (chosen === undefined) return undefined;
  const key = await chosen.key();
  const diagnosis = await run(chosen, key);
  if (diagnosis === undefined) return undefined;
  deps.log.info('a connection was tested', { ok: diagnosis.ok });
  void show(deps, chosen, diagnosis, key).then((next) => {
    // What was mended is asked for by its id, for the settings have changed.
    if (next === 'again') void testModel(deps, chosen.model.id);
  });
  return { ok: diagnosis.ok };
}

async function run({ model }: ChosenModel, key: Redacted<string> | undefined): Promise<Diagnosis | undefined> {
  const engine = await loadEngine();
  const abort = new AbortController();
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Testing the connection to {0}…', model.name),
      cancellable: true,
    },
    async (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      try {
        return await diagnose({
          engine,
          api: engine.apis[model.api]!,
          baseUrl: model.baseUrl,
          model: model.model,
          ...(key === undefined ? {} : { key }),
          toolCalling: model.toolCalling,
          signal: abort.signal,
        });
      } catch (error) {
        if (abort.signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

async function show(
  deps: CommandDeps,
  chosen: ChosenModel,
  diagnosis: Diagnosis,
  key: Redacted<string> | undefined,
): Promise<Next> {
  const { model } = chosen;
  const asText = async (): Promise<Next> => {
    const content = report(model, diagnosis, key);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
    return undefined;
  };
  const group = (label: string): Choice<Run> => ({ label, kind: vscode.QuickPickItemKind.Separator, value: asText });
  const hint = advice(diagnosis, key);
  const choices: Choice<Run>[] = [
    group(vscode.l10n.t('What to do')),
    ...mends(deps, chosen, diagnosis),
    ...(hint === undefined ? [] : [{ label: `$(info) ${hint}`, value: asText }]),
    { label: `$(refresh) ${vscode.l10n.t('Test Again')}`, value: () => 'again' as const },
    {
      label: `$(copy) ${vscode.l10n.t('Copy Report')}`,
      description: vscode.l10n.t('without the key'),
      value: async () => {
        await vscode.env.clipboard.writeText(report(model, diagnosis, key));
        vscode.window.setStatusBarMessage(vscode.l10n.t('The report is in the clipboard.'), 4000);
        return undefined;
      },
    },
    { label: `$(file-text) ${vscode.l10n.t('Show as Text')}`, value: asText },
    group(vscode.l10n.t('What was checked')),
    ...stepLines(diagnosis, key).map(({ icon, label, state, detail }) => ({
      label: `$(${icon}) ${label}`,
      description: state,
      ...(detail === undefined ? {} : { detail }),
      value: asText,
    })),
  ];
  const next = await askOne({
    title: verdict(model, diagnosis),
    placeholder: `${model.model} · ${new URL(model.baseUrl).host}`,
    choices,
  });
  return next?.();
}

/** What would mend it, best first. */
function mends(deps: CommandDeps, { model, from }: ChosenModel, diagnosis: Diagnosis): Choice<Run>[] {
  const failed = diagnosis.steps.find((step) => step.ok === false);
  if (failed === undefined && diagnosis.suggestions.length === 0) return [];
  if (from === 'group') {
    return [
      {
        label: `$(list-tree) ${vscode.l10n.t('Open Manage Language Models')}`,
        detail: vscode.l10n.t('The group of this model has its key and its address.'),
        value: async () => {
          await vscode.commands.executeCommand('workbench.action.chat.manage');
          return undefined;
        },
      },
    ];
  }
  const setKey = {
    label: `$(key) ${vscode.l10n.t('Set API Key')}`,
    value: async (): Promise<Next> =>
      (await vscode.commands.executeCommand<boolean>('takumo.setModelKey', model.id)) ? 'again' : undefined,
  };
  const open = {
    label: `$(gear) ${vscode.l10n.t('Open its entry in the settings')}`,
    value: async (): Promise<Next> => {
      await openEntry(model.id);
      return undefined;
    },
  };
  return [
    ...(failed?.name === 'key' ? [setKey] : []),
    ...diagnosis.suggestions.slice(0, 8).map((suggestion) => ({
      label: `$(lightbulb) ${suggestionText(suggestion)}`,
      detail: vscode.l10n.t('Changes its entry in the settings, then tests again'),
      value: async (): Promise<Next> =>
        (await changeModel(deps.models, model.id, changes(suggestion))) ? 'again' : undefined,
    })),
    open,
  ];
}

function changes(suggestion: Suggestion): Record<string, string> {
  return {
    [suggestion.field]: suggestion.value,
    ...(suggestion.field === 'api' && suggestion.baseUrl !== undefined ? { baseUrl: suggestion.baseUrl } : {}),
  };
}
