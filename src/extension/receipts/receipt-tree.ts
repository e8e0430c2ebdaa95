/** The rows of the Receipts view: conversations, their requests, and each request's facts. Rows name counts, ids and places, never a value. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import type { Formats } from '../../views/base/formats.ts';
import { insert } from '../../views/base/formats.ts';
import {
  type Conversation,
  type Detail,
  detailsOf,
  keptBack,
  modelsOf,
  pairs,
} from '../../views/what-left/conversations.ts';
import type { ReceiptWords } from '../../views/what-left/words.ts';

export type ReceiptRow =
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  | { readonly kind: 'request'; readonly receipt: Receipt }
  | { readonly kind: 'detail'; readonly id: string; readonly detail: Detail };

export interface RowLanguage {
  readonly words: ReceiptWords;
  readonly formats: Formats;
}

export function rowsUnder(row: ReceiptRow, { words, formats }: RowLanguage): readonly ReceiptRow[] {
  if (row.kind === 'detail') return [];
  if (row.kind === 'request') {
    const { receipt } = row;
    return detailsOf(receipt, words, formats).map((detail, index) => ({
      kind: 'detail',
      id: `${receipt.id}/${index}`,
      detail,
    }));
  }
  return row.conversation.requests.map((receipt) => ({ kind: 'request', receipt }));
}

export function itemOf(row: ReceiptRow, language: RowLanguage): vscode.TreeItem {
  switch (row.kind) {
    case 'conversation':
      return conversationItem(row.conversation, language);
    case 'request':
      return requestItem(row.receipt, language);
    case 'detail':
      return detailItem(row.id, row.detail, language);
  }
}

function conversationItem(conversation: Conversation, { words, formats }: RowLanguage): vscode.TreeItem {
  const { id, requests } = conversation;
  const newest = requests[0]!;
  const surface = words.surfaces[newest.surface] ?? newest.surface;
  const kept = insert(words.pair, words.keptBack, formats.number(keptBack(requests)));
  const asked = insert(words.pair, words.requests, formats.number(requests.length));
  const label = formats.recent(newest.time, Date.now());
  const models = formats.list(modelsOf(conversation));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = id;
  const worst = worstOf(requests);
  // What went wrong is what a person looks for; the counts are in the tooltip and below.
  item.description = [worst === 'sent' ? kept : words.decisions[worst], models, surface].join(' · ');
  item.tooltip = [formats.moment(newest.time), models, surface, asked, kept].join('\n');
  item.iconPath = icon(worst, 'comment-discussion');
  item.contextValue = 'takumoConversation';
  item.accessibilityInformation = { label: [formats.moment(newest.time), models, surface, asked, kept].join(', ') };
  return item;
}

function requestItem(receipt: Receipt, { words, formats }: RowLanguage): vscode.TreeItem {
  const decision = words.decisions[receipt.decision];
  const found = formats.list(pairs(receipt.byCategory, words, formats)) || words.nothingFound;
  const label = formats.time(receipt.time);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = receipt.id;
  item.description = `${decision} · ${found}`;
  item.tooltip = [`${label} · ${decision}`, receipt.model, found].join('\n');
  item.iconPath = icon(receipt.decision, 'pass');
  item.contextValue = 'takumoReceipt';
  item.accessibilityInformation = { label: [label, decision, found].join(', ') };
  return item;
}

function detailItem(id: string, { name, value }: Detail, { words }: RowLanguage): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.description = value;
  item.tooltip = insert(words.pair, name, value);
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

/** What needs to be seen first. */
function worstOf(requests: readonly Receipt[]): Receipt['decision'] {
  const order = ['unguarded', 'failed', 'blocked'] as const;
  return order.find((decision) => requests.some((receipt) => receipt.decision === decision)) ?? 'sent';
}

/** The icon's shape says it too, so that no colour is needed. */
function icon(decision: Receipt['decision'], otherwise: string): vscode.ThemeIcon {
  switch (decision) {
    case 'sent':
      return new vscode.ThemeIcon(otherwise);
    case 'blocked':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('list.warningForeground'));
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'unguarded':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
}
