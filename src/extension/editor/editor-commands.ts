/** Commands on the text in the editor: what goes to an AI goes as tokens, and what comes back gets its values. */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import { confirm } from '../confirm.ts';
import type { WindowSession } from '../session/window-session.ts';
import { DisposableStore } from '../store.ts';
import { tokenAt } from './tokens.ts';

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
  add('restoreSelection', restoreSelection);
  store.add(vscode.commands.registerCommand('takumo.revealToken', (given?: unknown) => revealToken(session, given)));
  return store;
}

async function copyTokenized(editor: vscode.TextEditor, session: Session): Promise<number> {
  const { content, tokenCount } = tokenized(editor, session);
  await vscode.env.clipboard.writeText(content);
  vscode.window.setStatusBarMessage(
    tokenCount === 0
      ? vscode.l10n.t('Copied. No secrets were found.')
      : vscode.l10n.t('Copied with {0} token(s).', tokenCount),
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

async function restoreSelection(editor: vscode.TextEditor, session: Session): Promise<number> {
  const ranges = editor.selections.every((selection) => selection.isEmpty)
    ? [wholeDocument(editor.document)]
    : editor.selections.filter((selection) => !selection.isEmpty);
  const restored = ranges.map((range) => {
    const text = editor.document.getText(range);
    // The exact inverse of Copy Tokenized: a value comes back as it was written in its source, escapes included.
    return { range, text, result: session.rehydrate(text) };
  });
  const changed = restored.filter(({ text, result }) => result.content !== text);
  if (changed.length > 0) {
    await editor.edit((edit) => {
      for (const { range, result } of changed) edit.replace(range, result.content);
    });
  }
  const count = restored.reduce((sum, { result }) => sum + result.rehydratedCount, 0);
  const unknown = restored.reduce((sum, { result }) => sum + result.warnings.length, 0);
  vscode.window.setStatusBarMessage(
    unknown > 0
      ? vscode.l10n.t('Restored {0} token(s); {1} are not of this session.', count, unknown)
      : vscode.l10n.t('Restored {0} token(s).', count),
    4000,
  );
  return count;
}

/** Shows the value of one token, after a confirmation: the value is on screen, and is written nowhere. */
async function revealToken(sessions: WindowSession<Session>, given: unknown): Promise<boolean> {
  const token = typeof given === 'string' ? given : (tokenUnderCursor() ?? (await askToken()));
  if (token === undefined) return false;
  const session = await sessions.get();
  const known = session.describe(token);
  const value = session.reveal(token);
  if (known === undefined || value === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This token is not of this session, so nothing can be revealed.'),
    );
    return false;
  }
  const where = known.path === undefined ? '' : known.line === undefined ? known.path : `${known.path}:${known.line}`;
  const sure = await confirm(
    vscode.l10n.t('Reveal the value of this token?'),
    vscode.l10n.t('Reveal'),
    [vscode.l10n.t('It will be shown on screen.'), known.category, where].filter(Boolean).join(' · '),
  );
  if (!sure) return false;
  const shown = await vscode.window.showQuickPick(
    [{ label: value.reveal(), detail: vscode.l10n.t('Enter copies it, Escape closes.') }],
    { title: token, ignoreFocusOut: true },
  );
  if (shown !== undefined) await vscode.env.clipboard.writeText(shown.label);
  return true;
}

function tokenUnderCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  if (!editor.selection.isEmpty) return tokenAt(editor.document.getText(editor.selection));
  const { line, character } = editor.selection.active;
  return tokenAt(editor.document.lineAt(line).text, character);
}

async function askToken(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Reveal Token'),
    prompt: vscode.l10n.t('Paste a token from a chat answer.'),
    value: tokenAt(await vscode.env.clipboard.readText()) ?? '',
    validateInput: (value) => (tokenAt(value) === undefined ? vscode.l10n.t('That is not a token.') : undefined),
  });
  return text === undefined ? undefined : tokenAt(text);
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
