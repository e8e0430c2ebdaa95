/** What `/scan` and `/review` look at: what is attached, else the selection or the file in the editor, else the files that git sees changed. */
import * as vscode from 'vscode';
import { isOwnText } from '../editor/where.ts';
import { type Attachment, resolveReferences } from './references.ts';

export type TextToLookAt = Attachment & { readonly text: string };

export interface ToLookAt {
  readonly texts: readonly TextToLookAt[];
  readonly left: readonly string[];
  /** Where it comes from. */
  readonly source: 'attached' | 'editor' | 'changes' | 'nothing';
}

const mostChanged = 50;

export async function whatToLookAt(request: vscode.ChatRequest): Promise<ToLookAt> {
  const given = request.references.filter((reference) => !isOfTheChat(reference));
  if (given.length > 0) {
    const { attachments, left } = await resolveReferences(given);
    if (attachments.length > 0 || left.length > 0)
      return { texts: attachments.flatMap(withText), left, source: 'attached' };
  }
  const editor = vscode.window.activeTextEditor;
  // A chat in an editor tab is the active editor itself, with its empty input: to find nothing there would be a false comfort.
  if (editor !== undefined && isOwnText(editor.document) && !/\bchange/i.test(request.prompt)) {
    const { document, selection } = editor;
    const value = selection.isEmpty ? document.uri : new vscode.Location(document.uri, selection);
    const { attachments, left } = await resolveReferences([{ id: 'takumo.editor', value }]);
    return { texts: attachments.flatMap(withText), left, source: 'editor' };
  }
  const changed = await changedFiles();
  const { attachments, left } = await resolveReferences(changed.map((value) => ({ id: value.path, value })));
  return { texts: attachments.flatMap(withText), left, source: changed.length === 0 ? 'nothing' : 'changes' };
}

/**
 * The chat's own instructions and its list of them, which it adds to every request in agent mode: nobody has attached them, and to look at
 * them in place of the open file would be a false comfort. Ids as VS Code 1.139 gives them.
 */
function isOfTheChat({ id }: vscode.ChatPromptReference): boolean {
  return /^(vscode\.(customizations|prompt)\.|prompt:)/.test(id);
}

function withText(attachment: Attachment): TextToLookAt[] {
  const { content } = attachment;
  return content.kind === 'text' ? [{ ...attachment, text: content.text }] : [];
}

/** As much of the built-in git extension's API as is used. */
interface Git {
  getAPI(version: 1): {
    readonly repositories: readonly {
      readonly state: Readonly<
        Record<
          'workingTreeChanges' | 'indexChanges' | 'untrackedChanges',
          readonly { readonly uri: vscode.Uri }[] | undefined
        >
      >;
    }[];
  };
}

async function changedFiles(): Promise<readonly vscode.Uri[]> {
  try {
    const git = await vscode.extensions.getExtension<Git>('vscode.git')?.activate();
    const changes = (git?.getAPI(1).repositories ?? []).flatMap(({ state }) => [
      ...(state.workingTreeChanges ?? []),
      ...(state.indexChanges ?? []),
      ...(state.untrackedChanges ?? []),
    ]);
    const files = new Map(changes.map(({ uri }) => [uri.toString(), uri]));
    const there = await Promise.all(
      [...files.values()].slice(0, mostChanged).map(async (uri) => ((await isFile(uri)) ? [uri] : [])),
    );
    return there.flat();
  } catch {
    // Git is off or there is none: then nothing has changed that anybody knows of.
    return [];
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
