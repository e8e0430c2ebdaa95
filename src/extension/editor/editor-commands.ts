/** Commands that take text out of the editor for an AI: it goes as tokens. */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import type { WindowSession } from '../session/window-session.ts';
import { DisposableStore } from '../store.ts';

export function registerEditorCommands(session: WindowSession<Session>): vscode.Disposable {
  const store = new DisposableStore();
  const add = (id: string, run: (editor: vscode.TextEditor, session: Session) => Promise<unknown>): void => {
    store.add(
      vscode.commands.registerCommand(`takumo.${id}`, async () => {
        const editor = vscode.window.activeTextEditor;
        if (editor === undefined) {
          void vscode.window.showInformationMessage(vscode.l10n.t('Open a file first.'));
          return undefined;
        }
        const result = await run(editor, await session.get());
        session.touch();
        return result;
      }),
    );
  };
  add('copyTokenized', copyTokenized);
  add('sendSelectionToChat', sendSelectionToChat);
  return store;
}

async function copyTokenized(editor: vscode.TextEditor, session: Session): Promise<number> {
  const { content, tokenCount } = tokenized(editor, session);
  await vscode.env.clipboard.writeText(content);
  vscode.window.setStatusBarMessage(
    tokenCount === 0
      ? vscode.l10n.t('Copied. No secrets were found.')
      : vscode.l10n.t('Copied. Tokens in it: {0}.', tokenCount),
    4000,
  );
  return tokenCount;
}

/** Puts the tokenized selection into the chat's input, for the user to add a question: nothing is sent yet. */
async function sendSelectionToChat(editor: vscode.TextEditor, session: Session): Promise<number> {
  const { content, tokenCount } = tokenized(editor, session);
  const path = vscode.workspace.asRelativePath(editor.document.uri);
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  const query = `${path}\n${fence}${editor.document.languageId}\n${content}\n${fence}\n`;
  await vscode.commands.executeCommand('workbench.action.chat.open', { query, isPartialQuery: true });
  return tokenCount;
}

/** The selections, or the whole file when nothing is selected, with tokens. */
function tokenized(
  editor: vscode.TextEditor,
  session: Session,
): { readonly content: string; readonly tokenCount: number } {
  const { document } = editor;
  const selections = editor.selections.filter((selection) => !selection.isEmpty);
  const ranges = selections.length === 0 ? [wholeDocument(document)] : selections;
  const text = ranges.map((range) => document.getText(range)).join('\n');
  return session.tokenize(text, vscode.workspace.asRelativePath(document.uri));
}

function wholeDocument(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}
