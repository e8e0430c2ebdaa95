/** `Takumo: Show What Left`: the receipts in a webview with a strict content policy, and the same data as text and JSON. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';
import { readFromWhatLeft, type WhatLeftData, type WhatLeftWords } from '../../views/what-left/messages.ts';
import { confirm } from '../confirm.ts';
import type { GuardState } from '../state/state.ts';
import { DisposableStore } from '../store.ts';
import type { Receipts } from './receipts.ts';
import { summarize } from './summary.ts';

export interface WhatLeftOptions {
  readonly extensionUri: vscode.Uri;
  readonly receipts: Receipts;
  readonly state: GuardState;
}

export function registerWhatLeft(options: WhatLeftOptions): vscode.Disposable {
  const store = new DisposableStore();
  let open: { readonly panel: vscode.WebviewPanel; readonly owned: DisposableStore } | undefined;
  store.defer(() => open?.panel.dispose());
  store.add(
    vscode.commands.registerCommand('takumo.showWhatLeft', () => {
      if (open !== undefined) {
        open.panel.reveal();
        return;
      }
      const owned = new DisposableStore();
      const panel = createPanel(options, owned);
      open = { panel, owned };
      owned.add(
        panel.onDidDispose(() => {
          open = undefined;
          owned.dispose();
        }),
      );
    }),
  );
  store.add(vscode.commands.registerCommand('takumo.exportReceipts', () => exportReceipts(options.receipts)));
  store.add(
    vscode.commands.registerCommand('takumo.clearReceipts', async () => {
      const sure = await confirm(
        vscode.l10n.t('Delete all receipts of this machine?'),
        vscode.l10n.t('Delete'),
        vscode.l10n.t("Receipts hold no secrets, only what was found and when. This can't be undone."),
      );
      if (sure) await options.receipts.clear();
    }),
  );
  return store;
}

function createPanel({ extensionUri, receipts, state }: WhatLeftOptions, owned: DisposableStore): vscode.WebviewPanel {
  const views = vscode.Uri.joinPath(extensionUri, 'dist', 'views');
  const panel = vscode.window.createWebviewPanel(
    'takumo.whatLeft',
    vscode.l10n.t('What Left'),
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [views], enableCommandUris: false, enableForms: false },
  );
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
  const send = async (): Promise<void> => {
    await panel.webview.postMessage(await readData(receipts, state));
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), 200);
  };
  owned.defer(() => clearTimeout(timer));
  owned.add(receipts.onDidAdd(soon));
  owned.add(state.onDidChange(soon));
  owned.add(
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const read = readFromWhatLeft(message);
      if (read?.type === 'ready') await send();
      if (read?.type === 'export') await exportReceipts(receipts);
      if (read?.type === 'copy') {
        const { receipts: all } = await receipts.all();
        await vscode.env.clipboard.writeText(asText(all));
        vscode.window.setStatusBarMessage(vscode.l10n.t('Receipts copied as text.'), 4000);
      }
    }),
  );
  panel.webview.html = page(panel.webview, views);
  return panel;
}

async function readData(receipts: Receipts, state: GuardState): Promise<WhatLeftData> {
  const { receipts: all, damaged } = await receipts.all();
  return {
    type: 'data',
    words: words(),
    language: vscode.env.language,
    receipts: [...all].reverse(),
    damaged,
    zdr: state.zdr,
  };
}

async function exportReceipts(receipts: Receipts): Promise<void> {
  const { receipts: all } = await receipts.all();
  // An untitled document, not a file: whether and where it is saved is the user's choice.
  const document = await vscode.workspace.openTextDocument({
    language: 'json',
    content: `${JSON.stringify({ summary: summarize(all), receipts: all }, null, 2)}\n`,
  });
  await vscode.window.showTextDocument(document);
}

/** One line a receipt, for screen readers and mail. */
function asText(receipts: readonly Receipt[]): string {
  const lines = receipts.map((receipt) => {
    const secrets = Object.entries(receipt.byCategory).map(([category, count]) => `${category} ${count}`);
    return [receipt.time, receipt.decision, receipt.model, secrets.join(', ') || '-', `${receipt.bytesOut} B`].join(
      '\t',
    );
  });
  return `${lines.join('\n')}\n`;
}

function page(webview: vscode.Webview, views: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(views, name)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; font-src 'none'; img-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('what-left.css')}">
<title>${escapeHtml(vscode.l10n.t('What Left'))}</title>
</head>
<body><script nonce="${nonce}" src="${address('what-left.js')}"></script></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function words(): WhatLeftWords {
  const t = vscode.l10n.t;
  return {
    title: t('What left this machine'),
    intro: t(
      'One row for each request of a guarded model: what was found in it, and what was sent instead. Receipts hold no secrets, and stay on this machine, encrypted.',
    ),
    zdr: t('Zero data retention is on: new receipts keep no places.'),
    empty: t('Nothing here yet. Pick a guarded model in the chat and ask something.'),
    damaged: t(
      '{0} older receipt(s) can not be read: the key they were encrypted with is gone. "Takumo: Delete All Receipts…" removes them.',
      '{0}',
    ),
    search: t('Search'),
    requests: t('Requests'),
    keptBack: t('Secrets kept back'),
    restored: t('Tokens restored'),
    blocked: t('Blocked'),
    unguarded: t('Sent unguarded'),
    exportJson: t('Export as JSON'),
    copyText: t('Copy as text'),
    time: t('Time'),
    model: t('Model'),
    decision: t('Decision'),
    secrets: t('Found'),
    sent: t('Sent'),
    places: t('Places'),
    policies: t('Policies'),
    findings: t('Findings in the answer'),
    unscannable: t('Could not be scanned'),
    none: t('no secrets'),
    details: t('Details'),
    duration: t('Guard + provider + answer'),
    decisions: {
      sent: t('Sent'),
      blocked: t('Blocked'),
      failed: t('Failed'),
      unguarded: t('Unguarded'),
    },
  };
}
