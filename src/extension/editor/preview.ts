/** `Preview What the AI Sees`: a diff of a file against a read-only document of the same text with tokens. The preview is never on disk. */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import type { WindowSession } from '../session/window-session.ts';
import { DisposableStore } from '../store.ts';

const previewScheme = 'takumo-preview';

export function registerPreview(sessions: WindowSession<Session>): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  /** Open previews, by the address of the preview. */
  const open = new Map<string, vscode.Uri>();
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(preview) {
        const source = open.get(preview.toString()) ?? sourceOf(preview);
        const document = await vscode.workspace.openTextDocument(source);
        const session = await sessions.get();
        const path = vscode.workspace.asRelativePath(source);
        return session.tokenize(document.getText(), path, { staysHere: true }).content;
      },
    }),
  );
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const preview = previewOf(document.uri);
      if (open.has(preview.toString())) changed.fire(preview);
    }),
  );
  store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => open.delete(uri.toString())));
  store.add(
    vscode.commands.registerCommand('takumo.previewTokenized', async () => {
      const document = vscode.window.activeTextEditor?.document;
      const source = document?.uri;
      if (document === undefined || source === undefined || source.scheme === previewScheme) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a file first.'));
        return;
      }
      const preview = previewOf(source);
      const shown = await vscode.workspace.openTextDocument(preview);
      // A new file has no name that tells its language. (Setting it closes and opens the document, so it comes before it is followed.)
      if (shown.languageId !== document.languageId)
        await vscode.languages.setTextDocumentLanguage(shown, document.languageId);
      open.set(preview.toString(), source);
      changed.fire(preview);
      const name = source.path.slice(source.path.lastIndexOf('/') + 1);
      await vscode.commands.executeCommand(
        'vscode.diff',
        source,
        preview,
        vscode.l10n.t('{0}: what the AI sees', name),
      );
    }),
  );
  return store;
}

/** The path keeps its end, so that the language and the icon are right. */
function previewOf(source: vscode.Uri): vscode.Uri {
  return vscode.Uri.from({ scheme: previewScheme, path: source.path, query: source.toString() });
}

function sourceOf(preview: vscode.Uri): vscode.Uri {
  return vscode.Uri.parse(preview.query, true);
}
