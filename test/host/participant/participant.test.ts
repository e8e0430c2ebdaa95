/** `@takumo` in the real chat, with another extension's model and with a guarded one. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ChatRow, hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, newConversation, readWorkspaceFile, sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { before, beforeEach, describe, it } from '../harness/test.ts';
import { fake } from './fake.ts';
import { setModes } from './modes.ts';

/** One that is shown: what stands before the end of an answer is folded away. */
const button = (title: string) =>
  `.interactive-session .chat-command-button .monaco-button:has-text("${title}") >> visible=true`;

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};
const settings = () => vscode.workspace.getConfiguration('takumo');
interface Asking {
  readonly attach?: readonly (string | { readonly path: string; readonly lines: readonly [number, number] })[];
  readonly model?: { readonly vendor: string; readonly id: string };
}

/** Asks and gives what the chat shows when the answer is complete, or when `ready` says so. */
async function ask(query: string, asking: Asking = {}, ready = (row: ChatRow) => row.complete): Promise<ChatRow> {
  const answers = async () => (hasPage ? await page.chat() : []).filter(({ kind }) => kind === 'response');
  const count = (await answers()).length;
  const attachFiles = (asking.attach ?? []).map((each) =>
    typeof each === 'string'
      ? inWorkspace(each)
      : {
          uri: inWorkspace(each.path),
          // As VS Code's own code has it: 1-based.
          range: { startLineNumber: each.lines[0], startColumn: 1, endLineNumber: each.lines[1], endColumn: 1000 },
        },
  );
  const modelSelector = asking.model ?? { vendor: 'fakelm', id: 'fake-small' };
  void vscode.commands.executeCommand('workbench.action.chat.open', { query, mode: 'ask', modelSelector, attachFiles });
  return until(
    `an answer to ${query}`,
    async () => {
      const rows = await answers();
      const last = rows.at(-1);
      return rows.length > count && last !== undefined && ready(last) ? last : undefined;
    },
    40_000,
  ).catch(async (error: unknown) => {
    await page.screenshot('no-answer');
    throw error;
  });
}

async function shoot(name: string): Promise<void> {
  const workbench = vscode.workspace.getConfiguration('workbench');
  for (const [theme, label] of Object.entries(themes)) {
    await workbench.update('colorTheme', label, vscode.ConfigurationTarget.Global);
    await sleep(700);
    await page.screenshot(`${name}-${theme}`);
  }
  await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
}

before(async () => {
  await vscode.extensions.getExtension('takumo-tests.fakelm')?.activate();
  await vscode.lm.selectChatModels({});
});
beforeEach(async () => {
  await setModes('monitor');
  await newConversation();
  await fake.reset();
  await upstream.reset();
});

describe('@takumo', () => {
  it('asks the picked model about a file and a selection: tokens there, values here', async () => {
    const secrets = await secretsOfConfig();
    const answer = await ask('@takumo What does this configure?', {
      attach: ['src/config.ts', { path: 'docker-compose.yml', lines: [1, 4] }],
    });
    const [request] = await fake.waitFor(1);
    assertNoneIn(request!.whole, secrets);
    assert.match(request!.whole, /filePath=\\+"src\/config\.ts/);
    assert.match(request!.whole, /Excerpt from docker-compose\.yml, lines 1 to 4:/);
    assert.match(request!.whole, /__TAKUMO_v1_/);
    if (hasPage)
      for (const secret of secrets) assert.ok(answer.code.join('\n').includes(secret), 'a value did not come back');
  });

  it('goes on: its history has tokens again, and no word of its own', async () => {
    const secrets = await secretsOfConfig();
    await ask('@takumo What is in here?', { attach: ['src/config.ts'] });
    await ask('@takumo And which is the key?');
    const [first, second] = await fake.waitFor(2);
    assertNoneIn(second!.whole, secrets);
    assert.equal(second!.messages.length, 4);
    assert.deepEqual(second!.messages.slice(0, 2), first!.messages);
    assert.match(second!.messages[2]!.parts[0]!.json, /I saw \d+ placeholders/);
    assert.doesNotMatch(second!.whole, /takumo-sa(?:ys|id)/);
  });

  it('passes a guarded model by: that guards by itself, once', async () => {
    const secrets = await secretsOfConfig();
    const answer = await ask('@takumo What does this configure?', {
      attach: ['src/config.ts'],
      model: { vendor: 'takumo', id: 'demo' },
    });
    const [request] = await upstream.waitFor(1);
    assertNoneIn(request!.body, secrets);
    assert.match(request!.body, /__TAKUMO_v1_/);
    assert.equal((await fake.received()).length, 0);
    if (hasPage) for (const secret of secrets) assert.ok(answer.code.join('\n').includes(secret));
  });

  it('says what it does not read', async () => {
    const answer = await ask('@takumo What is this?', { attach: ['src'] });
    await fake.waitFor(1);
    if (hasPage) assert.match(answer.text, /folder|I saw/);
  });

  it('shows what went wrong', async () => {
    await fake.script([{ error: 'NoPermissions' }]);
    const answer = await ask('@takumo Hello');
    if (hasPage) assert.match(answer.text, /does not let Takumo use.*choose Allow/s);
  });
});

describe('a question that a policy holds', () => {
  it('shows what was found, and its button sends that very question, once', async () => {
    if (!hasPage) return;
    await setModes('block');
    const secrets = await secretsOfConfig();
    const held = await ask('@takumo What is in here?', { attach: ['src/config.ts'] }, ({ text }) =>
      /Send with Tokens/.test(text),
    );
    assert.match(held.text, /Takumo holds this question\. Nothing has left this machine\./);
    assert.match(held.text, /config\.ts:\d+/);
    assert.match(held.text, /Always Send with Tokens Here/);
    assertNoneIn(held.text, secrets);
    assert.equal((await fake.received()).length, 0);
    await shoot('held');
    await page.click(button('Send with Tokens'));
    const [request] = await fake.waitFor(1);
    assertNoneIn(request!.whole, secrets);
    assert.match(request!.whole, /What is in here\?/);
    const answered = await until('the answer', async () => {
      const row = (await page.chat()).filter(({ kind }) => kind === 'response').at(-1);
      return row?.complete === true && /I saw/.test(row.text) ? row : undefined;
    });
    for (const secret of secrets) assert.ok(answered.code.join('\n').includes(secret));
    assert.equal((await fake.received()).length, 1);
  });

  it('goes on in a turn of its own when its turn is over', async () => {
    if (!hasPage) return;
    await setModes('block');
    await settings().update('hold.seconds', 5, vscode.ConfigurationTarget.Global);
    const secrets = await secretsOfConfig();
    await ask(
      '@takumo What is in here?',
      { attach: ['src/orders.ts', 'src/config.ts'] },
      ({ text, complete }) => complete && /Nothing was sent/.test(text),
    );
    await settings().update('hold.seconds', undefined, vscode.ConfigurationTarget.Global);
    assert.equal((await fake.received()).length, 0);
    await page.screenshot('held-late');
    await page.click(button('Send with Tokens'));
    const [request] = await fake.waitFor(1);
    assertNoneIn(request!.whole, secrets);
    assert.match(request!.whole, /What is in here\?/);
    assert.doesNotMatch(request!.whole, /Send the held question/);
    await sleep(1500);
    assert.equal((await fake.received()).length, 1);
  });
});

describe('the commands', () => {
  it('/scan says what is where, never a value', async () => {
    const secrets = await secretsOfConfig();
    const answer = await ask('@takumo /scan', { attach: ['src/config.ts'] });
    if (hasPage) {
      assert.match(answer.text, /AWS/);
      assert.match(answer.text, /config\.ts:\d+/);
      assertNoneIn(answer.text + answer.code.join('\n') + answer.links.join('\n'), secrets);
      await shoot('scan');
    }
    assert.equal((await fake.received()).length, 0);
  });

  it('/review explains, and mends with a button', async () => {
    const path = inWorkspace('src/unsafe.ts');
    const source =
      "import { exec } from 'node:child_process';\nexport function ping(host: string) {\n  exec(`ping -c 1 ${host}`);\n}\n";
    await vscode.workspace.fs.writeFile(path, Buffer.from(source));
    const answer = await ask('@takumo /review', { attach: ['src/unsafe.ts'] });
    if (hasPage) {
      assert.match(answer.text, /Why/);
      assert.match(answer.text, /Attack/);
      assert.match(answer.text, /CWE-\d+/);
      await shoot('review');
      if (/Apply Fix/.test(answer.text)) {
        await page.click(button('Show Fix'));
        await sleep(1000);
        await page.screenshot('fix');
        await page.click(button('Apply Fix'));
        await until('the fix', async () => {
          const document = await vscode.workspace.openTextDocument(path);
          return document.getText() !== source;
        });
      }
    }
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(path);
    assert.equal((await fake.received()).length, 0);
  });

  it('/receipt says what left in this conversation', async () => {
    const none = await ask('@takumo /receipt');
    await ask('@takumo What is in here?', { attach: ['src/config.ts'] });
    const answer = await ask('@takumo /receipt');
    if (hasPage) {
      assert.match(none.text, /Nothing has left in this conversation yet/);
      assert.match(answer.text, /fakelm/);
      assert.match(answer.text, /Secrets kept back: .*KEY \d/);
      assertNoneIn(answer.text, await secretsOfConfig());
      await shoot('receipt');
    }
  });

  it('/policy and /help answer without a model', async () => {
    const policy = await ask('@takumo /policy');
    if (hasPage) {
      assert.match(policy.text, /aws-keys/);
      await shoot('policy');
    }
    const help = await ask('@takumo /help');
    if (hasPage) {
      assert.match(help.text, /\/scan/);
      await shoot('help');
    }
    assert.equal((await fake.received()).length, 0);
  });
});

describe('zero data retention', () => {
  it('keeps tokens in the answer, and offers to reveal one', async () => {
    if (!hasPage) return;
    const secrets = await secretsOfConfig();
    await vscode.commands.executeCommand('takumo.toggleZdr');
    try {
      const answer = await ask('@takumo What is in here?', { attach: ['src/config.ts'] });
      assertNoneIn(answer.text + answer.code.join('\n'), secrets);
      assert.match(answer.code.join('\n'), /__TAKUMO_v1_/);
      assert.match(answer.text, /Reveal Token/);
    } finally {
      await vscode.commands.executeCommand('takumo.toggleZdr');
    }
  });
});

it('leaves the workspace as it was', async () => {
  assert.match(await readWorkspaceFile('src/config.ts'), /accessKeyId/);
  await setModes('monitor');
});
