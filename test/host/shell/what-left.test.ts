import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, newConversation, sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

const run = <T>(id: string, ...given: unknown[]) =>
  Promise.resolve(vscode.commands.executeCommand<T>(`takumo.${id}`, ...given));

interface Exported {
  readonly summary: { readonly blocked: number };
  readonly receipts: readonly {
    readonly decision: string;
    readonly byCategory: Record<string, number>;
    readonly places?: string[];
  }[];
}

async function receipts(): Promise<Exported> {
  await run('exportReceipts');
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return JSON.parse(text) as Exported;
}

/** Answers the next held request, as soon as there is one. */
const answer = (how: 'send' | 'always' | 'refuse') =>
  until('a held request', () => run<boolean>('answerHeldRequest', { answer: how }), 20_000);

describe('a blocked request', () => {
  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it('is held and, refused, leaves nothing but a receipt', async () => {
    await begin('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
    if (hasPage) {
      await until(
        'the status bar to say so',
        async () =>
          (await page.labels('.statusbar-item, .statusbar-item a')).some((each) => each.includes('until you answer')),
        20_000,
      );
      await page.screenshot('held');
    }
    await answer('refuse');
    await sleep(1500);
    assert.deepEqual(await upstream.requests(), []);
    const { receipts: all } = await receipts();
    assert.equal(all.at(-1)?.decision, 'blocked');
    assert.ok((all.at(-1)?.places ?? []).length > 0);
  });

  it('is sent with tokens when a person says so, and never asked again after "always"', async () => {
    await begin('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
    await answer('always');
    await upstream.waitFor(1);
    await newConversation();
    await upstream.reset();
    await begin('And what does this one?', { mode: 'ask', attach: ['src/config.ts'] });
    await upstream.waitFor(1);
    await run('forgetAlwaysSend');
  });

  it('shows what left', async () => {
    await run('showWhatLeft');
    await sleep(1500);
    if (hasPage) await page.screenshot('what-left');
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputWebview);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('keeps no places under ZDR', async () => {
    await run('toggleZdr');
    try {
      await begin('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
      await answer('refuse');
      await sleep(1000);
      const { receipts: all } = await receipts();
      assert.equal(all.at(-1)?.places, undefined);
    } finally {
      await run('toggleZdr');
    }
  });
});
