/** What the tests of the editor share: a repository round the workspace, files, real keys, and a look at what stands where. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, sleep, until, workspaceFolder } from '../harness/chat.ts';
import { it } from '../harness/test.ts';

export const token = /__TAKUMO_v1_[A-Z]+_[0-9a-f]{8,16}__/;
export const orphan = ['__TAKUMO', 'v1', 'KEY', '0123abcd__'].join('_');

export const run = <T>(id: string, ...given: unknown[]): Promise<T> =>
  Promise.resolve(vscode.commands.executeCommand<T>(`takumo.${id}`, ...given));
export const command = (id: string, ...given: unknown[]): Promise<unknown> =>
  Promise.resolve(vscode.commands.executeCommand(id, ...given));

/** A test that presses keys or looks at the page. */
export const withPage = (name: string, body: () => Promise<void>): void =>
  it(name, body, { skip: hasPage ? false : 'there is no page to press keys in' });

export async function write(path: string, content: string | Uint8Array): Promise<vscode.Uri> {
  const uri = inWorkspace(path);
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return uri;
}

export async function onDisk(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace(path)));
  } catch {
    return undefined;
  }
}

export async function remove(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await Promise.resolve(vscode.workspace.fs.delete(inWorkspace(path))).catch(() => undefined);
}

export async function open(path: string, content?: string): Promise<vscode.TextEditor> {
  if (content !== undefined) await write(path, content);
  const document = await vscode.workspace.openTextDocument(inWorkspace(path));
  if (content !== undefined) await until('the file as it was written', () => document.getText() === content);
  return vscode.window.showTextDocument(document);
}

export async function untitled(content: string, language = 'typescript'): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

export async function closeAll(): Promise<void> {
  await page.press('Escape', 'Escape').catch(() => undefined);
  for (let left = 30; left > 0 && vscode.window.tabGroups.all.some((group) => group.tabs.length > 0); left--) {
    if (vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty === true)
      await command('workbench.action.revertAndCloseActiveEditor');
    else await command('workbench.action.closeActiveEditor');
    await sleep(20);
  }
}

/** The text of a file with its secrets as tokens of the live session, and the secrets. */
export async function tokenized(
  path = 'src/config.ts',
): Promise<{ text: string; tokens: readonly string[]; original: string }> {
  const editor = await open(path);
  const original = editor.document.getText();
  await run('copyTokenized');
  const text = await vscode.env.clipboard.readText();
  await command('workbench.action.closeActiveEditor');
  const tokens = [...text.matchAll(new RegExp(token, 'g'))].map(([found]) => found);
  assert.ok(tokens.length >= 3, 'the file has no tokens');
  return { text, tokens, original };
}

/** Pastes into an editor, as a person does. */
export async function paste(editor: vscode.TextEditor, text: string, note?: string): Promise<void> {
  await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.One });
  await command('workbench.action.focusActiveEditorGroup');
  await sleep(200);
  await page.paste(text, note);
}

export function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: workspaceFolder().fsPath, encoding: 'utf8', stdio: 'pipe' });
}

interface GitExports {
  getAPI(version: 1): {
    getRepository(uri: vscode.Uri): unknown;
    openRepository?(uri: vscode.Uri): Promise<unknown>;
  };
}

/** Makes the workspace a repository that the built-in git extension knows. */
export async function repository(): Promise<void> {
  git('init', '-q');
  const extension = vscode.extensions.getExtension<GitExports>('vscode.git');
  const api = (await extension?.activate())?.getAPI(1);
  assert.ok(api, 'there is no git extension');
  await until('the repository', async () => {
    await api.openRepository?.(workspaceFolder());
    return api.getRepository(inWorkspace('src/app.ts'));
  });
}

export const ours = (uri: vscode.Uri, code: string): readonly vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((each) => each.source === 'Takumo' && each.code === code);

export async function hoverText(editor: vscode.TextEditor, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    editor.document.uri,
    position,
  );
  return hovers.flatMap(({ contents }) => contents.map((each) => (each as vscode.MarkdownString).value)).join('\n');
}

export const where = (document: vscode.TextDocument, text: string): vscode.Position => {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, 'the text is not in the document');
  return document.positionAt(at + 4);
};

export const end = (document: vscode.TextDocument): vscode.Position =>
  document.lineAt(document.lineCount - 1).range.end;

/** Answers the list that a command shows, as often as it takes: on a busy machine it comes late. */
export async function answer<T>(running: Promise<T>, how: 'accept' | 'cancel' = 'accept', ready = 700): Promise<T> {
  const over = running.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  for (let left = 40; left > 0; left--) {
    const done = await Promise.race([over, sleep(ready)]);
    if (done !== undefined) {
      if ('error' in done) throw done.error;
      return done.value;
    }
    await command(
      how === 'accept' ? 'workbench.action.acceptSelectedQuickOpenItem' : 'workbench.action.closeQuickOpen',
    );
  }
  throw new Error('the command does not end');
}
