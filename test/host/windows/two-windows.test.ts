/** Two windows on one folder: each has a session of its own, and neither spoils what the other keeps. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage } from '../harness/bridge.ts';
import { inWorkspace, newConversation, send, sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { otherWindow } from '../harness/other-window.ts';
import { secretsOfConfig } from '../harness/secrets.ts';
import { after, before, describe, it } from '../harness/test.ts';

const tokens = (text: string) => [...text.matchAll(/__TAKUMO_v1_[A-Z]+_[0-9a-f]{8}__/g)].map(([token]) => token);

async function previewHere(path: string): Promise<string> {
  await vscode.window.showTextDocument(inWorkspace(path));
  await vscode.commands.executeCommand('takumo.previewTokenized');
  const find = () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'takumo-preview');
  return (await until('the preview', find)).getText();
}

async function restoreHere(text: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ content: text });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('takumo.restoreSelection');
  const restored = document.getText();
  // Left open it would be part of the next turn.
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return restored;
}

describe('two windows', () => {
  let here: readonly string[] = [];
  before(async () => {
    if (hasPage) await otherWindow.open();
  });
  after(async () => {
    if (!hasPage) return;
    await otherWindow.run({ kind: 'end' });
    await otherWindow.close();
  });

  it('give the same secret different tokens', async () => {
    if (!hasPage) return;
    here = tokens(await previewHere('src/config.ts'));
    const there = tokens(await otherWindow.run<string>({ kind: 'preview', path: 'src/config.ts' }));
    assert.ok(here.length >= 4);
    assert.equal(there.length, here.length);
    assert.deepEqual(
      there.filter((token) => here.includes(token)),
      [],
    );
  });

  it('restore nothing for each other', async () => {
    if (!hasPage) return;
    const text = here.join(' ');
    assert.equal(await otherWindow.run<string>({ kind: 'restore', text }), text);
    const restored = await restoreHere(text);
    const [, id = ''] = await secretsOfConfig();
    assert.ok(restored.includes(id), 'this window restores its own');
  });

  it('forget on their own', async () => {
    if (!hasPage) return;
    await otherWindow.run({ kind: 'command', id: 'takumo.newSession' });
    const [, id = ''] = await secretsOfConfig();
    assert.ok((await restoreHere(here.join(' '))).includes(id), 'New Session there forgot what this window knows');
  });

  it('keep the receipts of both', async () => {
    if (!hasPage) return;
    await upstream.reset();
    await newConversation();
    await send('Say hello from here.', { mode: 'ask' });
    await otherWindow.run({ kind: 'ask', query: 'Say hello from there.' });
    await until('both requests', async () => (await upstream.requests()).filter(said).length === 2, 30_000);
    await sleep(1000);
    const extension = vscode.extensions.getExtension('takumo.takumo-guard')?.extensionPath ?? '';
    const folder = join(extension, '../../user/User/globalStorage/takumo.takumo-guard/receipts');
    const files = await readdir(folder);
    assert.ok(files.length >= 2, 'each window writes a file of its own');
    for (const file of files) {
      const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
      assert.equal(lines.pop(), '', 'the last line is whole');
      for (const line of lines) assert.match(line, /^[A-Za-z0-9+/]{60,}=*$/);
    }
  });
});

const said = (request: { readonly body: string; readonly state: string }) =>
  request.state === 'answered' && /Say hello from t?here\./.test(request.body);
