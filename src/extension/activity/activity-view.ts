/** The Activity view and its commands: the same data as charts, as text and as JSON. The view is told of receipts only while it is visible. */
import * as vscode from 'vscode';
import { readFromActivity, type ToActivity } from '../../views/activity/messages.ts';
import { rowOf, summarizeActivity } from '../../views/activity/summary.ts';
import { openJson } from '../receipts/export.ts';
import { startFeed } from '../receipts/receipt-feed.ts';
import type { Receipts } from '../receipts/receipts.ts';
import { DisposableStore } from '../store.ts';
import { webviewOptions, webviewPage } from '../webview-page.ts';
import { activityText } from './activity-text.ts';
import { activityWords } from './activity-words.ts';

export interface ActivityOptions {
  readonly extensionUri: vscode.Uri;
  readonly receipts: Receipts;
}

/** A week, and a day more for the hours before the first midnight. */
const longestMs = 8 * 24 * 3_600_000;

export function registerActivity({ extensionUri, receipts }: ActivityOptions): vscode.Disposable {
  const store = new DisposableStore();
  store.add(
    vscode.window.registerWebviewViewProvider('takumo.activity', {
      resolveWebviewView: (view) => {
        const owned = store.add(startView(view, { extensionUri, receipts }));
        view.onDidDispose(() => store.delete(owned));
      },
    }),
  );
  const read = async () => {
    const rows = await recentRows(receipts);
    const now = Date.now();
    return { day: summarizeActivity(rows, 'day', now), week: summarizeActivity(rows, 'week', now) };
  };
  store.add(
    vscode.commands.registerCommand('takumo.showActivity', () =>
      vscode.commands.executeCommand('takumo.activity.focus'),
    ),
  );
  store.add(
    vscode.commands.registerCommand('takumo.copyActivity', async () => {
      const { day, week } = await read();
      await vscode.env.clipboard.writeText(activityText([day, week], activityWords(), vscode.env.language));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Activity copied as text.'), 4000);
    }),
  );
  store.add(
    vscode.commands.registerCommand('takumo.exportActivity', async () => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      await openJson({ written: new Date().toISOString(), timeZone, ...(await read()) });
    }),
  );
  return store;
}

function startView(view: vscode.WebviewView, { extensionUri, receipts }: ActivityOptions): DisposableStore {
  const owned = new DisposableStore();
  const { webview } = view;
  const post = (message: ToActivity): void => void webview.postMessage(message);
  const sendAll = async (): Promise<void> => {
    const rows = await recentRows(receipts);
    if (!owned.disposed) post({ type: 'data', words: activityWords(), language: vscode.env.language, rows });
  };
  owned.add(
    startFeed({
      receipts,
      visible: () => view.visible,
      all: () => void sendAll(),
      more: (more) => post({ type: 'more', rows: more.map(rowOf) }),
    }),
  );
  owned.add(
    webview.onDidReceiveMessage(async (message: unknown) => {
      const read = readFromActivity(message);
      if (read?.type === 'ready') await sendAll();
      if (read?.type === 'chat') await vscode.commands.executeCommand('workbench.action.chat.open');
    }),
  );
  webview.options = webviewOptions(extensionUri);
  webview.html = webviewPage(webview, extensionUri, 'activity', vscode.l10n.t('Activity'));
  return owned;
}

async function recentRows(receipts: Receipts) {
  const { receipts: all } = await receipts.all();
  const since = Date.now() - longestMs;
  return all.map(rowOf).filter(({ time }) => time >= since);
}
