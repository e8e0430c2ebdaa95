/** The commands of the switches: Monitor, ZDR, pause, resume. A switch that an organization holds says who holds it. */
import * as vscode from 'vscode';
import type { GuardState, Switched } from '../state/state.ts';
import { DisposableStore } from '../store.ts';

export function registerSwitches(state: GuardState): vscode.Disposable {
  const store = new DisposableStore();
  const add = (id: string, run: () => Switched | Promise<Switched>): void => {
    store.add(
      vscode.commands.registerCommand(`takumo.${id}`, async () => {
        const result = await run();
        if (!result.done) {
          void vscode.window.showInformationMessage(
            vscode.l10n.t('{0} holds this switch. Ask an administrator to change the policy.', result.heldBy),
          );
        }
        return result.done;
      }),
    );
  };
  add('toggleMonitor', () => state.toggleMonitor());
  add('toggleZdr', () => state.toggleZdr());
  add('pause', () => state.pause());
  add('resume', () => {
    state.resume();
    return { done: true };
  });
  // Another window may have switched ZDR, which is kept for the person and not for the window.
  store.add(vscode.window.onDidChangeWindowState((window) => window.focused && state.refresh()));
  return store;
}
