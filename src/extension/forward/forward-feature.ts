/** Guarded twins of other extensions' models: their place in the model list, and the commands. */
import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { guardModels, unguardModels } from './guard-models.ts';
import { Twins } from './twins.ts';

export function startForwarding({ targets, log }: Shell): vscode.Disposable {
  const store = new DisposableStore();
  const twins = store.add(new Twins(log));
  store.add(targets.add(twins));
  store.add(vscode.commands.registerCommand('takumo.guardCopilot', guardModels));
  store.add(vscode.commands.registerCommand('takumo.unguardCopilot', unguardModels));
  return store;
}
