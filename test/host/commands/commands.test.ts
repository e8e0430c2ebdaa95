/** Every command, where a person would run it: a folder with secrets, a file of it open, a model, a receipt. */
import * as vscode from 'vscode';
import { inWorkspace, send } from '../harness/chat.ts';
import { before, describe } from '../harness/test.ts';
import { testEveryCommand } from './every-command.ts';

describe('each command, at work', () => {
  before(async () => {
    await send('Say hello.', { mode: 'ask' });
  });
  testEveryCommand(async () => {
    await vscode.window.showTextDocument(inWorkspace('src/config.ts'));
  });
});
