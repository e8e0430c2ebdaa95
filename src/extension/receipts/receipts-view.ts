/** The Receipts view of the side bar: a native tree by conversation, searched by a command. It reads the store only while it is visible. */
import * as vscode from 'vscode';
import { longestQuery } from '../../views/what-left/messages.ts';
import type { GuardState } from '../state/state.ts';
import { DisposableStore } from '../store.ts';
import { openJson } from './export.ts';
import { startFeed } from './receipt-feed.ts';
import type { ReceiptRow } from './receipt-tree.ts';
import type { Receipts } from './receipts.ts';
import { ReceiptsProvider } from './receipts-provider.ts';

export interface ReceiptsViewOptions {
  readonly receipts: Receipts;
  readonly state: GuardState;
}

export function registerReceiptsView({ receipts, state }: ReceiptsViewOptions): vscode.Disposable {
  const store = new DisposableStore();
  const provider = store.add(new ReceiptsProvider(receipts));
  const view = store.add(vscode.window.createTreeView('takumo.receipts', { treeDataProvider: provider }));
  // VS Code shows no empty state beside a message, and the empty state has the button.
  let some = false;
  const describe = (): void => {
    view.description = provider.query === '' ? '' : vscode.l10n.t('search: {0}', provider.query);
    view.message = state.zdr && some ? vscode.l10n.t('Zero data retention is on: new receipts keep no places.') : '';
  };
  const context = (name: string, value: unknown): void =>
    void vscode.commands.executeCommand('setContext', `takumo.${name}`, value);
  store.add(
    provider.onDidLoad((loaded) => {
      some = loaded === 'some';
      context('receipts', loaded);
      describe();
    }),
  );
  store.add(state.onDidChange(describe));
  store.add(
    startFeed({
      receipts,
      visible: () => view.visible,
      all: () => provider.reload(),
      more: (more) => provider.add(more),
    }),
  );
  // Hidden, it holds nothing; shown again, it has what other windows wrote meanwhile too.
  store.add(view.onDidChangeVisibility(({ visible }) => (visible ? provider.reload() : provider.drop())));
  const search = (query: string): void => {
    provider.search(query);
    context('receiptsSearched', query !== '');
  };
  store.add(
    vscode.commands.registerCommand('takumo.searchReceipts', async (given?: unknown) => {
      const query = typeof given === 'string' ? given : await askQuery(provider.query);
      if (query === undefined) return;
      search(query.trim().slice(0, longestQuery));
      if (!view.visible) await vscode.commands.executeCommand('takumo.receipts.focus');
    }),
  );
  store.add(vscode.commands.registerCommand('takumo.clearReceiptSearch', () => search('')));
  store.add(
    vscode.commands.registerCommand('takumo.exportReceipt', async (row?: ReceiptRow) => {
      if (row?.kind === 'request') await openJson(row.receipt);
      if (row?.kind === 'conversation') await openJson(row.conversation.requests);
    }),
  );
  return store;
}

function askQuery(value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Search Receipts'),
    prompt: vscode.l10n.t('Words of a model, rule, place, policy or category. Empty shows all.'),
    value,
  });
}
