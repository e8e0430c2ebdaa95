/** Manage Guarded Models: every guarded model and what can be done with it, and the way to VS Code's own page for the groups. */
import * as vscode from 'vscode';
import { confirm } from '../confirm.ts';
import { askOne, type Choice } from './ask.ts';
import { settingsModels } from './choose-model.ts';
import type { ChosenModel, CommandDeps } from './command-deps.ts';
import type { KeyMove } from './key-places.ts';

type Run = () => unknown;

export async function manageModels(deps: CommandDeps): Promise<void> {
  const list = settingsModels(deps);
  const keyed = await Promise.all(list.map(async (each) => (await each.key()) !== undefined));
  const command = (label: string, icon: string, id: string, ...rest: unknown[]): Choice<Run> => ({
    label: `$(${icon}) ${label}`,
    value: () => vscode.commands.executeCommand(id, ...rest),
  });
  const { trouble } = deps.models;
  const choices: Choice<Run>[] = [
    ...(trouble === undefined
      ? []
      : [{ label: `$(warning) ${trouble}`, detail: vscode.l10n.t('Open the settings'), value: openSettings }]),
    ...deps.places.refused.map((move) => ({
      label: `$(warning) ${vscode.l10n.t('A key waits for your word: {0}', move.origin)}`,
      detail: vscode.l10n.t(
        'It was given for {0}, and is not sent elsewhere until you allow it.',
        move.known.join(', '),
      ),
      value: () => allowMove(deps, move),
    })),
    ...list.map((chosen, index) => ({
      label: `$(shield) ${chosen.model.name}`,
      description: keyed[index] === true ? vscode.l10n.t('has a key') : vscode.l10n.t('no key'),
      detail: `${chosen.model.model} · ${new URL(chosen.model.baseUrl).host}`,
      value: () => manageOne(chosen, keyed[index] === true),
    })),
    command(vscode.l10n.t('Add Guarded Model…'), 'add', 'takumo.addModel'),
    command(vscode.l10n.t('Find Local Models'), 'search', 'takumo.findLocalModels'),
    command(vscode.l10n.t('Test Connection…'), 'debug-disconnect', 'takumo.testModel'),
    command(vscode.l10n.t('Use for Inline Chat, Titles and Commit Messages…'), 'sparkle', 'takumo.useForUtility'),
    command(vscode.l10n.t("Open VS Code's Manage Language Models"), 'list-tree', 'workbench.action.chat.manage'),
    { label: `$(gear) ${vscode.l10n.t('Open the settings')}`, value: openSettings },
  ];
  const run = await askOne({
    title: vscode.l10n.t('Guarded Models'),
    placeholder:
      list.length === 0 ? vscode.l10n.t('No guarded model yet') : vscode.l10n.t('Choose a model to manage it'),
    choices,
  });
  await run?.();
}

async function manageOne({ model }: ChosenModel, keyed: boolean): Promise<void> {
  const command = (label: string, icon: string, id: string): Choice<Run> => ({
    label: `$(${icon}) ${label}`,
    value: () => vscode.commands.executeCommand(id, model.id),
  });
  const run = await askOne({
    title: model.name,
    placeholder: `${model.model} · ${new URL(model.baseUrl).host}`,
    choices: [
      command(vscode.l10n.t('Test Connection'), 'debug-disconnect', 'takumo.testModel'),
      command(vscode.l10n.t('Set API Key'), 'key', 'takumo.setModelKey'),
      ...(keyed ? [command(vscode.l10n.t('Remove API Key'), 'trash', 'takumo.removeModelKey')] : []),
      { label: `$(gear) ${vscode.l10n.t('Open its entry in the settings')}`, value: () => openEntry(model.id) },
    ],
  });
  await run?.();
}

async function allowMove(deps: CommandDeps, move: KeyMove): Promise<void> {
  const yes = await confirm(
    vscode.l10n.t('Send this key to {0}?', move.origin),
    vscode.l10n.t('Allow'),
    vscode.l10n.t('It was given for {0}. Allow it only if you changed the address yourself.', move.known.join(', ')),
  );
  if (!yes) return;
  await deps.places.allow(move);
  deps.refreshGroups();
}

function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', '@id:takumo.models');
}

/** The settings file with the cursor at the entry: an array of objects has no other editor. */
export async function openEntry(id: string): Promise<void> {
  // With a remote the setting is the remote machine's.
  await vscode.commands.executeCommand(
    vscode.env.remoteName === undefined
      ? 'workbench.action.openSettingsJson'
      : 'workbench.action.openRemoteSettingsFile',
    { revealSetting: { key: 'takumo.models' } },
  );
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const text = editor.document.getText();
  const setting = text.indexOf('"takumo.models"');
  const at = setting < 0 ? -1 : text.indexOf(JSON.stringify(id), setting);
  if (at < 0) return;
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + id.length + 2));
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
}
