import * as vscode from 'vscode';
import { hasPage, page, webview } from '../harness/bridge.ts';
import { inWorkspace, readWorkspaceFile, sleep, until } from '../harness/chat.ts';
import { describe, it } from '../harness/test.ts';
import { ask, rowsWhen, run, welcome } from '../views/panes.ts';

/** A file that this group writes before it reloads the window: a reload starts these tests anew. */
const mark = inWorkspace('.reloaded');
const reloaded = async () =>
  vscode.workspace.fs.stat(mark).then(
    () => true,
    () => false,
  );
const whatLeft = webview('what-left');

describe('the views after a reload of the window', () => {
  it(
    'are where they were, begin empty, and show what comes next',
    async () => {
      if (!(await reloaded())) {
        const config = await readWorkspaceFile('src/config.ts');
        await ask(1, () => config);
        await run('takumo.showSession');
        await rowsWhen('the tokens', 'Session', (labels) => labels.length > 3);
        await run('takumo.groupSessionByFile');
        await run('takumo.showActivity');
        await webview('activity').texts('.bars', 30_000);
        await run('takumo.showWhatLeft');
        await whatLeft.texts('.conversation', 30_000);
        // VS Code writes its state a moment after it changed.
        await sleep(2500);
        await vscode.workspace.fs.writeFile(mark, new Uint8Array());
        await run('workbench.action.reloadWindow');
        await sleep(50_000);
      }
      await until('the tab', async () => (await whatLeft.count('h1')) > 0, 30_000);
      await until('the empty session', async () => (await welcome('Session')).includes('Open Chat'));
      // This host keeps secrets in memory, so the key of the receipts has gone with the reload: the views must say so.
      await until(
        'word of what can not be read',
        async () => (await whatLeft.texts('.note'))[0]?.includes('can not be read: 1'),
        30_000,
      );
      await until('the same', async () => (await welcome('Receipts')).includes('Delete All Receipts'));
      await page.screenshot('reloaded');
      const config = await readWorkspaceFile('src/config.ts');
      await ask(1, () => config);
      await until('the new receipt', async () => (await whatLeft.count('.conversation')) > 0);
      await rowsWhen('the receipt', 'Receipts', (labels) => labels.some((label) => label.includes('takumo-demo')));
      await rowsWhen('the tokens by file, as chosen', 'Session', (labels) =>
        labels.some((label) => label.startsWith('In no file')),
      );
      await until('the charts', async () => (await webview('activity').texts('.bars'))[0]?.includes('API keys'));
    },
    { skip: hasPage ? false : 'it looks at the page', timeout: 120_000 },
  );
});
