/**
 * Read-only documents of what a file would be with its values restored, for the diff that comes before. The text is made from the live
 * session when it is asked for, lives in memory alone, and its tab is closed as soon as the question is answered.
 */
import * as vscode from 'vscode';
import { DisposableStore } from '../store.ts';
import { applyEdits, planRestore } from './restore-lines.ts';
import { createRestore, type TokenDeps } from './restoring.ts';

const restoredScheme = 'takumo-restored';

export function registerRestoredPreview(deps: TokenDeps): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(restoredScheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(preview) {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(preview.query, true));
        const restore = await createRestore(deps);
        const text = document.getText();
        return restore === undefined ? text : applyEdits(text, planRestore(text, restore).edits);
      },
    }),
  );
  const open = (): readonly vscode.TextDocument[] =>
    vscode.workspace.textDocuments.filter((document) => document.uri.scheme === restoredScheme);
  // The file went on, or the session was replaced: what is shown is what would happen now.
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const key = previewOf(document.uri).toString();
      for (const each of open()) if (each.uri.toString() === key) changed.fire(each.uri);
    }),
  );
  store.add(
    deps.session.onDidChange(() => {
      for (const each of open()) changed.fire(each.uri);
    }),
  );
  store.defer(() => {
    closePreviews().catch(() => {
      // The window is closing too.
    });
  });
  return store;
}

/** The path keeps its end, so that the language and the icon are right. */
function previewOf(source: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: restoredScheme, path: source.path, query: source.toString() });
}

/** Shows what restoring changes: a diff of one file, or one editor with the diffs of all. */
export async function showRestored(sources: readonly vscode.Uri[], title: string): Promise<void> {
  const [only] = sources;
  // A tab that is only looked at would be replaced by the diff, and be gone with it.
  if (vscode.window.tabGroups.activeTabGroup.activeTab?.isPreview === true)
    await vscode.commands.executeCommand('workbench.action.keepEditor');
  if (sources.length === 1 && only !== undefined) {
    await vscode.commands.executeCommand('vscode.diff', only, previewOf(only), title, { preview: false });
    return;
  }
  const rows = sources.map((source) => [source, source, previewOf(source)]);
  await vscode.commands.executeCommand('vscode.changes', title, rows);
}

/** Closes every preview, so that no restored text stays on screen that nobody asked to keep. */
export async function closePreviews(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}

function isPreview({ input }: vscode.Tab): boolean {
  if (input instanceof vscode.TabInputTextDiff) return input.modified.scheme === restoredScheme;
  // `TabInputTextMultiDiff` is newer than the oldest VS Code that Takumo runs in.
  const rows = (input as { readonly textDiffs?: readonly { readonly modified: vscode.Uri }[] } | undefined)?.textDiffs;
  return rows?.some(({ modified }) => modified.scheme === restoredScheme) === true;
}
