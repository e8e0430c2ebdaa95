import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { sleep, until } from '../harness/chat.ts';
import { after, describe, it } from '../harness/test.ts';

const run = <T>(id: string, ...given: unknown[]) =>
  Promise.resolve(vscode.commands.executeCommand<T>(`takumo.${id}`, ...given));

/** The accessible label of the status bar's item whose label has that text. */
async function label(text: string): Promise<string | undefined> {
  return (await page.labels('.statusbar-item, .statusbar-item a')).find((each) => each.includes(text));
}

describe('the shell', () => {
  after(async () => {
    await run('resume');
  });

  it('registers every command that the manifest declares', async () => {
    const extension = vscode.extensions.getExtension('takumo.takumo-guard');
    await extension?.activate();
    assert.equal(extension?.exports, undefined, 'no value is reachable from the exports');
    const known = new Set(await vscode.commands.getCommands(true));
    const declared: { command: string }[] = extension?.packageJSON.contributes.commands;
    assert.deepEqual(
      declared.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it('shows its state, Monitor and ZDR in the status bar, each one click', async () => {
    if (!hasPage) return;
    await until('the status bar', () => label('Takumo protects'));
    await page.click('[id="takumo.takumo-guard.takumo.monitor"] a, [id="takumo.monitor"] a');
    await until('Monitor', () => label('Takumo monitors'));
    assert.ok(await label('Monitor is on'));
    await page.click('[id="takumo.takumo-guard.takumo.monitor"] a, [id="takumo.monitor"] a');
    await until('Protect', () => label('Takumo protects'));
    await page.click('[id="takumo.takumo-guard.takumo.zdr"] a, [id="takumo.zdr"] a');
    await until('ZDR', () => label('Zero data retention is on'));
    await page.screenshot('status-zdr');
    await run('toggleZdr');
    await until('ZDR off', () => label('Zero data retention is off'));
  });

  it('pauses and resumes, and warns meanwhile', async () => {
    assert.equal(await run('pause'), true);
    if (hasPage) await until('the warning', () => label('Takumo is paused'));
    if (hasPage) await page.screenshot('status-paused');
    assert.equal(await run('resume'), true);
    if (hasPage) await until('protection', () => label('Takumo protects'));
  });

  it('has a quick menu', async () => {
    if (!hasPage) return;
    void run('openMenu');
    const rows = await page.texts('.quick-input-list .monaco-list-row');
    assert.ok(
      rows.some((row) => row.includes('Monitor')),
      rows.join('\n'),
    );
    assert.ok(rows.some((row) => row.includes('Zero Data Retention')));
    await page.screenshot('quick-menu');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  });

  it('passes its self-test, and fails it while the guard is paused', async () => {
    const passed = await run<{ passed: boolean; leaked: number; cameBack: number; canaries: unknown[] }>('selfTest');
    await sleep(300);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /PASSED/);
    if (hasPage) await page.screenshot('self-test');
    assert.equal(passed.passed, true, JSON.stringify(passed));
    assert.equal(passed.leaked, 0);
    assert.equal(passed.cameBack, passed.canaries.length);
    await run('pause');
    try {
      const failed = await run<{ passed: boolean; leaked: number }>('selfTest');
      assert.equal(failed.passed, false);
      assert.equal(failed.leaked, passed.canaries.length);
    } finally {
      await run('resume');
    }
  });

  it('shows the policies in force', async () => {
    await run('showPolicies');
    const text = await until('the document', () => {
      const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
      return shown.includes('aws-keys') ? shown : undefined;
    });
    assert.match(text, /block, tokenize/);
    if (hasPage) await page.screenshot('policies');
  });
});
