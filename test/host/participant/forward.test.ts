/** Guarded twins of another extension's models, in the real chat. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, newConversation, send, sleep, until, writtenFile } from '../harness/chat.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { before, beforeEach, describe, it } from '../harness/test.ts';
import { fake } from './fake.ts';
import { setModes } from './modes.ts';

const twin = '@fakelm:fake-small';
const vendors = () => vscode.workspace.getConfiguration('takumo').get<readonly string[]>('forward.vendors');
const twins = async () =>
  (await vscode.lm.selectChatModels({ vendor: 'takumo' })).filter(({ id }) => id.startsWith('@fakelm:'));

before(async () => {
  await vscode.extensions.getExtension('takumo-tests.fakelm')?.activate();
  await setModes('monitor');
});
beforeEach(async () => {
  await newConversation();
  await fake.reset();
});

describe('the command', () => {
  it('offers no model without consent', async () => {
    assert.deepEqual(await twins(), []);
    if (!hasPage) return;
    const done = vscode.commands.executeCommand<boolean>('takumo.guardCopilot');
    const rows = (await page.texts('.quick-input-widget .monaco-list-row')).join('\n');
    await page.screenshot('guard-pick');
    assert.match(rows, /GitHub Copilot[\s\S]*No model in this window yet: sign in to it first/);
    await page.press('Enter');
    await page.texts('.quick-input-widget .monaco-list-row:has-text("Guard Them")');
    const said = (await page.texts('.quick-input-widget .monaco-list-row')).join('\n');
    for (const words of [/your account and your credits/, /System messages/, /Beta/, /stay listed, unguarded/])
      assert.match(said, words);
    await page.screenshot('guard-consent');
    await page.press('Escape');
    assert.equal(await done, false);
    assert.deepEqual(vendors(), []);
  });

  it('offers a twin for each model after it', async () => {
    if (hasPage) {
      const done = vscode.commands.executeCommand<boolean>('takumo.guardCopilot');
      await page.texts('.quick-input-widget .monaco-list-row');
      await page.press('Enter');
      await page.click('.quick-input-widget .monaco-list-row:has-text("Guard Them")');
      assert.equal(await done, true);
    } else {
      await vscode.workspace
        .getConfiguration('takumo')
        .update('forward.vendors', ['fakelm'], vscode.ConfigurationTarget.Global);
    }
    assert.deepEqual(vendors(), ['fakelm']);
    const found = await until('the twins', async () => ((await twins()).length === 2 ? twins() : undefined));
    assert.deepEqual(
      found.map(({ id, name, family }) => [id, name, family]),
      [
        ['@fakelm:fake-small', 'Fake Small (guarded)', 'fake'],
        ['@fakelm:fake-large', 'Fake Large (guarded)', 'fake'],
      ],
    );
  });
});

describe('a twin', () => {
  it('sends tokens, shows values', async () => {
    const secrets = await secretsOfConfig();
    const { answer } = await send('What does this configure?', { mode: 'ask', attach: ['src/config.ts'], model: twin });
    const [request] = await fake.waitFor(1);
    assertNoneIn(request!.whole, secrets);
    assert.match(request!.whole, /__TAKUMO_v1_/);
    assert.ok(
      request!.messages.every(({ role }) => role === 1 || role === 2),
      'a system message was sent',
    );
    if (hasPage) for (const secret of secrets) assert.ok(answer!.code.join('\n').includes(secret));
  });

  it('works as an agent: a tool call gets values, its result goes back with tokens and with its thinking', async () => {
    const secrets = await secretsOfConfig();
    const path = inWorkspace('made.txt').fsPath;
    await fake.script(
      [
        { thinking: 'I keep {{token 0}}. ', id: 't1' },
        { thinking: '', id: 't1', metadata: { signature: 'sIgNaTuRe' } },
        { text: 'I will write it.', every: 5 },
        { call: { id: 'call_f', name: 'create_file', input: { filePath: path, content: 'A={{token 0}}\n' } } },
      ],
      [{ text: 'Written.' }],
    );
    await send('Keep the credentials', { attach: ['src/config.ts'], model: twin });
    const made = await writtenFile('made.txt');
    await vscode.workspace.fs.delete(inWorkspace('made.txt'));
    assert.match(made, /^A=(?!__TAKUMO)/);
    const requests = await fake.waitFor(2);
    for (const { whole } of requests) assertNoneIn(whole, secrets);
    assert.ok(requests[0]!.tools.includes('create_file'));
    const answered = requests[1]!.messages.find(
      ({ role, parts }) => role === 2 && parts.some(({ kind }) => kind === 'call'),
    );
    assert.deepEqual(
      answered?.parts.map(({ kind }) => kind),
      ['thinking', 'text', 'call'],
    );
    assert.match(answered!.parts[0]!.json, /sIgNaTuRe/);
    assert.match(answered!.parts[0]!.json, /I keep __TAKUMO_v1_/);
    assert.ok(requests[1]!.messages.some(({ parts }) => parts.some(({ kind }) => kind === 'result')));
  });

  it("calls Takumo's own tools as an agent: places, no value, no question", async () => {
    const secrets = await secretsOfConfig();
    await fake.script(
      [{ call: { id: 'call_s', name: 'takumo_scan', input: { paths: ['src/config.ts'] } } }],
      [{ call: { id: 'call_r', name: 'takumo_review', input: { paths: ['src'] } } }],
      [{ text: 'Looked.' }],
    );
    await send('Use #takumoScan and #takumoReview', { model: twin });
    const requests = await fake.waitFor(3);
    assert.ok(requests[0]!.tools.includes('takumo_scan') && requests[0]!.tools.includes('takumo_review'));
    const results = requests[2]!.messages.flatMap(({ parts }) => parts.filter(({ kind }) => kind === 'result'));
    assert.equal(results.length, 2);
    assert.match(results[0]!.json, /src\/config\.ts:\d+/);
    for (const { whole } of requests) assertNoneIn(whole, secrets);
  });

  it('says what went wrong, and what to do', async () => {
    const cases = [
      ['NoPermissions', /does not let Takumo use.*choose Allow/s],
      ['Blocked', /blocked this request/],
      ['NotFound', /no longer there/],
      ['quota', /quota of fakelm is used up.*allowance/s],
      ['rate', /limits the rate/],
      ['other', /answered with an error.*It broke/s],
    ] as const;
    for (const [error, expected] of cases) {
      await newConversation();
      await fake.script([{ error }]);
      const { rows } = await send('Hello', { mode: 'ask', model: twin });
      if (hasPage) assert.match(rows.filter(({ kind }) => kind === 'response').at(-1)!.text, expected, error);
    }
  });

  it('stops the other extension when the turn is cancelled', async () => {
    await fake.script([{ text: 'I will never ' }, { hang: true }]);
    void send('Take your time', { mode: 'ask', model: twin }).catch(() => undefined);
    await fake.waitFor(1);
    await sleep(300);
    await vscode.commands.executeCommand('workbench.action.chat.cancel');
    await until('the cancellation', async () => (await fake.received())[0]?.cancelled);
  });

  it('goes when its model goes, comes back when it does', async () => {
    await fake.models('fake-large');
    await until('one twin', async () => (await twins()).length === 1);
    await fake.reset();
    await until('both twins', async () => (await twins()).length === 2);
  });

  it('is never one of our own', async () => {
    await vscode.workspace
      .getConfiguration('takumo')
      .update('forward.vendors', ['takumo', 'takumo-openai', 'fakelm'], vscode.ConfigurationTarget.Global);
    await sleep(500);
    const all = await vscode.lm.selectChatModels({ vendor: 'takumo' });
    assert.ok(all.every(({ id }) => !id.startsWith('@takumo')));
  });

  it('goes with the undo', async () => {
    assert.equal(await vscode.commands.executeCommand('takumo.unguardCopilot'), true);
    await until('no twin', async () => (await twins()).length === 0);
    assert.deepEqual(vendors(), []);
  });
});
