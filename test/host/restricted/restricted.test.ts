/** An untrusted folder (Restricted Mode): Takumo runs, knows the folder's secrets, and keeps them back. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inWorkspace } from '../harness/chat.ts';
import { describe, it } from '../harness/test.ts';

describe('an untrusted folder', () => {
  it('has Takumo active, with the user’s model', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const extension = vscode.extensions.getExtension('takumo.takumo-guard');
    assert.ok(extension);
    await extension.activate();
    const models = await vscode.lm.selectChatModels({ vendor: 'takumo' });
    assert.deepEqual(
      models.map(({ id }) => id),
      ['demo'],
    );
  });

  it('has the values of its .env masked', async () => {
    const env = new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace('.env')));
    const password = /^ADMIN_PASSWORD=(.+)$/m.exec(env)?.[1] ?? assert.fail('the demo has no admin password');
    const document = await vscode.workspace.openTextDocument({
      language: 'plaintext',
      content: `Somebody wrote ${password} into the wiki.`,
    });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('takumo.copyTokenized');
    const copied = await vscode.env.clipboard.readText();
    assert.equal(copied.includes(password), false, 'a value was copied');
    assert.match(copied, /^Somebody wrote __TAKUMO_v1_[A-Z]+_[0-9a-f]{8}__ into the wiki\.$/);
  });
});
