/** Which documents are a person's own text, where it is on disk, and what is too large to be read as a whole. */
import * as vscode from 'vscode';

/** UTF-16 code units. A larger document is data: of it only what is on screen is looked at. */
const mostCharacters = 2_000_000;

/**
 * True for files, untitled and virtual files of the workspace, and notebook cells. Inputs of chats, commit messages and review comments,
 * output, the read-only side of a diff and other people's documents are none: what stands there is sent on, or not the person's.
 */
export function isOwnText({ uri }: { readonly uri: vscode.Uri }): boolean {
  // Git opens its messages as files of its own folder: what stands there is published with the commit.
  if (/\/\.git\//.test(uri.path)) return false;
  return local.has(uri.scheme) || isOfFolder(uri.scheme);
}

const local = new Set(['file', 'untitled', 'vscode-remote', 'vscode-notebook-cell', 'vscode-vfs']);

function isOfFolder(scheme: string): boolean {
  return vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === scheme) === true;
}

/** True when a document's file system takes changes. Of an untitled file and a cell the editor itself decides. */
export function isWritable({ uri }: { readonly uri: vscode.Uri }): boolean {
  return vscode.workspace.fs.isWritableFileSystem(fileOf(uri).scheme) !== false;
}

/** The file of a document: of a notebook's cell the notebook. */
export function fileOf(uri: vscode.Uri): vscode.Uri {
  if (uri.scheme !== 'vscode-notebook-cell') return uri;
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((each) =>
    each.getCells().some((cell) => cell.document.uri.toString() === key),
  );
  return notebook?.uri ?? uri;
}

export function isTooLarge(document: vscode.TextDocument): boolean {
  const last = document.lineAt(document.lineCount - 1).range.end;
  return document.offsetAt(last) > mostCharacters;
}

export function findDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** The document's text when it is not too large, without asking for a token in it. */
export function textOf(document: vscode.TextDocument): string | undefined {
  return isTooLarge(document) ? undefined : document.getText();
}
