/**
 * What git says of a file, asked through VS Code's own git extension: whether it is in a repository, and whether it is ignored. Where that
 * extension is off or missing (virtual workspaces, Restricted Mode), a `.git` in the workspace folder is all that is known.
 */
import * as vscode from 'vscode';
import { fileOf } from './where.ts';

/** As much of the git extension's API, version 1, as is used here. */
interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** `untrackedChanges` is empty where untracked files are mixed into the working tree's. */
  readonly state?: Readonly<
    Record<'workingTreeChanges' | 'indexChanges' | 'mergeChanges' | 'untrackedChanges', readonly { uri: vscode.Uri }[]>
  >;
  checkIgnore?(paths: string[]): Promise<ReadonlySet<string>>;
}
interface GitApi {
  readonly repositories?: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}
interface GitExports {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

function gitApi(): GitApi | undefined {
  const extension = vscode.extensions.getExtension<GitExports>('vscode.git');
  if (extension?.isActive !== true || !extension.exports?.enabled) return undefined;
  return extension.exports.getAPI(1);
}

/** Files that are changed, staged or new in any open repository, each once; what was deleted is among them. None where git is off. */
export function changedFiles(): readonly vscode.Uri[] {
  const changes = (gitApi()?.repositories ?? []).flatMap(({ state }) =>
    state === undefined
      ? []
      : [state.workingTreeChanges, state.indexChanges, state.mergeChanges, state.untrackedChanges ?? []].flat(),
  );
  return [...new Map(changes.map(({ uri }) => [uri.toString(), uri])).values()];
}

/** `ignored` is undefined where nobody can be asked. */
export interface GitWord {
  readonly inRepository: boolean;
  readonly ignored?: boolean;
}

export async function askGit(uri: vscode.Uri): Promise<GitWord> {
  const file = fileOf(uri);
  const repository =
    file.scheme === 'file' || file.scheme === 'vscode-remote' ? gitApi()?.getRepository(file) : undefined;
  if (repository) {
    try {
      const ignored = (await repository.checkIgnore?.([file.fsPath]))?.has(file.fsPath);
      return ignored === undefined ? { inRepository: true } : { inRepository: true, ignored };
    } catch {
      return { inRepository: true };
    }
  }
  const folder = vscode.workspace.getWorkspaceFolder(file);
  return { inRepository: folder !== undefined && (await exists(vscode.Uri.joinPath(folder.uri, '.git'))) };
}

const secretFile =
  /(?:^|\/)(?:\.env(?:rc|\.[^/]*)?|[^/]*\.(?:env|pem|key|p12|pfx)|\.netrc|\.pgpass|\.git-credentials)$/i;

/** True for a file whose content ends up in a repository: it is in one, not known to be ignored, and not itself a place for secrets. */
export async function willBeCommitted(uri: vscode.Uri): Promise<boolean> {
  const file = fileOf(uri);
  if (file.scheme === 'untitled' || secretFile.test(file.path) || /\/\.git\//.test(file.path)) return false;
  if (vscode.workspace.getWorkspaceFolder(file) === undefined) return false;
  const { inRepository, ignored } = await askGit(file);
  return inRepository && ignored !== true;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
