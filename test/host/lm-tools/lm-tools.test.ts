/** The tools as an agent meets them: called through VS Code's own API, and in the chat by a model that was pointed to them. */
import assert from 'node:assert/strict';
import { symlinkSync, unlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, inWorkspace, newConversation, sleep, until, workspaceFolder } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { before, beforeEach, describe, it } from '../harness/test.ts';

const textOf = (result: vscode.LanguageModelToolResult): string =>
  result.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : assert.fail('no text')))
    .join('');
const call = async (name: string, input: object): Promise<string> =>
  textOf(await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }));

before(async () => {
  await until('the tools', () => vscode.lm.tools.filter(({ name }) => name.startsWith('takumo_')).length === 2);
});
beforeEach(async () => {
  await newConversation();
  await upstream.reset();
});

describe('called through the API', () => {
  it('finds the secrets of the demo, and says none of them', async () => {
    const text = await call('takumo_scan', { paths: ['src', 'README.md'] });
    assert.match(text, /^\d+ found in 3 texts/);
    for (const line of [
      /\nsrc\/config\.ts:5:\d+ /,
      /\nsrc\/config\.ts:10:\d+ AWS access key/i,
      /\nsrc\/config\.ts:16:\d+ GitHub/,
    ])
      assert.match(text, line);
    assertNoneIn(text, await secretsOfConfig());
  });

  it('looks at the active file when nobody says what', async () => {
    await vscode.window.showTextDocument(inWorkspace('src/config.ts'));
    assert.match(await call('takumo_scan', {}), /\nsrc\/config\.ts:16:/);
    assert.match(await call('takumo_review', {}), /src\/config\.ts:16 error: A secret is written into the code/);
  });

  it('reviews a text, with a fix that was tried', async () => {
    const text = await call('takumo_review', {
      language: 'typescript',
      text: "import pg from 'pg';\nconst db = new pg.Pool();\nexport const find = (req: any) => db.query(`SELECT * FROM users WHERE name = '${req.query.name}'`);\n",
    });
    assert.match(text, /the given text:3 error: .*CWE-89/);
    assert.match(text, /Put in the place of line 3:\n```typescript\n.*\$1/);
  });

  it('reads unsaved text', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace('src/orders.ts'));
    const edit = new vscode.WorkspaceEdit();
    const made = `gh${'p_'}${'aB3dE5fG7hI9'.repeat(3)}`;
    edit.insert(document.uri, new vscode.Position(0, 0), `const token = '${made}';\n`);
    await vscode.workspace.applyEdit(edit);
    try {
      const text = await call('takumo_scan', { paths: ['src/orders.ts'] });
      assert.match(text, /\nsrc\/orders\.ts:1:16 GitHub/);
      assertNoneIn(text, [made]);
    } finally {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  });

  it('refuses what is outside, also behind a link', async () => {
    const { fsPath } = workspaceFolder();
    const link = `${fsPath}/link-out`;
    symlinkSync('/etc', link);
    try {
      for (const path of ['../x', '/etc/hosts', `${fsPath}/../x`]) {
        await assert.rejects(call('takumo_scan', { paths: [path] }), /outside the workspace folders/);
        await assert.rejects(call('takumo_review', { paths: [path] }), /outside the workspace folders/);
      }
      await assert.rejects(call('takumo_scan', { paths: ['link-out/hosts'] }), /leads out of the workspace/);
      assert.match(await call('takumo_scan', { paths: ['.'] }), /Left out \(a link\): link-out\./);
    } finally {
      unlinkSync(link);
    }
    await assert.rejects(call('takumo_scan', { paths: ['no-such-file'] }), /does not exist/);
  });

  it('ends when it is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const options = { input: { paths: ['.'] }, toolInvocationToken: undefined };
    await assert.rejects(Promise.resolve(vscode.lm.invokeTool('takumo_scan', options, source.token)));
  });
});

describe('in an agent turn with #takumoScan', () => {
  it('is offered to the model, called by it without a question, and answers with places and no values', async () => {
    const secrets = await secretsOfConfig();
    await upstream.script(
      { steps: [{ calls: [{ id: 'call_s', name: 'takumo_scan', arguments: '{"paths":["src"]}' }] }] },
      { steps: [{ text: 'There are some in src/config.ts.' }, { finish: 'stop' }] },
    );
    await begin('#takumoScan Are there secrets in src?');
    const requests = await upstream.waitFor(2, 60_000);
    await sleep(500);
    if (hasPage) await page.screenshot('agent-scan');
    const [first, second] = requests.map(({ body }) => JSON.parse(body));
    const offered = first.tools.map((tool: { function: { name: string; description: string } }) => tool.function);
    const scan = offered.find(({ name }: { name: string }) => name === 'takumo_scan');
    assert.match(scan?.description ?? '', /Secret values are never part of the result/);
    const result = second.messages.find(({ role }: { role: string }) => role === 'tool');
    assert.match(JSON.stringify(result.content), /src\/config\.ts:10:\d+ AWS access key/i);
    for (const { body } of requests) assertNoneIn(body, secrets);
  });
});
