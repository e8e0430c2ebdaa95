/** The settings that the shell reads, by name. Those that a workspace must not set are declared with application or machine scope. */
import * as vscode from 'vscode';

function read<T>(name: string, otherwise: T): T {
  return vscode.workspace.getConfiguration('takumo').get<T>(name, otherwise);
}

function bounded(value: unknown, otherwise: number, least: number, most: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

export const settings = {
  holdSeconds: () => bounded(read<unknown>('hold.seconds', 60), 60, 5, 600),
  keepDays: () => bounded(read<unknown>('receipts.keepDays', 30), 30, 0, 365),
  sentinelAnswers: () => read('sentinel.answers', true),
  insertedCode: () => read('sentinel.insertedCode', true),
  showMonitor: () => read('statusBar.monitor', true),
  showZdr: () => read('statusBar.zdr', true),
  decorateTokens: () => read('editor.decorateTokens', true),
  orphanTokens: () => read('editor.orphanTokens', true),
  pasteRestores: () => read('editor.pasteRestores', true),
  offerEnvironment: () => read('editor.offerEnvironment', true),
};
