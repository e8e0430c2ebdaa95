/** The Receipts view of the side bar: a native tree by conversation, searched by a command. It reads the store only while it is visible. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import { createFormats } from '../../views/base/formats.ts';
import { createSearch, groupByConversation } from '../../views/what-left/conversations.ts';
import { longestQuery } from '../../views/what-left/messages.ts';
import type { GuardState } from '../state/state.ts';
import { DisposableStore } from '../store.ts';
import { openJson } from './export.ts';
import { mostShown, newestReceipts, startFeed } from './receipt-feed.ts';
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
  const describe = (): void => {
    const zdr = state.zdr ? vscode.l10n.t('Zero data retention is on: new receipts keep no places.') : undefined;
    const searched =
      provider.query === '' ? undefined : vscode.l10n.t('Search: {0} (matches: {1})', provider.query, provider.found);
    view.message = [searched, zdr].filter((line) => line !== undefined).join('\n');
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

interface Loaded {
  /** Newest first. */
  readonly receipts: readonly Receipt[];
}

class ReceiptsProvider implements vscode.TreeDataProvider<ReceiptRow>, vscode.Disposable {
  readonly #receipts: Receipts;
  readonly #changed = new vscode.EventEmitter<ReceiptRow | undefined>();
  readonly #loadedEvent = new vscode.EventEmitter<{ readonly empty: boolean; readonly found: number }>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidLoad = this.#loadedEvent.event;
  #loaded: Promise<Loaded> | undefined;
  #language: (RowLanguage & { readonly search: ReturnType<typeof createSearch> }) | undefined;
  query = '';
  found = 0;

  constructor(receipts: Receipts) {
    this.#receipts = receipts;
  }

  async getChildren(row?: ReceiptRow): Promise<ReceiptRow[]> {
    if (row !== undefined) return [...rowsUnder(row, this.#words())];
    this.#loaded ??= newestReceipts(this.#receipts);
    const { receipts } = await this.#loaded;
    const found = this.#words().search(receipts, this.query);
    this.found = found.length;
    this.#loadedEvent.fire({ empty: receipts.length === 0, found: found.length });
    return groupByConversation(found).map((conversation) => ({ kind: 'conversation', conversation }));
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
    this.#loaded = before.then(({ receipts }) => {
      const known = new Set(receipts.map(({ id }) => id));
      const added = more.filter(({ id }) => !known.has(id));
      return { receipts: [...added, ...receipts].slice(0, mostShown) };
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
