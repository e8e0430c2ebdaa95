/**
 * `Restore Tokens in Selection`, `in File`, `in Workspace`, and `Restore Here` of the hover. More than one value is shown as a diff first;
 * what is written is planned again when the answer comes, so a file that went on or a session that was replaced can't be overrun.
 */
import * as vscode from 'vscode';
import { confirm } from '../confirm.ts';
import { eachLimited } from '../session/each-limited.ts';
import { DisposableStore } from '../store.ts';
import { willBeCommitted } from './git.ts';
import { planRestore } from './restore-lines.ts';
import { closePreviews, showRestored } from './restored-preview.ts';
import { createRestore, planDocument, type Restore, type TokenDeps, tellForbidden } from './restoring.ts';
import { findDocument, isOwnText, isTooLarge, isWritable } from './where.ts';
import { findFilesWithTokens } from './workspace-files.ts';

/** Diffs in one editor; the list has every file. */
const mostDiffs = 50;

export function registerRestoreCommands(deps: TokenDeps): vscode.Disposable {
  const store = new DisposableStore();
  const add = (id: string, run: (...given: readonly unknown[]) => Promise<unknown>): void => {
    store.add(vscode.commands.registerCommand(`takumo.${id}`, run));
  };
  add('restoreSelection', () => withEditor((editor) => restoreSelection(deps, editor)));
  add('restoreFile', () => withEditor((editor) => restoreFile(deps, editor.document)));
  add('restoreWorkspace', () => restoreWorkspace(deps));
  add('restoreHere', (...given) => restoreHere(deps, given));
  return store;
}

async function withEditor(run: (editor: vscode.TextEditor) => Promise<number>): Promise<number> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a file first.'));
    return 0;
  }
  if (!isOwnText(editor.document) || !isWritable(editor.document)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Values are restored in files, untitled files and notebook cells that can be changed. This is none.',
      ),
    );
    return 0;
  }
  return run(editor);
}

/** The selections, or the whole file when nothing is selected. */
async function restoreSelection(deps: TokenDeps, editor: vscode.TextEditor): Promise<number> {
  const { document } = editor;
  const selected = editor.selections.filter((selection) => !selection.isEmpty);
  if (selected.length === 0 && isTooLarge(document)) return tellTooLarge();
  const restore = await createRestore(deps);
  if (restore === undefined) return forbidden();
  const ranges = selected.length > 0 ? selected : [wholeOf(document)];
  const plans = ranges.map((range) => ({
    base: document.offsetAt(range.start),
    plan: planRestore(document.getText(range), restore),
  }));
  const count = plans.reduce((sum, { plan }) => sum + plan.count, 0);
  if (count > 0) {
    const done = await editor.edit((edit) => {
      for (const { base, plan } of plans) {
        for (const { start, end, text } of plan.edits) edit.replace(rangeAt(document, base + start, base + end), text);
      }
    });
    if (!done) return tellNotChanged();
  }
  tellRestored(
    count,
    plans.reduce((sum, { plan }) => sum + plan.unknown, 0),
  );
  return count;
}

async function restoreFile(deps: TokenDeps, document: vscode.TextDocument): Promise<number> {
  if (isTooLarge(document)) return tellTooLarge();
  const plan = await planDocument(deps, document.getText());
  if (plan === undefined) return forbidden();
  if (plan.count > 1 && document.uri.scheme !== 'vscode-notebook-cell') {
    const name = nameOf(document.uri);
    await showRestored([document.uri], vscode.l10n.t('{0}: with its values restored', name));
    const sure = await confirm(
      vscode.l10n.t('Restore the tokens in {1}? Found: {0}.', plan.count, name),
      vscode.l10n.t('Restore'),
      vscode.l10n.t('The diff shows what will change. The values will stand in the file.'),
    );
    await closePreviews();
    if (!sure) return 0;
  }
  const counted = await applyTo(deps, [document.uri]);
  if (counted !== undefined) tellRestored(counted.count, counted.unknown);
  return counted?.count ?? 0;
}

async function restoreWorkspace(deps: TokenDeps): Promise<number> {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first.'));
    return 0;
  }
  const restore = await createRestore(deps);
  if (restore === undefined) return forbidden();
  const found = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Takumo is looking for tokens in the workspace'),
      cancellable: true,
    },
    async (progress, cancellation) => {
      const { files, cut } = await findFilesWithTokens(cancellation, (done, all) =>
        progress.report({ message: vscode.l10n.t('{0} of {1} files', done, all) }),
      );
      return cancellation.isCancellationRequested ? undefined : { rows: await countIn(files, restore), cut };
    },
  );
  if (found === undefined) return 0;
  const { rows, cut } = found;
  if (rows.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('No token of this session stands in the workspace.'), 4000);
    return 0;
  }
  await showRestored(
    rows.slice(0, mostDiffs).map(({ uri }) => uri),
    vscode.l10n.t('The workspace with its values restored'),
  );
  const chosen = await vscode.window.showQuickPick(
    rows.map(({ uri, count, committed }) => ({
      uri,
      label: vscode.workspace.asRelativePath(uri),
      description: committed
        ? vscode.l10n.t('Tokens: {0}, in a file that git does not ignore', count)
        : vscode.l10n.t('Tokens: {0}', count),
      picked: true,
    })),
    {
      canPickMany: true,
      ignoreFocusOut: true,
      title: vscode.l10n.t('Restore tokens in these files?'),
      placeHolder: cut
        ? vscode.l10n.t('Only the first {0} files of the workspace were looked at.', 20_000)
        : vscode.l10n.t('The diff shows what will change. The values will stand in the files.'),
    },
  );
  await closePreviews();
  if (chosen === undefined || chosen.length === 0) return 0;
  const counted = await applyTo(
    deps,
    chosen.map(({ uri }) => uri),
  );
  if (counted !== undefined) tellRestored(counted.count, counted.unknown);
  return counted?.count ?? 0;
}

interface FileRow {
  readonly uri: vscode.Uri;
  readonly count: number;
  readonly committed: boolean;
}

/** Files with live tokens; notebooks are restored cell by cell. */
async function countIn(files: readonly vscode.Uri[], restore: Restore): Promise<readonly FileRow[]> {
  const rows = await eachLimited(files, 4, async (uri): Promise<FileRow | undefined> => {
    if (uri.path.endsWith('.ipynb')) return undefined;
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      if (!isWritable(document)) return undefined;
      const { count } = planRestore(document.getText(), restore);
      return count === 0 ? undefined : { uri, count, committed: await willBeCommitted(uri) };
    } catch {
      // Not text after all, or gone.
      return undefined;
    }
  });
  return rows.filter((row) => row !== undefined);
}

/** Restores in documents as they are now, as one step of undo. Undefined when nothing could be written. */
async function applyTo(
  deps: TokenDeps,
  uris: readonly vscode.Uri[],
): Promise<{ readonly count: number; readonly unknown: number } | undefined> {
  const restore = await createRestore(deps);
  if (restore === undefined) {
    tellForbidden();
    return undefined;
  }
  const edit = new vscode.WorkspaceEdit();
  let count = 0;
  let unknown = 0;
  for (const uri of uris) {
    const document = findDocument(uri) ?? (await vscode.workspace.openTextDocument(uri));
    const plan = planRestore(document.getText(), restore);
    count += plan.count;
    unknown += plan.unknown;
    for (const { start, end, text } of plan.edits) edit.replace(uri, rangeAt(document, start, end), text);
  }
  if (edit.size === 0 || (await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return { count, unknown };
  tellNotChanged();
  return undefined;
}

/** The hover's link: the token must still stand where the pointer saw it. */
async function restoreHere(deps: TokenDeps, given: readonly unknown[]): Promise<boolean> {
  const [uri, line, character, token] = given;
  if (typeof uri !== 'string' || typeof line !== 'number' || typeof character !== 'number' || typeof token !== 'string')
    return false;
  const document = findDocument(vscode.Uri.parse(uri, true));
  if (document === undefined || !isOwnText(document) || !isWritable(document)) return false;
  const range = new vscode.Range(line, character, line, character + token.length);
  if (document.getText(range) !== token) return false;
  const restore = await createRestore(deps);
  if (restore === undefined) {
    tellForbidden();
    return false;
  }
  const { content, rehydratedCount } = restore(token);
  if (document.getText(range) !== token) return false;
  if (rehydratedCount > 0) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, content);
    if (!(await vscode.workspace.applyEdit(edit))) tellNotChanged();
  }
  tellRestored(rehydratedCount, 1 - rehydratedCount);
  return rehydratedCount > 0;
}

function rangeAt(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function tellRestored(count: number, unknown: number): void {
  vscode.window.setStatusBarMessage(
    unknown > 0
      ? vscode.l10n.t('Tokens restored: {0}. Not of this session: {1}.', count, unknown)
      : vscode.l10n.t('Tokens restored: {0}.', count),
    4000,
  );
}

function forbidden(): number {
  tellForbidden();
  return 0;
}

function tellTooLarge(): number {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This file is too large to be restored as a whole. Select the part with the tokens.'),
  );
  return 0;
}

function tellNotChanged(): number {
  void vscode.window.showWarningMessage(vscode.l10n.t('The text could not be changed, so the tokens stay.'));
  return 0;
}
