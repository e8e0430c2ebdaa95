import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, inWorkspace, newConversation, send, transcript, until, writtenFile } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

type Fields = Record<string, unknown>;

/** What differs from API to API on the wire. `echo` is what the second request must hold, byte for byte. */
const upstreams = [
  {
    id: 'demo',
    path: '/v1/chat/completions',
    key: 'authorization',
    turns: (body: string): Fields[] => JSON.parse(body).messages,
    echo: (thought: string) => [`"reasoning_content":${JSON.stringify(thought)}`],
    overloaded: { status: 503, words: 'currently overloaded' },
    picture: '"image_url":{"url":"data:image/png;base64,',
  },
  {
    id: 'responses',
    path: '/v1/responses',
    key: 'authorization',
    turns: (body: string): Fields[] => JSON.parse(body).input,
    echo: (thought: string) => [
      `"summary":[{"type":"summary_text","text":${JSON.stringify(thought)}}],"encrypted_content":"c2VhbGVk+/=="`,
    ],
    overloaded: { status: 503, words: 'currently overloaded' },
    picture: '"type":"input_image","image_url":"data:image/png;base64,',
  },
  {
    id: 'messages',
    path: '/v1/messages',
    key: 'x-api-key',
    turns: (body: string): Fields[] => JSON.parse(body).messages,
    echo: (thought: string) => [
      `{"type":"thinking","thinking":${JSON.stringify(thought)},"signature":"c2VhbGVk+/=="},{"type":"redacted_thinking","data":"cmVk+/=="}`,
    ],
    overloaded: { status: 529, words: 'Overloaded' },
    picture: '"source":{"type":"base64","media_type":"image/png","data":"',
  },
  {
    id: 'gemini',
    path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent',
    key: 'x-goog-api-key',
    turns: (body: string): Fields[] => JSON.parse(body).contents,
    echo: (thought: string) => [
      `{"text":${JSON.stringify(thought)},"thought":true,"thoughtSignature":"cmVk+/=="}`,
      '"thoughtSignature":"c2VhbGVk+/=="',
    ],
    overloaded: { status: 503, words: 'The model is overloaded' },
    picture: '"inlineData":{"mimeType":"image/png","data":"iVBOR',
  },
  {
    id: 'ollama',
    path: '/api/chat',
    key: undefined,
    turns: (body: string): Fields[] => JSON.parse(body).messages,
    echo: (thought: string) => [`"thinking":${JSON.stringify(thought)}`],
    overloaded: { status: 503, words: 'server busy' },
    picture: '"images":["iVBOR',
  },
] as const;

const remove = (path: string) => vscode.workspace.fs.delete(inWorkspace(path));
const withoutCacheMarks = (turn: Fields) =>
  JSON.stringify(turn).replaceAll(',"cache_control":{"type":"ephemeral"}', '');

beforeEach(async () => {
  await newConversation();
  await upstream.reset();
});

for (const api of upstreams) {
  describe(`a model of ${api.path}`, () => {
    it('is sent tokens and shows values, its thinking too', async () => {
      const secrets = await secretsOfConfig();
      await upstream.script({
        steps: [
          { reasoning: 'I weigh it with {{token 0}}.', sealed: 'c2VhbGVk+/==' },
          { text: 'Here:\n\n```text\n{{tokens}}\n```\n\nDone.', every: 3 },
          { usage: { input: 64_000, output: 12, cached: 60_000 } },
          { finish: 'stop' },
        ],
      });
      const { answer } = await send('What is configured?', { mode: 'ask', attach: ['src/config.ts'], model: api.id });
      const [request] = await upstream.waitFor(1);
      assert.equal(request!.path, api.path);
      const keys = ['authorization', 'x-api-key', 'x-goog-api-key'].filter((name) => name in request!.headers);
      assert.deepEqual(keys, api.key === undefined ? [] : [api.key], 'the key was not sent as this API wants it');
      assertNoneIn(request!.body, secrets);
      if (hasPage) {
        for (const secret of secrets) assert.ok(answer!.code.join('\n').includes(secret), 'a value did not come back');
        assert.ok(!answer!.code.join('\n').includes('__TAKUMO_'));
      }
      await page.screenshot(`thinking-${api.id}`);

      // What the chat keeps of the thinking is not sent as text.
      await upstream.script({ steps: [{ text: 'Yes.' }, { finish: 'stop' }] });
      await send('Is that all?', { mode: 'ask', model: api.id });
      const [, second] = await upstream.waitFor(2);
      assert.ok(!second!.body.includes('I weigh it'), 'thinking came back as text');
      assertNoneIn(second!.body, secrets);
    });

    it('gets its thinking back with the calls that it led to, byte for byte', async () => {
      const secrets = await secretsOfConfig();
      const thought = 'I need {{token 0}} — “so”:\n\t\\o/ 🎌';
      const write = (name: string, token: number) => ({
        id: `call_${api.id}_${name}`,
        name: 'create_file',
        arguments: JSON.stringify({ filePath: `{{workspace}}/${name}.txt`, content: `${name}={{token ${token}}}\n` }),
      });
      await upstream.script(
        {
          steps: [
            { reasoning: thought, sealed: 'c2VhbGVk+/==', redacted: 'cmVk+/==' },
            { text: 'I write.', every: 3 },
            { calls: [write('one', 0), write('two', 1)], every: 5 },
          ],
        },
        { steps: [{ text: 'Written {{token 0}}.' }, { finish: 'stop' }] },
        { steps: [{ text: 'Yes.' }, { finish: 'stop' }] },
      );
      await send('Keep the credentials of this file', { attach: ['src/config.ts'], model: api.id });
      const [one, two] = await Promise.all([writtenFile('one.txt'), writtenFile('two.txt')]);
      await Promise.all(['one.txt', 'two.txt'].map(remove));
      assert.match(one, /^one=(?!__TAKUMO)/);
      assert.match(two, /^two=(?!__TAKUMO)/);
      await send('Is that all?', { model: api.id });
      const requests = await upstream.waitFor(3);
      const token = /__TAKUMO_v\d+_[A-Z]+_[0-9a-f]+__/.exec(
        api.turns(requests[0]!.body).map(withoutCacheMarks).join(''),
      )![0];
      for (const { body } of requests) assertNoneIn(body, secrets);
      for (const later of requests.slice(1)) {
        for (const bytes of api.echo(thought.replace('{{token 0}}', token)))
          assert.ok(later.body.includes(bytes), 'the thinking was not sent back as it came');
      }
      for (let turn = 1; turn < requests.length; turn++) {
        const [before, after] = [turn - 1, turn].map((at) => api.turns(requests[at]!.body).map(withoutCacheMarks));
        assert.deepEqual(
          after!.slice(0, before!.length),
          before,
          `request ${turn + 1} does not begin with request ${turn}`,
        );
      }
    });

    it('is asked again without thinking that it refuses', async () => {
      const call = {
        id: `call_${api.id}_again`,
        name: 'create_file',
        arguments: '{"filePath":"{{workspace}}/again.txt","content":"x"}',
      };
      await upstream.script(
        { steps: [{ reasoning: 'Stale thought.', sealed: 'c2VhbGVk+/==' }, { calls: [call] }] },
        { status: 400 },
        { steps: [{ text: 'Done without.' }, { finish: 'stop' }] },
      );
      const { answer } = await send('Write it', { model: api.id });
      await remove('again.txt');
      const requests = await upstream.waitFor(3);
      assert.ok(requests[1]!.body.includes('Stale thought.'));
      assert.ok(!requests[2]!.body.includes('Stale thought.'));
      if (hasPage) assert.match(answer!.text, /Done without\./);
    });

    it('says what is wrong in its own words', async () => {
      await upstream.script({ status: api.overloaded.status });
      const { answer } = await send('Hello', { mode: 'ask', model: api.id });
      if (hasPage) assert.match(answer!.text, new RegExp(api.overloaded.words));
      await newConversation();
      await upstream.script({ status: 429, headers: { 'retry-after': '3' } });
      const limited = await send('Hello again', { mode: 'ask', model: api.id });
      if (hasPage) assert.match(limited.answer!.text, /limits the rate of requests.*3 seconds/s);
    });

    it('is told when the person stops in mid-stream', async () => {
      await upstream.script({ steps: [{ reasoning: 'Hm.' }, { text: 'Half an answer.\n\nAnd ' }, { hang: true }] });
      await begin('Tell me everything', { mode: 'ask', model: api.id });
      await until(
        'the answer begins',
        async () => !hasPage || JSON.stringify(await page.chat()).includes('Half an answer'),
      );
      await vscode.commands.executeCommand('workbench.action.chat.cancel');
      const [request] = await upstream.waitFor(1);
      assert.equal(request!.state, 'closed');
    });

    it('is sent a picture that a tool looked at, in its own form', async () => {
      const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
      await vscode.workspace.fs.writeFile(inWorkspace('dot.png'), Buffer.from(base64, 'base64'));
      const look = {
        id: `call_${api.id}_look`,
        name: 'view_image',
        arguments: '{"filePath":"{{workspace}}/dot.png"}',
      };
      await upstream.script({ steps: [{ calls: [look] }] }, { steps: [{ text: 'A dot.' }, { finish: 'stop' }] });
      await send('What is in the picture?', { model: api.id });
      await remove('dot.png');
      const [, request] = await upstream.waitFor(2);
      const image = request!.body.indexOf(base64);
      assert.ok(image > 0, 'the picture was not sent');
      assert.ok(
        request!.body.slice(0, image + base64.length + 2).includes(api.picture),
        request!.body.slice(image - 200, image),
      );
    });
  });
}

describe('the chat', () => {
  it(
    'shows how full the context is, by what the provider counted',
    async () => {
      const usage = { input: 64_000, output: 12, cached: 60_000 };
      await upstream.script({ steps: [{ text: 'Said.' }, { usage }, { finish: 'stop' }] });
      await send('Count it', { mode: 'ask', model: 'messages' });
      await page.hover('.chat-context-usage-widget');
      assert.match((await page.texts('.chat-context-usage-details')).join(' '), /64\.0K \/ 136K tokens/);
    },
    { skip: hasPage ? false : 'there is no page' },
  );

  it('keeps thinking out of what is copied as the answer', async () => {
    await upstream.script({
      steps: [{ reasoning: 'Secretly thought.', sealed: 'eA==' }, { text: 'Said.' }, { finish: 'stop' }],
    });
    await send('Say it', { mode: 'ask', model: 'messages' });
    assert.match(await transcript(), /Said\./);
  });
});
