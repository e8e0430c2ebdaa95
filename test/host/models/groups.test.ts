import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { newConversation, send, sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

/** The demo model's address and key; over `localhost` it is another origin. */
const origin = process.env.TAKUMO_DEMO_MODEL ?? '';
const other = origin.replace('127.0.0.1', 'localhost');
const demoKey = process.env.TAKUMO_DEMO_KEY ?? '';
const awayKey = ['Qz7Xw9', 'Lp2Vk5', 'Tn8Rb4', 'Jd3Mf6'].join('');
const vendor = 'takumo-custom';

/** Adds a group as Manage Models does: the key goes to VS Code's secret storage. */
async function addGroup(name: string, more: object): Promise<void> {
  await vscode.commands.executeCommand('lm.addLanguageModelsProviderGroup', { name, vendor, ...more });
  await sleep(300);
}

const models = (id?: string) => vscode.lm.selectChatModels({ vendor, ...(id === undefined ? {} : { id }) });
const listed = async () => (await upstream.requests()).filter(({ path }) => path.endsWith('/models'));

describe('a group of Manage Language Models', () => {
  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it("offers its provider's models, with the key from the secret storage, and what it names", async () => {
    if (!hasPage) return;
    await addGroup('Mine', {
      api: 'openai-chat',
      baseUrl: `${origin}/v1`,
      apiKey: demoKey,
      models: [{ model: 'takumo-demo-mini', name: 'Small One', maxInputTokens: 9000 }],
    });
    const found = await until('the models', async () => {
      const all = await models();
      return all.length === 2 ? all : undefined;
    });
    assert.deepEqual(
      found.map(({ id, name }) => `${id}: ${name}`).toSorted((a, b) => a.localeCompare(b)),
      ['takumo-demo-mini: Small One', 'takumo-demo: takumo-demo'],
    );
    assert.equal(found.find(({ id }) => id === 'takumo-demo-mini')?.maxInputTokens, 9000);
    const asked = await listed();
    assert.equal(asked[0]?.headers.authorization, `Bearer ${demoKey}`);
    await models();
    await models();
    assert.equal((await listed()).length, asked.length, 'the list is asked for each time');
  });

  it('answers a turn of the chat, guarded; no key of any group leaves in a prompt', async () => {
    if (!hasPage) return;
    // Nobody listens there; the key is learned all the same.
    await addGroup('Away', { api: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1', apiKey: awayKey, models: ['x'] });
    await models();
    await vscode.commands.executeCommand('workbench.action.chat.open', {
      query: `Look at this. My key is ${awayKey}.`,
      mode: 'ask',
      modelSelector: { vendor, id: 'takumo-demo' },
      attachFiles: [vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'src/config.ts')],
    });
    const request = await until(
      'the request',
      async () => (await upstream.requests()).find(({ path }) => path.endsWith('/chat/completions')),
      30_000,
    );
    assert.equal(request.headers.authorization, `Bearer ${demoKey}`);
    assert.match(request.body, /__TAKUMO_/);
    assertNoneIn(request.body, [...(await secretsOfConfig()), awayKey]);
    assert.match(request.body, /My key is __TAKUMO_/);
  });

  it('sends its key to no other address, until a person allows it', async () => {
    if (!hasPage) return;
    await addGroup('Moved', { api: 'openai-chat', baseUrl: `${other}/v1`, apiKey: demoKey });
    await models();
    assert.equal((await listed()).length, 0, 'the key went to another origin');
    await vscode.commands.executeCommand('workbench.action.chat.manage');
    await sleep(1500);
    await page.screenshot('groups');
  });

  it('of one address has nothing of the other', async () => {
    if (!hasPage) return;
    await addGroup('Keyless', { api: 'openai-chat', baseUrl: `${other}/v1`, models: ['takumo-demo', 'another'] });
    const found = await until('the model', async () => (await models('another'))[0]);
    const token = new vscode.CancellationTokenSource().token;
    const sent = found.sendRequest([vscode.LanguageModelChatMessage.User('hello')], {}, token);
    await Promise.resolve(sent)
      .then(async (response) => {
        for await (const _part of response.text) {
          // The demo model refuses a request without its key.
        }
      })
      .catch(() => undefined);
    const [request] = (await upstream.requests()).filter(({ path }) => path.endsWith('/chat/completions'));
    assert.equal(request?.headers.authorization, undefined);
    assert.match(request?.headers.host ?? '', /^localhost/);
    assert.equal((await models('takumo-demo')).length, 2);
  });

  it('leaves the models of the settings as they are', async () => {
    const [demo] = await vscode.lm.selectChatModels({ vendor: 'takumo', id: 'demo' });
    assert.equal(demo?.name, 'Demo Model (guarded)');
    if (!hasPage) return;
    await send('hello', { mode: 'ask' });
  });
});
