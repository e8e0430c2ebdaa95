/** The walkthrough, as a new user goes through it. (First of its group: the commands leave the window in some disorder.) */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { send, sleep, until } from '../harness/chat.ts';
import { describe, it } from '../harness/test.ts';

const run = (id: string) => Promise.resolve(vscode.commands.executeCommand(id));
const step = (title: string) => `.getting-started-step:has-text("${title}")`;
const done = (title: string) => page.shown(`${step(title)}[aria-checked="true"]`);

/** Opens the step, unless VS Code has done so after the one before it, and clicks what is in it. */
async function clickIn(title: string, selector: string): Promise<void> {
  const inside = `${step(title)} ${selector}`;
  if (!(await page.shown(inside))) await page.click(step(title));
  await sleep(500);
  await page.click(inside);
}

describe('the walkthrough', () => {
  it('has four steps, and knows when the chat is guarded', async () => {
    if (!hasPage) return;
    await run('workbench.action.closeAllEditors');
    await run('takumo.openWalkthrough');
    const titles = await page.texts('.getting-started-step .step-title, .getting-started-step h3');
    assert.deepEqual(
      titles.filter((title) => title.trim() !== ''),
      ['See what an AI gets', 'Guard your chat', 'Choose what happens', 'Zero data retention and policies'],
    );
    assert.equal(await done('Guard your chat'), false);
    await send('Say hello.', { mode: 'ask' });
    await until('the step of the chat', () => done('Guard your chat'));
    assert.equal(await done('Zero data retention and policies'), false);
  });

  it('shows a demo file with what an AI gets of it, which follows what is typed', async () => {
    if (!hasPage) return;
    await page.click(`${step('See what an AI gets')} .monaco-button:has-text("See It on a Demo File")`);
    const preview = await until('the preview', () =>
      vscode.workspace.textDocuments.find(
        ({ uri, languageId }) => uri.scheme === 'takumo-preview' && languageId === 'typescript',
      ),
    );
    assert.equal([...preview.getText().matchAll(/__TAKUMO_v1_[A-Z]+_[0-9a-f]{8}__/g)].length, 6);
    const demo = vscode.workspace.textDocuments.find(
      ({ isUntitled, languageId }) => isUntitled && languageId === 'typescript',
    );
    assert.ok(demo);
    for (const [, value] of demo.getText().matchAll(/(?:accessKeyId|secretAccessKey|stripeKey|adminPassword): '(.+)'/g))
      assert.equal(preview.getText().includes(value ?? ''), false, 'the preview has a value');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(demo.uri, new vscode.Position(0, 0), '// typed\n');
    await vscode.workspace.applyEdit(edit);
    await until('the preview to follow', () => preview.getText().startsWith('// typed\n'));
    await run('takumo.openWalkthrough');
    await until('the step of the demo', () => done('See what an AI gets'));
  });

  it('is done with choosing when something was chosen, and with policies when they were looked at', async () => {
    if (!hasPage) return;
    await clickIn('Choose what happens', '.monaco-button:has-text("Choose What Happens")');
    await until('the list', () => page.shown('.quick-input-list .monaco-list-row'));
    await sleep(300);
    await page.press('ArrowDown', 'Enter');
    const modes = () => vscode.workspace.getConfiguration('takumo').inspect<Record<string, string>>('policies.modes');
    await until('the setting', () => modes()?.globalValue?.['aws-keys'] === 'warn');
    assert.equal(modes()?.globalValue?.pii, undefined);
    await until('the step of the choice', () => done('Choose what happens'));
    await vscode.workspace
      .getConfiguration('takumo')
      .update('policies.modes', undefined, vscode.ConfigurationTarget.Global);
    await clickIn('Zero data retention and policies', 'a:has-text("policies in force")');
    await until('the policies', () => vscode.window.activeTextEditor?.document.uri.scheme === 'takumo-policies');
    await run('takumo.openWalkthrough');
    await until('the step of the policies', () => done('Zero data retention and policies'));
  });
});
