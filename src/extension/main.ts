/** The extension's entry. `activate` lists the features on one screen; nothing that it returns reaches a value. */
import * as vscode from 'vscode';
import { startFeatures } from './features.ts';
import { createLog } from './log.ts';
import { DisposableStore } from './store.ts';

let running: DisposableStore | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const begin = performance.now();
  const store = new DisposableStore();
  running = store;
  context.subscriptions.push(store);
  const channel = store.add(vscode.window.createOutputChannel('Takumo Guard', { log: true }));
  const log = createLog(channel);
  startFeatures([], { store, log, now: () => performance.now(), tell: () => undefined });
  log.info('activated', { ms: performance.now() - begin });
}

export function deactivate(): void {
  running?.dispose();
  running = undefined;
}
