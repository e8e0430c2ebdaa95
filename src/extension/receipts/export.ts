/** Receipts as JSON in an untitled document and as plain text on the clipboard: the views' own data, for other programs and for mail. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import type { Receipts } from './receipts.ts';
import { summarize } from './summary.ts';

export async function exportReceipts(receipts: Receipts): Promise<void> {
  const { receipts: all } = await receipts.all();
  await openJson({ summary: summarize(all), receipts: all });
}

/** Opens an untitled document, not a file: whether and where it is saved is the user's choice. */
export async function openJson(value: unknown): Promise<void> {
  const content = `${JSON.stringify(value, null, 2)}\n`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
}

export async function copyReceipts(receipts: Receipts): Promise<void> {
  const { receipts: all } = await receipts.all();
  await vscode.env.clipboard.writeText(asText(all));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Receipts copied as text.'), 4000);
}

/** One line a receipt, its fields parted by tabs. */
function asText(receipts: readonly Receipt[]): string {
  const lines = receipts.map((receipt) => {
    const secrets = Object.entries(receipt.byCategory).map(([category, count]) => `${category} ${count}`);
    const fields = [receipt.time, receipt.decision, receipt.model, secrets.join(', ') || '-', `${receipt.bytesOut} B`];
    return fields.join('\t');
  });
  return `${lines.join('\n')}\n`;
}
