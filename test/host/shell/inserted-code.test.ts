import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, sleep, until } from '../harness/chat.ts';
import { afterEach, describe, it } from '../harness/test.ts';

const unsafe = `
export async function findUser(db, request) {
  const rows = await db.query("SELECT * FROM users WHERE name = '" + request.query.name + "'");
  return rows[0];
}
`;

const shell = `
import { exec } from 'node:child_process';
export function list(request) {
  exec('ls ' + request.query.folder);
}
`;

const ours = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri).filter((each) => each.source === 'Takumo');

async function scratch(name: string, content: string): Promise<vscode.TextEditor> {
  const uri = inWorkspace(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

async function insert(editor: vscode.TextEditor, text: string): Promise<void> {
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  await editor.edit((edit) => edit.insert(end, text));
}

describe('code that lands in the editor', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is reviewed: a diagnostic on the inserted range, a hover, a fix that works', async () => {
    const editor = await scratch('inserted.js', 'export const first = 1;\n');
    await insert(editor, unsafe);
    const { uri } = editor.document;
    const [found] = await until('the diagnostic', () => (ours(uri).length > 0 ? ours(uri) : undefined));
    assert.ok(found);
    assert.match(editor.document.getText(found.range), /SELECT|query/);
    assert.match(String((found.code as { target: vscode.Uri }).target), /cwe\.mitre\.org\/data\/definitions\/89/);

    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      found.range.start,
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((each) => (each as vscode.MarkdownString).value))
      .join('\n');
    for (const part of ['Why', 'Attack', 'Safe']) assert.ok(text.includes(part), `the hover has no ${part}`);
    if (hasPage) {
      editor.selection = new vscode.Selection(found.range.start, found.range.start);
      await vscode.commands.executeCommand('editor.action.showHover');
      await sleep(800);
      await page.screenshot('hover');
    }
  });

  it('offers a fix that was tried, and is quiet once it is applied', async () => {
    const editor = await scratch('fixed.js', 'export const first = 1;\n');
    await insert(editor, shell);
    const { uri } = editor.document;
    const [found] = await until('the diagnostic', () => (ours(uri).length > 0 ? ours(uri) : undefined));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      found!.range,
    );
    const fix = actions.find((action) => action.isPreferred === true && action.edit !== undefined);
    assert.ok(fix?.edit, 'there is no fix');
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.getText(), /execFile\(/);
    await until('the diagnostic to go', () => ours(uri).length === 0);
  });

  it('is not reviewed when it was typed, undone or redone', async () => {
    const editor = await scratch('typed.js', '');
    for (const character of unsafe) {
      await editor.edit((edit) => edit.insert(editor.selection.active, character), {
        undoStopBefore: false,
        undoStopAfter: false,
      });
    }
    await sleep(900);
    assert.deepEqual(ours(editor.document.uri), []);
  });

  it('can be dismissed, and stays dismissed', async () => {
    const editor = await scratch('dismissed.js', '');
    await insert(editor, unsafe);
    const { uri } = editor.document;
    const [found] = await until('the diagnostic', () => (ours(uri).length > 0 ? ours(uri) : undefined));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      found!.range,
    );
    const dismiss = actions.find((action) => action.command?.command === 'takumo.dismissFinding');
    assert.ok(dismiss?.command?.arguments);
    await vscode.commands.executeCommand('takumo.dismissFinding', ...dismiss.command.arguments);
    await until(
      'the diagnostic to go',
      () => ours(uri).length < 1 || !ours(uri).some((each) => each.message === found!.message),
    );
  });

  it('is left alone when the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('sentinel.insertedCode', false, vscode.ConfigurationTarget.Global);
    try {
      const editor = await scratch('off.js', '');
      await insert(editor, unsafe);
      await sleep(900);
      assert.deepEqual(ours(editor.document.uri), []);
    } finally {
      await settings.update('sentinel.insertedCode', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
