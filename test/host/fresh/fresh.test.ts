import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, sleep, until } from '../harness/chat.ts';
import { describe, it } from '../harness/test.ts';

const run = (id: string) => Promise.resolve(vscode.commands.executeCommand(id));
const label = async (text: string) =>
  (await page.labels('.statusbar-item, .statusbar-item a')).find((each) => each.includes(text));
/** A file that this group writes before it reloads the window: a reload starts these tests anew. */
const mark = inWorkspace('.reloaded');
const reloaded = async () =>
  vscode.workspace.fs.stat(mark).then(
    () => true,
    () => false,
  );

describe('a fresh window', () => {
  it('offers the guarded model in the chat before anything was asked', async () => {
    if (!hasPage) return;
    await run('workbench.action.chat.open');
    const shown = await until('the model in the chat', async () =>
      (await page.texts('.chat-input-toolbars')).find((text) => text.includes('Demo Model (guarded)')),
    );
    assert.ok(shown);
  });

  it('keeps Monitor and ZDR over a reload', async () => {
    if (!hasPage) return;
    if (!(await reloaded())) {
      await until('the status bar', () => label('Takumo protects'));
      await run('takumo.toggleMonitor');
      await run('takumo.toggleZdr');
      await until('Monitor', () => label('Monitor is on'));
      await until('ZDR', () => label('Zero data retention is on'));
      // VS Code writes its state a moment after it changed.
      await sleep(1500);
      await vscode.workspace.fs.writeFile(mark, new Uint8Array());
      await run('workbench.action.reloadWindow');
      await sleep(50_000);
    }
    await until('Monitor after the reload', () => label('Monitor is on'));
    await until('ZDR after the reload', () => label('Zero data retention is on'));
    await run('takumo.toggleMonitor');
    await run('takumo.toggleZdr');
    await until('Monitor off', () => label('Monitor is off'));
    await until('ZDR off', () => label('Zero data retention is off'));
  });
});
