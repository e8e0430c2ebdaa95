/** Every command, where there is nothing: no folder, no file, no model, no receipt. */
import * as vscode from 'vscode';
import { testEveryCommand } from '../commands/every-command.ts';
import { describe } from '../harness/test.ts';

describe('each command, with nothing there', () => {
  testEveryCommand(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
