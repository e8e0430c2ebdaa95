/** What the Receipts tree is made of: the receipts that are kept, read once and held while the view is visible, searched as asked. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import { createFormats } from '../../views/base/formats.ts';
import { createSearch, groupByConversation } from '../../views/what-left/conversations.ts';
import { withShownPlaces } from '../session/places.ts';
import { mostShown } from './receipt-feed.ts';
import { itemOf, type ReceiptRow, type RowLanguage, rowsUnder } from './receipt-tree.ts';
import { receiptWords } from './receipt-words.ts';
import type { Receipts } from './receipts.ts';

/** What there is to show: receipts, none yet, none that match the search, or only ones whose key is gone. */
export type Loaded = 'some' | 'none' | 'unmatched' | 'unreadable';

interface Kept {
  /** Newest first. */
  readonly receipts: readonly Receipt[];
  readonly damaged: number;
}

interface Language extends RowLanguage {
  readonly search: ReturnType<typeof createSearch>;
}

export class ReceiptsProvider implements vscode.TreeDataProvider<ReceiptRow>, vscode.Disposable {
  readonly #receipts: Receipts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #loaded = new vscode.EventEmitter<Loaded>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Fires each time the rows were made. */
  readonly onDidLoad = this.#loaded.event;
  #kept: Promise<Kept> | undefined;
  #language: Language | undefined;
  #query = '';

  constructor(receipts: Receipts) {
    this.#receipts = receipts;
  }

  get query(): string {
    return this.#query;
  }

  async getChildren(row?: ReceiptRow): Promise<ReceiptRow[]> {
    if (row !== undefined) return [...rowsUnder(row, this.#words())];
    this.#kept ??= this.#read();
    const { receipts, damaged } = await this.#kept;
    // Everything that is kept is searched; of what was found the newest are shown.
    const found = this.#words().search(receipts, this.#query);
    if (found.length > 0) this.#loaded.fire('some');
    else if (receipts.length > 0) this.#loaded.fire('unmatched');
    else this.#loaded.fire(damaged > 0 ? 'unreadable' : 'none');
    return groupByConversation(found.slice(0, mostShown)).map((conversation) => ({
      kind: 'conversation',
      conversation,
    }));
  }

  getTreeItem(row: ReceiptRow): vscode.TreeItem {
    return itemOf(row, this.#words());
  }

  search(query: string): void {
    this.#query = query;
    this.#changed.fire(undefined);
  }

  /** Adds receipts that have just come, newest first. */
  add(more: readonly Receipt[]): void {
    const before = this.#kept;
    if (before === undefined) return;
    this.#kept = before.then(({ receipts, damaged }) => {
      const known = new Set(receipts.map(({ id }) => id));
      const added = more.filter(({ id }) => !known.has(id)).map(withShownPlaces);
      return { receipts: [...added, ...receipts], damaged };
    });
    this.#changed.fire(undefined);
  }

  reload(): void {
    this.drop();
    this.#changed.fire(undefined);
  }

  drop(): void {
    this.#kept = undefined;
  }

  dispose(): void {
    this.drop();
    this.#changed.dispose();
    this.#loaded.dispose();
  }

  async #read(): Promise<Kept> {
    const { receipts, damaged } = await this.#receipts.all();
    return { receipts: receipts.map(withShownPlaces).reverse(), damaged };
  }

  /** Made on first use: formats of dates and numbers cost milliseconds that activation has not. */
  #words(): Language {
    if (this.#language === undefined) {
      const words = receiptWords();
      this.#language = { words, formats: createFormats(vscode.env.language), search: createSearch(words) };
    }
    return this.#language;
  }
}
