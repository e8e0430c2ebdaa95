/** Every command, where there is nothing: no folder, no file, no model, no receipt. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { testEveryCommand } from '../commands/every-command.ts';
import { describe, it } from '../harness/test.ts';

describe('each command, with nothing there', () => {
  it('(there is nothing)', async () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    assert.deepEqual(await vscode.lm.selectChatModels({ vendor: 'takumo' }), []);
  });

  testEveryCommand(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
