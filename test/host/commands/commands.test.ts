/** Every command, where a person would run it: a folder with secrets, a file of it open, a model, a receipt. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, send, sleep } from '../harness/chat.ts';
import { before, describe, it } from '../harness/test.ts';
import { testEveryCommand } from './every-command.ts';

/** What of ours VS Code itself draws: items of the status bar, rows of the views, buttons above them. */
const drawn = {
  'the status bar': '.statusbar-item[id^="takumo"] [aria-label]',
  'the rows of the views': '.part.sidebar .pane-body .monaco-list-row',
  'the buttons above the views': '.part.sidebar .pane-header .action-label',
  'the buttons of the panel': '.part.panel .title-actions .action-label:not(.separator)',
};

describe('each command, at work', () => {
  before(async () => {
    await send('Say hello.', { mode: 'ask' });
  });
  testEveryCommand(async () => {
    await vscode.window.showTextDocument(inWorkspace('src/config.ts'));
  });

  it('(whatever is drawn has a name for a screen reader)', async () => {
    if (!hasPage) return;
    await vscode.commands.executeCommand('takumo.copyTokenized');
    await vscode.commands.executeCommand('takumo.showActivity');
    await vscode.commands.executeCommand('takumo.showSession');
    await sleep(1500);
    for (const [what, selector] of Object.entries(drawn)) {
      const labels = await page.labels(selector);
      assert.ok(labels.length > 0, `${what}: nothing there`);
      assert.deepEqual(
        labels.filter((label) => !/\p{L}{2}/u.test(label)),
        [],
        what,
      );
    }
  });
});
