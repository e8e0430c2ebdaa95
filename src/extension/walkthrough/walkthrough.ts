/**
 * The walkthrough's commands: open it, see the guard at work on a demo file, choose what happens, use the chat without an account. It never
 * opens by itself; what completes a step is what the step is about.
 */
import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { toggleChatAccess } from './chat-access.ts';
import { chooseModes } from './choose-modes.ts';
import { demoText } from './demo-text.ts';

const walkthrough = 'takumo.start';

export function registerWalkthrough({ context, policies, receipts }: Shell): vscode.Disposable {
  const store = new DisposableStore();
  const add = (name: string, run: () => unknown): void => {
    store.add(vscode.commands.registerCommand(`takumo.${name}`, run));
  };
  add('openWalkthrough', () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${walkthrough}`, false),
  );
  add('tryDemo', tryDemo);
  add('chooseModes', async () => {
    // Not by the command alone: VS Code goes on to the next step at once, and the list would lose the focus, and close.
    if (await chooseModes(policies)) void vscode.commands.executeCommand('setContext', 'takumo.modesChosen', true);
  });
  add('allowChatWithoutAccount', () => toggleChatAccess(context.globalState));
  let told = false;
  store.add(
    receipts.onDidAdd(() => {
      if (told) return;
      told = true;
      // VS Code completes a step by a context that becomes true, not by one that is true already.
      void vscode.commands.executeCommand('setContext', 'takumo.guarded', true);
    }),
  );
  return store;
}

/** Opens the demo file and, beside it, what an AI gets. The file is in no folder, and is gone when it is closed. */
async function tryDemo(): Promise<void> {
  const lines = [
    vscode.l10n.t('Made up just now: these credentials open nothing.'),
    vscode.l10n.t('You see values, an AI gets tokens. Type: they follow.'),
    vscode.l10n.t('One value, one token, wherever it stands.'),
  ];
  const content = demoText(lines, (limit) => randomInt(limit));
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  await vscode.window.showTextDocument(document, { preview: false });
  await vscode.commands.executeCommand('takumo.previewTokenized');
}
