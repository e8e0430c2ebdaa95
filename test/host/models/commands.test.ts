import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { afterEach, beforeEach, describe, it } from '../harness/test.ts';
import { answer, quickInput, rows } from './quick-input.ts';

const origin = process.env.TAKUMO_DEMO_MODEL ?? '';
const demoKey = process.env.TAKUMO_DEMO_KEY ?? '';

type Entry = Record<string, unknown>;
const setting = () => vscode.workspace.getConfiguration('takumo');
const entries = () => setting().inspect<Entry[]>('models')?.globalValue ?? [];
const setEntries = (list: readonly Entry[]) => setting().update('models', list, vscode.ConfigurationTarget.Global);
const entry = (more: Entry = {}): Entry => ({
  id: 'extra',
  name: 'Extra',
  api: 'openai-chat',
  baseUrl: `${origin}/v1`,
  model: 'takumo-demo',
  ...more,
});
const run = (id: string, ...rest: unknown[]) =>
  Promise.resolve(vscode.commands.executeCommand(`takumo.${id}`, ...rest));

/** Sends one message to a model of the settings; gives the authorization that reached the provider. */
async function authorizationOf(id: string): Promise<string | undefined> {
  await upstream.reset();
  const model = await until('the model', async () => (await vscode.lm.selectChatModels({ vendor: 'takumo', id }))[0]);
  try {
    const token = new vscode.CancellationTokenSource().token;
    const response = await model.sendRequest([vscode.LanguageModelChatMessage.User('hello')], {}, token);
    for await (const _part of response.text) {
      // Only what reached the provider counts.
    }
  } catch {
    // The demo model refuses another key than its own.
  }
  const requests = await upstream.requests();
  return requests.find(({ path }) => path.endsWith('/chat/completions'))?.headers.authorization;
}

describe('the commands of guarded models', () => {
  let before: Entry[] = [];
  beforeEach(async () => {
    before = [...entries()];
    await upstream.reset();
  });
  afterEach(async () => {
    await page.press('Escape').catch(() => undefined);
    await setEntries(before);
    await sleep(200);
  });

  it('set and remove a key, which is sent, and is nowhere to be read', async () => {
    if (!hasPage) return;
    await setEntries([...before, entry()]);
    assert.equal(await authorizationOf('extra'), undefined);
    const set = run('setModelKey', 'extra');
    await quickInput('API key of Extra');
    await answer('has spaces in it');
    await quickInput('A key has no spaces');
    await answer(demoKey);
    assert.equal(await set, true);
    assert.equal(await authorizationOf('extra'), `Bearer ${demoKey}`);
    assert.ok(!JSON.stringify(setting().inspect('models')).includes(demoKey));
    // Another address does not get it.
    await setEntries([...before, entry({ baseUrl: `${origin.replace('127.0.0.1', 'localhost')}/v1` })]);
    assert.equal(await authorizationOf('extra'), undefined);
    await setEntries([...before, entry()]);
    assert.equal(await run('removeModelKey', 'extra'), true);
    assert.equal(await authorizationOf('extra'), undefined);
  });

  it('add the models that a typed address lists', async () => {
    if (!hasPage) return;
    const added = run('addModel');
    await quickInput('Add Guarded Model');
    await page.type(`${origin.replace('http://', '')}/v1`);
    await sleep(400);
    assert.match((await rows())[0] ?? '', /Use this address/);
    await page.screenshot('add-address');
    await page.press('Enter');
    await quickInput('Which API does');
    await page.press('Enter');
    await quickInput('Leave it empty');
    await answer('not-the-key-of-this-server');
    // The provider refuses it: another can be entered at once.
    await quickInput('could not be listed');
    await page.screenshot('add-refused');
    await page.press('Enter');
    await quickInput('Leave it empty');
    await answer(demoKey);
    await quickInput('Check one model or more');
    await page.screenshot('add-list');
    await page.type('mini');
    await sleep(300);
    await page.press('ArrowDown');
    await page.press('Enter');
    assert.equal(await added, true);
    const made = entries().at(-1)!;
    assert.deepEqual([made.model, made.api, made.baseUrl], ['takumo-demo-mini', 'openai-chat', `${origin}/v1`]);
    assert.equal(await authorizationOf(String(made.id)), `Bearer ${demoKey}`);
  });

  it('test a connection that works', async () => {
    if (!hasPage) return;
    assert.deepEqual(await run('testModel', 'demo'), { ok: true });
    await quickInput('works.');
    const shown = await rows();
    assert.ok(shown.some((row) => /API key.*OK/s.test(row)));
    await page.screenshot('test-works');
  });

  it('say what is wrong with a connection, and mend it', async () => {
    if (!hasPage) return;
    await setEntries([
      ...before,
      entry({ id: 'wrong', name: 'Wrong', model: 'takumo-dem', apiKeyEnv: 'TAKUMO_DEMO_KEY' }),
    ]);
    assert.deepEqual(await run('testModel', 'wrong'), { ok: false });
    await quickInput('does not work');
    await page.screenshot('test-wrong-model');
    assert.ok((await rows()).some((row) => row.includes('Use the model takumo-demo')));
    await answer('Use the model takumo-demo');
    await quickInput('works.', 20_000);
    assert.equal(entries().find(({ id }) => id === 'wrong')?.model, 'takumo-demo');
  });

  it('say that a key is refused, and ask for another; the report has no key', async () => {
    if (!hasPage) return;
    await setEntries([...before, entry()]);
    assert.deepEqual(await run('testModel', 'extra'), { ok: false });
    await quickInput('does not work');
    assert.ok((await rows()).some((row) => row.includes('Set API Key')));
    await page.screenshot('test-no-key');
    await answer('Set API Key');
    await quickInput('API key of Extra');
    await answer(demoKey);
    await quickInput('works.', 20_000);
    await page.type('Copy Report');
    await sleep(300);
    await page.press('Enter');
    const report = await until('the report', async () => {
      const text = await vscode.env.clipboard.readText();
      return text.startsWith('Takumo: Test Connection') ? text : undefined;
    });
    assert.match(report, /\[x\] API key/);
    assert.ok(!report.includes(demoKey));
    await run('removeModelKey', 'extra');
  });

  it('find model servers of this machine, only when asked', async () => {
    if (!hasPage) return;
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        request.url === '/v1/models' ? '{"object":"list","data":[{"id":"local/one","object":"model"}]}' : '{}',
      );
    });
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(1234, '127.0.0.1', () => resolve(true));
    });
    if (!listens) return;
    try {
      const found = run('findLocalModels');
      await quickInput('Models on this machine');
      await page.screenshot('local-models');
      assert.match((await rows())[0] ?? '', /local\/one/);
      await page.press('ArrowDown');
      await page.press('Enter');
      assert.equal(await found, true);
      assert.deepEqual(entries().at(-1), {
        id: 'lm-studio-local-one',
        name: 'local/one (LM Studio)',
        api: 'openai-chat',
        baseUrl: 'http://127.0.0.1:1234/v1',
        model: 'local/one',
      });
    } finally {
      server.close();
    }
  });

  it('list what there is to manage', async () => {
    if (!hasPage) return;
    await setEntries([...before, entry({ baseUrl: 'ftp://example.org' })]);
    await sleep(500);
    const managed = run('manageModels');
    await quickInput('Guarded Models');
    const shown = await rows();
    assert.ok(
      shown.some((row) => row.includes('takumo.models[1].baseUrl')),
      shown.join('\n'),
    );
    assert.ok(shown.some((row) => row.includes('Demo Model (guarded)') && row.includes('has a key')));
    await page.screenshot('manage');
    await page.press('Escape');
    await managed;
  });
});
