import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, readWorkspaceFile, sleep, until } from '../harness/chat.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

const token = /__TAKUMO_v1_[A-Z]+_[0-9a-f]{8,16}__/;
const run = <T>(id: string, ...given: unknown[]) =>
  Promise.resolve(vscode.commands.executeCommand<T>(`takumo.${id}`, ...given));

async function open(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace(path)));
}

async function secrets(): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace('src/config.ts')));
  return [/orders_app:([^@]+)@/, /accessKeyId: '([^']+)'/, /secretAccessKey: '([^']+)'/].map(
    (pattern) => pattern.exec(text)?.[1] ?? assert.fail(`the demo has no ${pattern}`),
  );
}

describe('commands in the editor', () => {
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('copies with tokens, and restores them in a selection', async () => {
    const editor = await open('src/config.ts');
    const original = editor.document.getText();
    const count = await run<number>('copyTokenized');
    assert.ok(count >= 3);
    const copied = await vscode.env.clipboard.readText();
    for (const secret of await secrets()) assert.equal(copied.includes(secret), false, 'a value was copied');
    assert.match(copied, token);

    const scratch = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'typescript', content: copied }),
    );
    scratch.selection = new vscode.Selection(0, 0, scratch.document.lineCount, 0);
    await run('restoreSelection');
    assert.equal(scratch.document.getText(), original);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('restores JSON as it was written, escapes included', async () => {
    const value = `p"w\\${'d'.repeat(3)}Zq7xT9kLm2`;
    const source = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'json', content: JSON.stringify({ password: value }) }),
    );
    const original = source.document.getText();
    await run('copyTokenized');
    const copied = await vscode.env.clipboard.readText();
    await source.edit((edit) => edit.replace(new vscode.Range(0, 0, source.document.lineCount, 0), copied));
    await run('restoreSelection');
    assert.equal(source.document.getText(), original);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('previews what the AI sees, as a diff that follows the file', async () => {
    await open('src/config.ts');
    await run('previewTokenized');
    const preview = await until('the preview', () =>
      vscode.workspace.textDocuments.find((document) => document.uri.scheme === 'takumo-preview'),
    );
    await until('its content', () => token.test(preview.getText()));
    for (const secret of await secrets()) assert.equal(preview.getText().includes(secret), false);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff, 'it is a diff');
    assert.match(tab.label, /what the AI sees/);
    if (hasPage) await page.screenshot('preview');
    const source = await vscode.workspace.openTextDocument(inWorkspace('src/config.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(source.uri, new vscode.Position(0, 0), '// a new first line\n');
    await vscode.workspace.applyEdit(edit);
    await until('the change', () => preview.getText().startsWith('// a new first line'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('puts the tokenized selection into the chat, without sending it', async () => {
    const editor = await open('src/config.ts');
    editor.selection = new vscode.Selection(0, 0, editor.document.lineCount, 0);
    const count = await run<number>('sendSelectionToChat');
    assert.ok(count >= 3);
    if (hasPage) await page.screenshot('send-selection');
  });

  it('knows the values of .env wherever they stand', async () => {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace('.env')));
    const value = /=([A-Za-z0-9_+/-]{20,})\s*$/m.exec(text)?.[1] ?? assert.fail('the demo has no such value');
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({
        language: 'markdown',
        content: `a note that quotes ${value} in prose`,
      }),
    );
    assert.ok((await run<number>('copyTokenized')) >= 1);
    assert.equal((await vscode.env.clipboard.readText()).includes(value), false);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('reveals the token under the cursor after a confirmation', async () => {
    await open('src/config.ts');
    await run('copyTokenized');
    const copied = await vscode.env.clipboard.readText();
    const [first] = token.exec(copied) ?? assert.fail('there is no token');
    const revealed = run<boolean>('revealToken', first);
    await sleep(500);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await sleep(500);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(await revealed, true);
    const value = await vscode.env.clipboard.readText();
    assert.ok((await readWorkspaceFile('src/config.ts')).includes(value) && value.length > 8);
  });

  it('learns a new .env value at once, and New Session forgets old tokens', async () => {
    const value = ['fresh', 'Kq8', 'vT2', 'mZ5', 'wX9', 'pL4'].join('');
    await vscode.workspace.fs.writeFile(
      inWorkspace('.env.test-run'),
      new TextEncoder().encode(`A_NEW_VALUE=${value}\n`),
    );
    const content = `the plain word ${value} here`;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'plaintext', content }));
    const copied = await until('the value to be known', async () => {
      await run('copyTokenized');
      const text = await vscode.env.clipboard.readText();
      return text.includes(value) ? undefined : text;
    });
    await run('newSession');
    const scratch = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: copied }));
    await run('restoreSelection');
    assert.equal(scratch.document.getText().includes(value), false, 'a dead token was restored');
    await vscode.workspace.fs.delete(inWorkspace('.env.test-run'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
