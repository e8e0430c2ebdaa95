/** The editor's workspace as the tools see it, and what they look at when nobody says what. */
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { changedFiles } from '../editor/git.ts';
import { fileOf, findDocument, isOwnText, textOf } from '../editor/where.ts';
import { type Entry, type LookedAt, ToolInputError, type Workspace } from './workspace.ts';

/** What the editor itself points to. */
export interface Pointed {
  readonly files: readonly vscode.Uri[];
  readonly texts: readonly LookedAt[];
}

export function editorWorkspace(): Workspace<vscode.Uri> {
  const { fs } = vscode.workspace;
  return {
    folders: vscode.workspace.workspaceFolders ?? [],
    windows: process.platform === 'win32',
    at: (base, path) => base.with({ path }),
    async stat(uri) {
      try {
        const { type, size } = await fs.stat(uri);
        return { ...entryOf(type), size };
      } catch {
        return undefined;
      }
    },
    list: async (uri) => (await fs.readDirectory(uri)).map(([name, type]) => ({ name, ...entryOf(type) })),
    read: async (uri) => fs.readFile(uri),
    async real(uri) {
      // A virtual file system has no links; the machine's own has, also when it is reached as a remote's.
      if (uri.scheme !== 'file' && uri.scheme !== 'vscode-remote') return uri;
      return uri.with({ path: vscode.Uri.file(await realpath(uri.fsPath)).path });
    },
    open(uri) {
      const document = findDocument(uri);
      const text = document === undefined ? undefined : textOf(document);
      return text === undefined ? undefined : { text, language: document!.languageId };
    },
    shown: (uri) => vscode.workspace.asRelativePath(uri),
  };
}

/** The active editor's file, cell or untitled text. Throws a `ToolInputError` when there is none. */
export function activeText(): Pointed {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isOwnText(document)) {
    throw new ToolInputError(
      'No file is active in the editor. Give "paths", or source code as "text" with its "language".',
    );
  }
  const { uri, languageId } = document;
  const file = fileOf(uri);
  if (file.scheme !== 'untitled' && vscode.workspace.getWorkspaceFolder(file) === undefined) {
    throw new ToolInputError('The active file is outside the workspace folders. Give "paths" inside them.');
  }
  if (uri.scheme === file.scheme && uri.scheme !== 'untitled') return { files: [uri], texts: [] };
  const text = textOf(document);
  if (text === undefined) throw new ToolInputError('The active text is too large. Give "paths" of smaller files.');
  const path = `${vscode.workspace.asRelativePath(file)}${file === uri ? '' : ' (active cell)'}`;
  return { files: [], texts: [{ path, text, language: languageId }] };
}

/** The files that version control says are changed or new, and the active one. Throws a `ToolInputError` when there is none of them. */
export function changedAndActive(): Pointed {
  const changed = changedFiles().filter((uri) => vscode.workspace.getWorkspaceFolder(uri) !== undefined);
  let active: Pointed = { files: [], texts: [] };
  try {
    active = activeText();
  } catch (error) {
    if (changed.length === 0) {
      throw new ToolInputError(
        'Nothing is changed in version control, and no file of the workspace is active in the editor. Give "paths", such as "." for the whole folder, or "text".',
        { cause: error },
      );
    }
  }
  const sorted = [...changed].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: [...sorted, ...active.files], texts: active.texts };
}

function entryOf(type: vscode.FileType): Entry {
  const kind =
    (type & vscode.FileType.Directory) !== 0 ? 'folder' : (type & vscode.FileType.File) !== 0 ? 'file' : 'other';
  return { kind, link: (type & vscode.FileType.SymbolicLink) !== 0 };
}
