/**
 * Turns a plan into one WorkspaceEdit: the source, the entry in the `.env` of the workspace folder, and the line in `.gitignore` that keeps
 * that file out of the repository. A change of `.gitignore`, and a `.env` that git tracks already, are shown before anything is written.
 */
import * as vscode from 'vscode';
import { loadEngine } from '../engine.ts';
import { appendDotenv } from './dotenv-text.ts';
import { askGit } from './git.ts';
import { appendIgnore, ignoresDotenv } from './gitignore-text.ts';
import { secretValues } from './movable-secrets.ts';
import { type FoundSecret, type MovePlan, planMove, type SourceText } from './move-plan.ts';
import { fileOf, findDocument } from './where.ts';

/** Bytes. A larger one is no `.env` file. */
const largest = 256 * 1024;

/** The folder's `.env` as it is now. */
export interface EnvironmentFile {
  readonly folder: vscode.WorkspaceFolder;
  readonly uri: vscode.Uri;
  /** Undefined: there is none yet. */
  readonly text: string | undefined;
  /** Values of it that are worth looking for. */
  readonly values: readonly string[];
}

/** The `.env` that a document's secrets go to; undefined where there is none to write: no folder, a link, a folder, something huge. */
export async function environmentFileOf(document: vscode.TextDocument): Promise<EnvironmentFile | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(fileOf(document.uri));
  if (folder === undefined || vscode.workspace.fs.isWritableFileSystem(folder.uri.scheme) === false) return undefined;
  const uri = vscode.Uri.joinPath(folder.uri, '.env');
  const text = await readOwn(uri);
  if (text === 'other') return undefined;
  return { folder, uri, text, values: text === undefined ? [] : await secretValues(text) };
}

/** Plans for a source that may differ from its document (a paste that has not happened). */
export async function planFor(
  source: SourceText,
  secrets: readonly FoundSecret[],
  file: EnvironmentFile,
): Promise<MovePlan | undefined> {
  if (secrets.length === 0) return undefined;
  const { parseDotenv, isDistinctive } = await loadEngine();
  return planMove(source, secrets, parseDotenv(file.text ?? ''), isDistinctive);
}

/** Adds what a plan needs outside the source to an edit; false when it can't be written. */
export async function addFiles(edit: vscode.WorkspaceEdit, plan: MovePlan, file: EnvironmentFile): Promise<boolean> {
  if (plan.additions.length === 0) return true;
  const added = appendDotenv(file.text ?? '', plan.additions);
  if (added === undefined) return false;
  const { inRepository, ignored } = await askGit(file.uri);
  let tracked = false;
  if (inRepository && ignored !== true) {
    const ignore = vscode.Uri.joinPath(file.folder.uri, '.gitignore');
    const text = await readOwn(ignore);
    if (text === 'other') return false;
    // Git does not call a file ignored that it has: then a line more changes nothing.
    tracked = ignored === false && text !== undefined && ignoresDotenv(text);
    if (!tracked && !(text !== undefined && ignoresDotenv(text))) {
      append(edit, ignore, text, appendIgnore(text ?? ''), {
        needsConfirmation: true,
        label: vscode.l10n.t('Keep .env out of the repository'),
        description: vscode.l10n.t('.gitignore gets a line for it'),
      });
    }
  }
  append(
    edit,
    file.uri,
    file.text,
    added,
    tracked
      ? {
          needsConfirmation: true,
          label: vscode.l10n.t('Git tracks .env'),
          description: vscode.l10n.t('take it out of the repository first, or the secret is committed with it'),
        }
      : undefined,
  );
  return true;
}

export function titleOf({ leaves, names }: MovePlan): string {
  return leaves === 'reference'
    ? vscode.l10n.t('Move Secret to .env as {0}', names.join(', '))
    : vscode.l10n.t('Move Secret to .env and Leave Its Name, {0}', names.join(', '));
}

function append(
  edit: vscode.WorkspaceEdit,
  uri: vscode.Uri,
  text: string | undefined,
  added: string,
  metadata: vscode.WorkspaceEditEntryMetadata | undefined,
): void {
  if (text === undefined) {
    edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(added) }, metadata);
    return;
  }
  const lines = text.split(/\r\n|\r|\n/);
  edit.insert(uri, new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0), added, metadata);
}

/** The text of a plain file, unsaved changes included; undefined when it isn't there; `other` when it is something else or too large. */
async function readOwn(uri: vscode.Uri): Promise<string | undefined | 'other'> {
  let stat: vscode.FileStat;
  try {
    stat = await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  // A link would take the secret to where it leads.
  if (stat.type !== vscode.FileType.File || stat.size > largest) return 'other';
  const open = findDocument(uri);
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return 'other';
  }
}
