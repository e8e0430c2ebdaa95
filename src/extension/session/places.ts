/** Paths as requests name them (whole, or from the workspace's folder) and the files that they are. */
import * as vscode from 'vscode';
import type { Receipt } from '../../engine/model.ts';

/** As a person reads it: from the workspace's folder where it is in one. */
export function shownPath(path: string): string {
  return isWhole(path) ? vscode.workspace.asRelativePath(path) : path;
}

/** A receipt with its places as a person reads them. Stored they are whole, since receipts are of all workspaces. */
export function withShownPlaces(receipt: Receipt): Receipt {
  return receipt.places === undefined ? receipt : { ...receipt, places: receipt.places.map(shownPath) };
}

/** The file; undefined where no folder is open that it could be in. */
export function findPlace(path: string): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (isWhole(path)) {
    const folder = folders.find(({ uri }) => path.startsWith(`${uri.path}/`));
    return folder === undefined ? vscode.Uri.file(path) : folder.uri.with({ path });
  }
  // With several folders a relative path begins with the folder's name.
  const named = folders.length > 1 ? folders.find(({ name }) => path.startsWith(`${name}/`)) : undefined;
  if (named !== undefined) return vscode.Uri.joinPath(named.uri, path.slice(named.name.length + 1));
  return folders[0] === undefined ? undefined : vscode.Uri.joinPath(folders[0].uri, path);
}

function isWhole(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(path);
}
