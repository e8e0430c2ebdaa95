/**
 * Turns a plan into one WorkspaceEdit: the source, the entry in the `.env` of the workspace folder, and the line in `.gitignore` that keeps
 * that file out of the repository. A change of `.gitignore`, and a `.env` that git tracks already, are shown before anything is written;
 * the preview leaves such a change unticked, so whether git ignores the file is looked at again when the secret has landed there.
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
  const own = await readOwn(uri);
  if (own === undefined) return undefined;
  return { folder, uri, text: own.text, values: own.text === undefined ? [] : await secretValues(own.text) };
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
  const exposure = await exposureOf(file);
  if (exposure === 'unknown') return false;
  if (exposure === 'not-ignored') {
    await addIgnoreLine(edit, file, {
      needsConfirmation: true,
      label: vscode.l10n.t('Keep .env out of the repository'),
      description: vscode.l10n.t('.gitignore gets a line for it'),
    });
  }
  append(
    edit,
    file.uri,
    file.text,
    added,
    exposure === 'tracked'
      ? {
          needsConfirmation: true,
          label: vscode.l10n.t('Git tracks .env'),
          description: vscode.l10n.t('take it out of the repository first, or the secret is committed with it'),
        }
      : undefined,
  );
  return true;
}

/** Whether what stands in the `.env` would be committed. */
type Exposure = 'kept-out' | 'not-ignored' | 'tracked' | 'unknown';

async function exposureOf({ folder, uri }: EnvironmentFile): Promise<Exposure> {
  const { inRepository, ignored } = await askGit(uri);
  if (!inRepository || ignored === true) return 'kept-out';
  const own = await readOwn(ignoreFileOf(folder));
  if (own === undefined) return 'unknown';
  if (!ignoresDotenv(own.text ?? '')) return 'not-ignored';
  // Git does not call a file ignored that it has: then a line more changes nothing.
  return ignored === false ? 'tracked' : 'kept-out';
}

async function addIgnoreLine(
  edit: vscode.WorkspaceEdit,
  { folder }: EnvironmentFile,
  metadata?: vscode.WorkspaceEditEntryMetadata,
): Promise<void> {
  const uri = ignoreFileOf(folder);
  const own = await readOwn(uri);
  if (own !== undefined) append(edit, uri, own.text, appendIgnore(own.text ?? ''), metadata);
}

const ignoreFileOf = (folder: vscode.WorkspaceFolder): vscode.Uri => vscode.Uri.joinPath(folder.uri, '.gitignore');

/** Tells the person when a secret stands in a `.env` that would be committed: the preview's tick is easily left out. */
export async function checkLanded(file: EnvironmentFile): Promise<void> {
  const exposure = await exposureOf(file);
  if (exposure === 'tracked') {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Git tracks .env, so the secret will be committed with it. Take the file out of the repository.'),
    );
  }
  if (exposure !== 'not-ignored') return;
  const add = vscode.l10n.t('Add to .gitignore');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Git does not ignore .env, and a secret stands in it now.'),
    add,
  );
  if (chosen !== add) return;
  const edit = new vscode.WorkspaceEdit();
  await addIgnoreLine(edit, file);
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
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

/** The text of a plain file, unsaved changes included, or none where there is no file. Undefined: it is something else, or too large. */
async function readOwn(uri: vscode.Uri): Promise<{ readonly text: string | undefined } | undefined> {
  let stat: vscode.FileStat;
  try {
    stat = await vscode.workspace.fs.stat(uri);
  } catch {
    return { text: undefined };
  }
  // A link would take the secret to where it leads.
  if (stat.type !== vscode.FileType.File || stat.size > largest) return undefined;
  const open = findDocument(uri);
  if (open !== undefined) return { text: open.getText() };
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri)),
    };
  } catch {
    return undefined;
  }
}
