/**
 * Values of the workspace's `.env*` files as known values. The files are read in Restricted Mode too: knowing a value only tightens.
 * `files.exclude` is not honoured, since a repository could use it to hide a file from the guard.
 */
import * as vscode from 'vscode';
import type { KnownValue } from '../../engine/model.ts';
import { loadEngine } from '../engine.ts';
import type { Log } from '../log.ts';
import { type Disposable, DisposableStore } from '../store.ts';
import { eachLimited } from './each-limited.ts';
import type { KnownValueSource } from './window-session.ts';

/** A larger file is no `.env` file. */
const maxBytes = 256 * 1024;
const maxFiles = 200;
const maxDepth = 5;
/** Folders of all workspace folders together: a generated tree can have hundreds of thousands. */
const maxFolders = 5000;
/** Folders or files that are read at once. Over a network each costs a round trip, and a search must not crowd out the editor's own. */
const atOnce = 8;
const skipped = new Set(['node_modules', '.git', 'dist', 'out', 'build', 'vendor', '.venv', '__pycache__']);
/** `.env`, `.env.local`, `.envrc`; examples and templates hold no secrets of anybody's. */
const namePattern = /^\.env(?:rc|\..{1,60})?$/i;
const samplePattern = /\.(?:example|sample|template|dist|defaults?)$/i;

function isEnvFileName(name: string): boolean {
  return namePattern.test(name) && !samplePattern.test(name);
}

export function createEnvFileSource(log: Log): KnownValueSource {
  return {
    async read() {
      const files = await findEnvFiles(vscode.workspace.workspaceFolders ?? [], log);
      if (files.length > maxFiles) log.warn('too many environment files, the rest is left out', { limit: maxFiles });
      const values = await eachLimited(files.slice(0, maxFiles), atOnce, (file) => readFile(file, log));
      return values.flat();
    },
  };
}

/** Calls `changed` when an environment file appears or changes. */
export function watchEnvFiles(changed: () => void): Disposable {
  const store = new DisposableStore();
  const watcher = store.add(vscode.workspace.createFileSystemWatcher('**/.env*', false, false, true));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (uri: vscode.Uri): void => {
    if (!isEnvFileName(baseName(uri))) return;
    clearTimeout(timer);
    timer = setTimeout(changed, 100);
  };
  store.add(watcher.onDidCreate(soon));
  store.add(watcher.onDidChange(soon));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => changed()));
  store.defer(() => clearTimeout(timer));
  return store;
}

/** The environment files of the folders, those nearest to a root first. */
async function findEnvFiles(folders: readonly vscode.WorkspaceFolder[], log: Log): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  let level: readonly vscode.Uri[] = folders.map(({ uri }) => uri);
  let read = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const now = level.slice(0, maxFolders - read);
    if (now.length < level.length) log.warn('too many folders, the rest is not searched', { limit: maxFolders });
    read += now.length;
    const entries = await eachLimited(now, atOnce, readFolder);
    found.push(...entries.flatMap(({ files }) => files));
    level = entries.flatMap(({ below }) => below);
  }
  // A virtual file system may list no folders, or only what was opened of them, and yet be searchable.
  const virtual = folders.filter(({ uri }) => uri.scheme !== 'file' && uri.scheme !== 'vscode-remote');
  const searched = await eachLimited(virtual, 1, searchFolder);
  const known = new Set(found.map(String));
  return [...found, ...searched.flat().filter((uri) => !known.has(uri.toString()))];
}

/** What a folder holds: nothing when it can't be read. */
async function readFolder(folder: vscode.Uri): Promise<{ files: readonly vscode.Uri[]; below: readonly vscode.Uri[] }> {
  const files: vscode.Uri[] = [];
  const below: vscode.Uri[] = [];
  for (const [name, type] of await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => [])) {
    const uri = vscode.Uri.joinPath(folder, name);
    if ((type & vscode.FileType.File) !== 0 && isEnvFileName(name)) files.push(uri);
    // Links to folders are not followed: they may lead in a circle or out of the workspace.
    else if (type === vscode.FileType.Directory && !skipped.has(name)) below.push(uri);
  }
  return { files, below };
}

async function searchFolder(folder: vscode.WorkspaceFolder): Promise<readonly vscode.Uri[]> {
  try {
    const pattern = new vscode.RelativePattern(folder, '**/.env*');
    const found = await vscode.workspace.findFiles(pattern, null, maxFiles);
    return found.filter(
      (uri) => isEnvFileName(baseName(uri)) && !uri.path.split('/').some((part) => skipped.has(part)),
    );
  } catch {
    // No search for this file system.
    return [];
  }
}

async function readFile(uri: vscode.Uri, log: Log): Promise<readonly KnownValue[]> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) {
      log.warn('an environment file is too large and was not read', { bytes: size });
      return [];
    }
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const { readSecretFile } = await loadEngine();
    return readSecretFile(vscode.workspace.asRelativePath(uri), text);
  } catch (error) {
    log.error('an environment file could not be read', error);
    return [];
  }
}

function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
