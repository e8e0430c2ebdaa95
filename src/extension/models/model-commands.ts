/** Add, manage, and give keys to guarded models, with quick picks and input boxes. A key is never shown, and never in the settings. */
import * as vscode from 'vscode';
import { Redacted } from '../../engine/model.ts';
import { type GuardedModel, readModels } from '../chat/models.ts';
import { DisposableStore } from '../store.ts';
import type { Models } from './models.ts';

interface Preset {
  readonly label: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly needsKey: boolean;
}

const presets: readonly Preset[] = [
  { label: 'OpenAI', baseUrl: 'https://api.openai.com/v1', model: 'gpt-4.1', needsKey: true },
  { label: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', model: 'openai/gpt-4.1', needsKey: true },
  { label: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', model: 'llama-3.3-70b-versatile', needsKey: true },
  { label: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', model: 'mistral-large-latest', needsKey: true },
  { label: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', model: 'llama3.2', needsKey: false },
  { label: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', model: 'local-model', needsKey: false },
];

export function registerModelCommands(models: Models): vscode.Disposable {
  const store = new DisposableStore();
  const add = (id: string, run: (given?: unknown) => unknown): void => {
    store.add(vscode.commands.registerCommand(`takumo.${id}`, run));
  };
  add('addModel', () => addModel(models));
  add('manageModels', () => manageModels(models));
  add('setModelKey', (given) => setKey(models, given));
  add('removeModelKey', (given) => removeKey(models, given));
  return store;
}

async function addModel(models: Models): Promise<boolean> {
  const other = vscode.l10n.t('Other');
  const picked = await vscode.window.showQuickPick(
    [
      ...presets.map((preset) => ({ label: preset.label, description: preset.baseUrl, preset })),
      { label: other, description: vscode.l10n.t('Any server that speaks the OpenAI chat API'), preset: undefined },
    ],
    { title: vscode.l10n.t('Add Guarded Model'), placeHolder: vscode.l10n.t('Who provides the model?') },
  );
  if (picked === undefined) return false;
  const taken = new Set(models.list().map((model) => model.id));
  const draft: Record<string, unknown> = {
    id: 'new',
    name: 'new',
    api: 'openai-chat',
    model: 'new',
    baseUrl: 'https://localhost',
  };
  const ask = (field: string, prompt: string, value: string): Thenable<string | undefined> =>
    vscode.window.showInputBox({
      title: vscode.l10n.t('Add Guarded Model'),
      prompt,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => problemOf({ ...draft, [field]: text }),
    });
  const baseUrl = picked.preset?.baseUrl ?? (await ask('baseUrl', vscode.l10n.t('Base URL of the API'), 'https://'));
  if (baseUrl === undefined) return false;
  const model = await ask('model', vscode.l10n.t("The model's name at its provider"), picked.preset?.model ?? '');
  if (model === undefined) return false;
  const name = await ask('name', vscode.l10n.t('Name in the model picker'), `${model.trim()} (${picked.label})`);
  if (name === undefined) return false;
  const id = freeId(`${picked.label}-${model}`, taken);
  const entry = { id, name: name.trim(), api: 'openai-chat', baseUrl: baseUrl.trim(), model: model.trim() };
  await vscode.workspace
    .getConfiguration('takumo')
    .update('models', [...models.entries(), entry], vscode.ConfigurationTarget.Global);
  if (picked.preset?.needsKey !== false) await setKey(models, id);
  return true;
}

function problemOf(entry: Record<string, unknown>): string | undefined {
  return readModels([entry]).problems[0]?.message;
}

function freeId(text: string, taken: ReadonlySet<string>): string {
  const base =
    text
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 56) || 'model';
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

async function manageModels(models: Models): Promise<void> {
  const list = models.list();
  const keyed = await Promise.all(list.map((model) => models.keys.has(model)));
  const trouble = models.trouble;
  const items: (vscode.QuickPickItem & { run: () => unknown })[] = [
    { label: `$(add) ${vscode.l10n.t('Add Guarded Model')}`, run: () => addModel(models) },
    ...(trouble === undefined
      ? []
      : [{ label: `$(warning) ${trouble}`, detail: vscode.l10n.t('Open the settings'), run: openSettings }]),
    ...list.map((model, index) => ({
      label: `$(shield) ${model.name}`,
      description: keyed[index] === true ? vscode.l10n.t('has a key') : vscode.l10n.t('no key'),
      detail: `${model.model} · ${new URL(model.baseUrl).host}`,
      run: () => setKey(models, model.id),
    })),
    ...(list.length === 0
      ? []
      : [{ label: `$(trash) ${vscode.l10n.t('Remove Model API Key')}`, run: () => removeKey(models, undefined) }]),
    { label: `$(gear) ${vscode.l10n.t('Open the settings')}`, run: openSettings },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Guarded Models'),
    placeHolder:
      list.length === 0 ? vscode.l10n.t('No guarded model yet') : vscode.l10n.t('Choose a model to set its key'),
  });
  await chosen?.run();
}

function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', '@id:takumo.models');
}

async function setKey(models: Models, given: unknown): Promise<boolean> {
  const model = await chooseModel(models, given, vscode.l10n.t('Set Model API Key'));
  if (model === undefined) return false;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('API key of {0}', model.name),
    prompt: vscode.l10n.t('Kept in the secret storage, and sent to {0} only.', new URL(model.baseUrl).host),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (value.trim() === '') return vscode.l10n.t('Enter a key, or press Escape.');
      return /^[\x21-\x7e]+$/.test(value.trim())
        ? undefined
        : vscode.l10n.t('A key has no spaces and no special letters.');
    },
  });
  if (text === undefined) return false;
  await models.keys.set(model, new Redacted(text));
  return true;
}

async function removeKey(models: Models, given: unknown): Promise<boolean> {
  const model = await chooseModel(models, given, vscode.l10n.t('Remove Model API Key'));
  if (model === undefined) return false;
  await models.keys.remove(model.id);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The key of {0} was removed.', model.name), 4000);
  return true;
}

async function chooseModel(models: Models, given: unknown, title: string): Promise<GuardedModel | undefined> {
  const list = models.list();
  const named = list.find((model) => model.id === given);
  if (named !== undefined) return named;
  if (list.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no guarded model yet. Run "Takumo: Add Guarded Model…" first.'),
    );
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(
    list.map((model) => ({ label: model.name, description: model.id, model })),
    { title },
  );
  return chosen?.model;
}
