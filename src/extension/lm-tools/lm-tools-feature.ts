/** The tools that agents and `#` references call: looking for secrets and reviewing code. They read the workspace only and change nothing. */
import * as vscode from 'vscode';
import { DisposableStore } from '../store.ts';
import type { ToolShell } from './tools.ts';

const loadTools = () => import('./tools.ts');

export function registerTools(shell: ToolShell): vscode.Disposable {
  const store = new DisposableStore();
  // No path of the input is shown: a model wrote it, and the chat renders it.
  store.add(
    vscode.lm.registerTool('takumo_scan', {
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Looking for secrets') }),
      invoke: async ({ input }, token) => resultOf(await (await loadTools()).scan(shell, input, token)),
    }),
  );
  store.add(
    vscode.lm.registerTool('takumo_review', {
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Reviewing code for weaknesses') }),
      invoke: async ({ input }, token) => resultOf(await (await loadTools()).review(shell, input, token)),
    }),
  );
  return store;
}

function resultOf(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
