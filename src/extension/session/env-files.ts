/**
 * Values of the workspace's `.env*` files as known values. The files are read in Restricted Mode too: knowing a value only tightens.
 * `files.exclude` is not honoured, since a repository could use it to hide a file from the guard.
 */
import * as vscode from 'vscode';
import type { KnownValue } from '../../engine/model.ts';
import { loadEngine } from '../engine.ts';
import type { Log } from '../log.ts';
import { type Disposable, DisposableStore } from '../store.ts';
import type { KnownValueSource } from './window-session.ts';

/** A larger file is no `.env` file. */
const maxBytes = 256 * 1024;
const maxFiles = 200;
const maxDepth = 5;
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
      const files = (
        await Promise.all((vscode.workspace.workspaceFolders ?? []).map((folder) => find(folder.uri)))
      ).flat();
      if (files.length > maxFiles) log.warn('too many environment files, the rest is left out', { limit: maxFiles });
      const values = await Promise.all(files.slice(0, maxFiles).map((file) => readFile(file, log)));
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

async function find(folder: vscode.Uri, depth = 0): Promise<vscode.Uri[]> {
  const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
  const found: vscode.Uri[] = [];
  const below: Promise<vscode.Uri[]>[] = [];
  for (const [name, type] of entries) {
    const uri = vscode.Uri.joinPath(folder, name);
    if ((type & vscode.FileType.File) !== 0 && isEnvFileName(name)) found.push(uri);
    // Links to folders are not followed: they may lead in a circle or out of the workspace.
    else if (type === vscode.FileType.Directory && depth < maxDepth && !skipped.has(name))
      below.push(find(uri, depth + 1));
  }
  return [...found, ...(await Promise.all(below)).flat()];
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
