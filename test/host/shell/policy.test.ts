import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type PolicyServer, startPolicyServer } from '../../support/policy-server.ts';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, sleep, until } from '../harness/chat.ts';
import { after, before, describe, it } from '../harness/test.ts';

const run = <T>(id: string, ...given: unknown[]) =>
  Promise.resolve(vscode.commands.executeCommand<T>(`takumo.${id}`, ...given));

/** The policies in force, as `Takumo: Show Policies in Force` shows them. */
async function inForce(): Promise<string> {
  const uri = vscode.Uri.from({ scheme: 'takumo-policies', path: '/Takumo Policies.md' });
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

const aws = (enforcement: string, more: object = {}) => ({ name: 'aws-keys', enforcement, ...more });

describe('policies', () => {
  let server: PolicyServer;
  before(async () => {
    server = await startPolicyServer({ organization: 'acme', draft: { policies: [aws('warn')] } });
  });
  after(() => server.close());

  it("tightens with a workspace's file, at once", async () => {
    const file = inWorkspace('takumo.policy.json');
    await run('showPolicies');
    const rule = {
      name: 'ticket-numbers',
      pattern: 'ACME-[0-9]{6}',
      category: 'SECRET',
      description: 'Tickets',
      enforcement: 'block',
    };
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify([rule])));
    await until('the new policy', async () => (await inForce()).includes('ticket-numbers'), 3000);
    await vscode.workspace.fs.delete(file);
    await until('the policy to go', async () => !(await inForce()).includes('ticket-numbers'), 3000);
  });

  it('connects after the fingerprint was compared, and follows a change within 2 s', async () => {
    await run('showPolicies');
    const connected = run<boolean>('connect', { url: server.url, apiKey: server.apiKey });
    let done = false;
    void connected.then(() => {
      done = true;
    });
    for (let step = 0; !done && step < 40; step++) {
      await sleep(250);
      if (hasPage && step === 6) await page.screenshot('connect');
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    assert.equal(await connected, true);
    await until("the organization's policy", async () => /`aws-keys`: \*\*warn/.test(await inForce()), 4000);

    const begin = Date.now();
    server.publish({ policies: [aws('monitor')], settings: { zdr: { value: true, locked: true } } });
    await until('the change', async () => /`aws-keys`: \*\*monitor/.test(await inForce()), 2000);
    assert.ok(Date.now() - begin < 2000);
    if (hasPage) {
      const labels = await page.labels('.statusbar-item, .statusbar-item a');
      assert.ok(
        labels.some((label) => label.includes('acme holds it')),
        labels.join('\n'),
      );
    }
    assert.equal(await run('toggleZdr'), false, 'a held switch was switched');
  });

  it('keeps the last policies while the server is away, and says so', async () => {
    server.fault('error-500');
    server.cutStreams();
    await sleep(1500);
    assert.match(await inForce(), /`aws-keys`: \*\*monitor/);
    server.fault('none');
  });

  it('disconnects', async () => {
    const disconnected = run('disconnect');
    await sleep(500);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await disconnected;
    await until('the built-in policies', async () => /`aws-keys`: \*\*block/.test(await inForce()), 4000);
  });
});
