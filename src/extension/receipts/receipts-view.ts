/** The Receipts view of the side bar: a native tree by conversation, searched by a command. It reads the store only while it is visible. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import { createFormats } from '../../views/base/formats.ts';
import { createSearch, groupByConversation } from '../../views/what-left/conversations.ts';
import { longestQuery } from '../../views/what-left/messages.ts';
import type { GuardState } from '../state/state.ts';
import { DisposableStore } from '../store.ts';
import { openJson } from './export.ts';
import { mostShown, startFeed } from './receipt-feed.ts';
import { itemOf, type ReceiptRow, type RowLanguage, rowsUnder } from './receipt-tree.ts';
import { receiptWords } from './receipt-words.ts';
import type { Receipts } from './receipts.ts';

export interface ReceiptsViewOptions {
  readonly receipts: Receipts;
  readonly state: GuardState;
}

export function registerReceiptsView({ receipts, state }: ReceiptsViewOptions): vscode.Disposable {
  const store = new DisposableStore();
  const provider = store.add(new ReceiptsProvider(receipts));
  const view = store.add(vscode.window.createTreeView('takumo.receipts', { treeDataProvider: provider }));
  // VS Code shows no empty state beside a message, and the empty state has the button.
  const describe = (): void => {
    view.description = provider.query === '' ? '' : vscode.l10n.t('search: {0}', provider.query);
    view.message =
      state.zdr && provider.found > 0 ? vscode.l10n.t('Zero data retention is on: new receipts keep no places.') : '';
  };
  const context = (name: string, value: unknown): void =>
    void vscode.commands.executeCommand('setContext', `takumo.${name}`, value);
  store.add(
    provider.onDidLoad(({ empty, found }) => {
      context('receipts', empty ? 'none' : found === 0 ? 'unmatched' : 'some');
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

class ReceiptsProvider implements vscode.TreeDataProvider<ReceiptRow>, vscode.Disposable {
  readonly #receipts: Receipts;
  readonly #changed = new vscode.EventEmitter<ReceiptRow | undefined>();
  readonly #loadedEvent = new vscode.EventEmitter<{ readonly empty: boolean; readonly found: number }>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidLoad = this.#loadedEvent.event;
  /** Newest first. */
  #loaded: Promise<readonly Receipt[]> | undefined;
  #language: (RowLanguage & { readonly search: ReturnType<typeof createSearch> }) | undefined;
  query = '';
  found = 0;

  constructor(receipts: Receipts) {
    this.#receipts = receipts;
  }

  async getChildren(row?: ReceiptRow): Promise<ReceiptRow[]> {
    if (row !== undefined) return [...rowsUnder(row, this.#words())];
    this.#loaded ??= this.#receipts.all().then(({ receipts: all }) => all.toReversed());
    const receipts = await this.#loaded;
    // Everything that is kept is searched; of what was found the newest are shown.
    const found = this.#words().search(receipts, this.query);
    this.found = found.length;
    this.#loadedEvent.fire({ empty: receipts.length === 0, found: found.length });
    return groupByConversation(found.slice(0, mostShown)).map((conversation) => ({
      kind: 'conversation',
      conversation,
    }));
  }

  getTreeItem(row: ReceiptRow): vscode.TreeItem {
    return itemOf(row, this.#words());
  }

  search(query: string): void {
    this.query = query;
    this.#changed.fire(undefined);
  }

  add(more: readonly Receipt[]): void {
    const before = this.#loaded;
    if (before === undefined) return;
    this.#loaded = before.then((receipts) => {
      const known = new Set(receipts.map(({ id }) => id));
      return [...more.filter(({ id }) => !known.has(id)), ...receipts];
    });
    this.#changed.fire(undefined);
  }

  reload(): void {
    this.#loaded = undefined;
    this.#changed.fire(undefined);
  }

  drop(): void {
    this.#loaded = undefined;
  }

  dispose(): void {
    this.#loaded = undefined;
    this.#changed.dispose();
    this.#loadedEvent.dispose();
  }

  /** Made on first use: formats of dates and numbers cost milliseconds that activation has not. */
  #words(): RowLanguage & { readonly search: ReturnType<typeof createSearch> } {
    if (this.#language === undefined) {
      const words = receiptWords();
      this.#language = { words, formats: createFormats(vscode.env.language), search: createSearch(words) };
    }
    return this.#language;
  }
}
