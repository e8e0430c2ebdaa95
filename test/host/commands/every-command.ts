/** Runs each command of the manifest as a person would who then changes their mind: whatever it opens is closed with Escape. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { sleep } from '../harness/chat.ts';
import { it } from '../harness/test.ts';

const extension = vscode.extensions.getExtension('takumo.takumo-guard');
/** A picker that is open, or a dialog. */
const inTheWay = '.quick-input-widget:not([style*="display: none"]), .monaco-dialog-box';
/** What a person must not read: stacks, values that nobody thought of, VS Code's own words about a command that threw. */
const unfit =
  /\n\s+at |\bat [\w.<>]+ \(|\[object |\bundefined\b|\bNaN\b|TypeError|ReferenceError|Running the contributed command|not found/;

const commands: readonly string[] = (
  (extension?.packageJSON.contributes.commands ?? []) as { readonly command: string }[]
).map(({ command }) => command);

/** One test a command. `before` makes the state; `skip` gives, by command, why it is not run. */
export function testEveryCommand(before: () => Promise<void>, skip: Readonly<Record<string, string>> = {}): void {
  for (const command of commands) {
    it(
      command,
      async () => {
        await extension?.activate();
        await before();
        await runAndChangeMind(command);
      },
      { timeout: 25_000, skip: skip[command] ?? false },
    );
  }
  it('say nothing that is not for people', async () => {
    if (!hasPage) return;
    await vscode.commands.executeCommand('notifications.showList');
    await sleep(400);
    const center = '.notifications-center .notification-list-item-message';
    const said = (await page.shown(center)) ? await page.texts(center) : [];
    await vscode.commands.executeCommand('notifications.clearAll');
    assert.deepEqual(
      said.filter((text) => unfit.test(text)),
      [],
    );
  });
}

async function runAndChangeMind(command: string): Promise<void> {
  let outcome: { readonly error?: unknown } | undefined;
  vscode.commands.executeCommand(command).then(
    () => (outcome = {}),
    (error: unknown) => (outcome = { error }),
  );
  const end = Date.now() + 15_000;
  let escapes = 0;
  while (outcome === undefined || (await open())) {
    assert.ok(Date.now() < end, `it did not end, after ${escapes} Escapes`);
    await sleep(50);
    if (!(await open())) continue;
    escapes += 1;
    if (hasPage) await page.press('Escape');
    else await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  }
  assert.equal(outcome.error, undefined, String((outcome.error as Error | undefined)?.stack));
}

/** Whether something is in the way of the person. */
async function open(): Promise<boolean> {
  return hasPage && (await page.shown(inTheWay));
}
