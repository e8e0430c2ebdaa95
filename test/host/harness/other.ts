/** What the second window's extension host runs: the steps that a test in the first window asks for, one by one, until it is told to end. */
import * as vscode from 'vscode';
import { call } from './bridge.ts';
import { begin, inWorkspace, newConversation, until } from './chat.ts';
import type { OtherAnswer, OtherStep } from './other-window.ts';

export async function run(): Promise<void> {
  for (;;) {
    const step = await call<OtherStep | undefined>('other/next');
    if (step === undefined) continue;
    const answer: OtherAnswer = await perform(step).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: String(error) }),
    );
    await call('other/done', { answer });
    if (step.kind === 'end') return;
  }
}

async function perform(step: OtherStep): Promise<unknown> {
  switch (step.kind) {
    case 'command':
      return vscode.commands.executeCommand(step.id, ...(step.args ?? []));
    case 'preview': {
      await vscode.window.showTextDocument(inWorkspace(step.path));
      await vscode.commands.executeCommand('takumo.previewTokenized');
      const find = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'takumo-preview');
      return (await until('the preview', find)).getText();
    }
    case 'restore': {
      const document = await vscode.workspace.openTextDocument({ content: step.text });
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('takumo.restoreSelection');
      const text = document.getText();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      return text;
    }
    case 'ask':
      await newConversation();
      return begin(step.query, { mode: 'ask' });
    case 'end':
      return undefined;
  }
}
