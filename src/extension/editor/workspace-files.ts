/**
 * The workspace's files that may hold a token: text files inside its folders, as many as can be read in reasonable time. `files.exclude` is
 * respected; folders of other people's code, binary and huge files are passed over, and so is what a link leads out of the workspace to.
 */
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eachLimited } from '../session/each-limited.ts';

const mostFiles = 20_000;
/** Bytes. */
const largest = 2_000_000;
const atOnce = 8;
const excluded = '**/{node_modules,.git,.hg,.svn,dist,out,build,vendor,.venv,venv,__pycache__,target}/**';
const mark = Buffer.from('TAKUMO', 'latin1');

export interface FoundFiles {
  readonly files: readonly vscode.Uri[];
  /** More files than are looked at. */
  readonly cut: boolean;
}

export async function findFilesWithTokens(
  cancellation: vscode.CancellationToken,
  progress: (done: number, all: number) => void,
): Promise<FoundFiles> {
  const all = await vscode.workspace.findFiles('**/*', excluded, mostFiles + 1, cancellation);
  const files: vscode.Uri[] = [];
  let done = 0;
  await eachLimited(all.slice(0, mostFiles), atOnce, async (uri) => {
    if (cancellation.isCancellationRequested) return;
    if (await mayHoldToken(uri)) files.push(uri);
    done += 1;
    if (done % 200 === 0) progress(done, all.length);
  });
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), cut: all.length > mostFiles };
}

async function mayHoldToken(uri: vscode.Uri): Promise<boolean> {
  try {
    const stat = await vscode.workspace.fs.stat(uri);
    if ((stat.type & vscode.FileType.File) === 0 || stat.size > largest) return false;
    const bytes = Buffer.from(await vscode.workspace.fs.readFile(uri));
    if (bytes.subarray(0, 8000).includes(0) || !holdsMark(bytes)) return false;
    return await isInside(uri);
  } catch {
    // It is gone, or nobody may read it.
    return false;
  }
}

/** Models change the case of tokens. */
function holdsMark(bytes: Buffer): boolean {
  return bytes.includes(mark) || /takumo/i.test(bytes.toString('latin1'));
}

/** False for what a link leads to outside: a repository may hold links to anywhere. */
async function isInside(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return false;
  if (uri.scheme !== 'file' && uri.scheme !== 'vscode-remote') return true;
  const [file, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
  return (
    file === root || file.startsWith(root.endsWith('/') || root.endsWith('\\') ? root : `${root}${separatorOf(root)}`)
  );
}

const separatorOf = (path: string): string => (/^[A-Za-z]:\\|^\\\\/.test(path) ? '\\' : '/');
