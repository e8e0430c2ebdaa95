/** `Takumo: Show What Left`: the receipts in an editor tab that comes back after a reload, and the same data as text and JSON. */
import * as vscode from 'vscode';
import { readFromWhatLeft, type ToWhatLeft } from '../../views/what-left/messages.ts';
import { confirm } from '../confirm.ts';
import { withShownPlaces } from '../session/places.ts';
import type { GuardState } from '../state/state.ts';
import { DisposableStore } from '../store.ts';
import { webviewOptions, webviewPage } from '../webview-page.ts';
import { copyReceipts, exportReceipts } from './export.ts';
import { newestReceipts, startFeed } from './receipt-feed.ts';
import { whatLeftWords } from './receipt-words.ts';
import type { Receipts } from './receipts.ts';

export interface WhatLeftOptions {
  readonly extensionUri: vscode.Uri;
  readonly receipts: Receipts;
  readonly state: GuardState;
}

const viewType = 'takumo.whatLeft';

export function registerWhatLeft(options: WhatLeftOptions): vscode.Disposable {
  const store = new DisposableStore();
  const { receipts, extensionUri } = options;
  let open: vscode.WebviewPanel | undefined;
  const take = (panel: vscode.WebviewPanel): void => {
    open?.dispose();
    open = panel;
    // The panel itself is VS Code's: disposed with us, it would not come back after a reload of the window.
    const owned = store.add(startPanel(panel, options));
    owned.add(
      panel.onDidDispose(() => {
        if (open === panel) open = undefined;
        store.delete(owned);
      }),
    );
  };
  store.add(
    vscode.commands.registerCommand('takumo.showWhatLeft', () => {
      if (open !== undefined) {
        open.reveal();
        return;
      }
      const title = vscode.l10n.t('What Left');
      take(
        vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, {
          ...webviewOptions(extensionUri),
          enableFindWidget: true,
        }),
      );
    }),
  );
  store.add(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel) => {
        panel.webview.options = webviewOptions(extensionUri);
        take(panel);
      },
    }),
  );
  store.add(vscode.commands.registerCommand('takumo.exportReceipts', () => exportReceipts(receipts)));
  store.add(vscode.commands.registerCommand('takumo.copyReceipts', () => copyReceipts(receipts)));
  store.add(
    vscode.commands.registerCommand('takumo.clearReceipts', async () => {
      const sure = await confirm(
        vscode.l10n.t('Delete all receipts of this machine?'),
        vscode.l10n.t('Delete'),
        vscode.l10n.t("Receipts hold no secrets, only what was found and when. This can't be undone."),
      );
      if (sure) await receipts.clear();
    }),
  );
  return store;
}

/** Fills a panel and keeps it in step, until what it gives is disposed. */
function startPanel(panel: vscode.WebviewPanel, { extensionUri, receipts, state }: WhatLeftOptions): DisposableStore {
  const owned = new DisposableStore();
  let query = '';
  const post = (message: ToWhatLeft): void => void panel.webview.postMessage(message);
  const sendAll = async (): Promise<void> => {
    const newest = await newestReceipts(receipts);
    if (owned.disposed) return;
    const shown = newest.receipts.map(withShownPlaces);
    const { language } = vscode.env;
    post({ type: 'data', words: whatLeftWords(), language, zdr: state.zdr, query, ...newest, receipts: shown });
  };
  const visible = (): boolean => panel.visible;
  owned.add(
    startFeed({
      receipts,
      visible,
      all: () => void sendAll(),
      more: (more) => post({ type: 'more', receipts: more.map(withShownPlaces) }),
    }),
  );
  let { zdr } = state;
  owned.add(
    state.onDidChange(() => {
      if (state.zdr === zdr) return;
      zdr = state.zdr;
      if (panel.visible) void sendAll();
    }),
  );
  owned.add(
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const read = readFromWhatLeft(message);
      if (read?.type === 'ready') await sendAll();
      if (read?.type === 'query') query = read.query;
      if (read?.type === 'export') await exportReceipts(receipts);
      if (read?.type === 'copy') await copyReceipts(receipts);
      if (read?.type === 'chat') await vscode.commands.executeCommand('workbench.action.chat.open');
    }),
  );
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
  panel.webview.html = webviewPage(panel.webview, extensionUri, 'what-left', vscode.l10n.t('What Left'));
  return owned;
}
