import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, newConversation, send, sleep, until, workspaceFolder } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';
import { quickInput, rows } from './quick-input.ts';

const keys = ['inlineChat.defaultModel', 'chat.utilityModel', 'chat.utilitySmallModel'];
const userValue = (key: string) => vscode.workspace.getConfiguration().inspect<string>(key)?.globalValue;
const run = (id: string, ...rest: unknown[]) => Promise.resolve(vscode.commands.executeCommand(id, ...rest));
const chats = async () => (await upstream.requests()).filter(({ path }) => path.endsWith('/chat/completions'));

describe('inline chat and utility models', () => {
  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it('use a guarded model after consent to what is shown', async () => {
    if (!hasPage) return;
    await vscode.workspace
      .getConfiguration()
      .update('chat.utilitySmallModel', 'copilot/something', vscode.ConfigurationTarget.Global);
    const used = run('takumo.useForUtility', 'demo');
    await quickInput('Use Demo Model (guarded) for inline chat');
    const shown = await rows();
    for (const key of keys)
      assert.ok(
        shown.some((row) => row.includes(key)),
        shown.join('\n'),
      );
    assert.ok(shown.some((row) => row.includes('copilot/something → takumo/demo')));
    assert.equal(userValue('chat.utilityModel'), undefined, 'it was set before consent');
    await page.screenshot('utility');
    await page.press('Enter');
    assert.equal(await used, true);
    assert.deepEqual(keys.map(userValue), ['Demo Model (guarded) (takumo)', 'takumo/demo', 'takumo/demo']);
  });

  it('has the title of a conversation asked of it, tokenized', async () => {
    if (!hasPage) return;
    const secrets = await secretsOfConfig();
    await send(`Why is ${secrets[1]} refused?`, { mode: 'ask' });
    const title = await until(
      'the request for a title',
      async () => (await chats()).find(({ body }) => /title/i.test(JSON.parse(body).messages?.[0]?.content ?? '')),
      20_000,
    );
    assert.match(title.body, /__TAKUMO_/);
    for (const { body } of await chats()) assertNoneIn(body, secrets);
  });

  it('has inline chat asked of it, tokenized', async () => {
    if (!hasPage) return;
    const document = await vscode.workspace.openTextDocument(inWorkspace('src/config.ts'));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, document.lineCount - 1, 0);
    void run('inlineChat.start', { message: 'Say what this is', autoSend: true });
    const request = await until('the request of inline chat', async () => (await chats())[0], 25_000);
    assert.match(request.body, /__TAKUMO_/);
    assertNoneIn(request.body, await secretsOfConfig());
    await sleep(1000);
    await page.screenshot('inline-chat');
    await page.press('Escape');
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('has commit messages asked of it, tokenized', async () => {
    if (!hasPage) return;
    const git = (...args: string[]) => execFileSync('git', args, { cwd: workspaceFolder().fsPath });
    git('init', '-q');
    git('add', 'src/config.ts');
    await run('git.openRepository', workspaceFolder().fsPath);
    await run('git.refresh');
    await sleep(1500);
    void run('github.copilot.git.generateCommitMessage');
    const request = await until('the request for a message', async () => (await chats())[0], 25_000);
    assert.match(request.body, /__TAKUMO_/);
    assertNoneIn(request.body, await secretsOfConfig());
  });

  it('are put back exactly, but for what was changed since', async () => {
    if (!hasPage) return;
    await vscode.workspace
      .getConfiguration()
      .update('chat.utilityModel', 'mine/own', vscode.ConfigurationTarget.Global);
    const undone = run('takumo.undoUtility');
    await quickInput('Put back what was there?');
    const shown = await rows();
    assert.ok(!shown.some((row) => row.includes('chat.utilityModel')));
    await page.press('Enter');
    assert.equal(await undone, true);
    assert.deepEqual(keys.map(userValue), [undefined, 'mine/own', 'copilot/something']);
    for (const key of keys)
      await vscode.workspace.getConfiguration().update(key, undefined, vscode.ConfigurationTarget.Global);
  });
});
