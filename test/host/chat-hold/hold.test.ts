import assert from 'node:assert/strict';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, newConversation, send, sleep, until } from '../harness/chat.ts';
import { answerHeld } from '../harness/hold.ts';
import { upstream } from '../harness/model.ts';
import { assertNoneIn, secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

const lastAnswer = async () =>
  (
    await until('the answer', async () =>
      (await page.chat()).filter((row) => row.kind === 'response' && row.complete).at(-1),
    )
  ).text;

describe('a blocked request', () => {
  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it('is sent with tokens when a person says so, and the run is asked once', async () => {
    const secrets = await secretsOfConfig();
    await upstream.script(
      {
        steps: [
          {
            calls: [
              {
                id: 'call_r',
                name: 'read_file',
                arguments: '{"filePath":"{{workspace}}/.env","startLine":1,"endLine":50}',
              },
            ],
          },
        ],
      },
      { steps: [{ text: 'Done.' }, { finish: 'stop' }] },
    );
    await begin('Look at this and at .env', { attach: ['src/config.ts'] });
    await sleep(1500);
    assert.equal((await upstream.requests()).length, 0, 'it was sent before a person answered');
    await answerHeld('send');
    // The second request of the run holds more secrets and is not asked about.
    const requests = await upstream.waitFor(2);
    for (const { body } of requests) assertNoneIn(body, secrets);
  });

  it('is answered with what was found when a person refuses, and that answer is never sent to a model', async () => {
    await begin('Look at this', { mode: 'ask', attach: ['src/config.ts'] });
    await answerHeld('refuse');
    if (hasPage) {
      await sleep(800);
      const shown = await lastAnswer();
      assert.match(shown, /did not send this request/);
      assert.match(shown, /src\/config\.ts:\d+/);
      assert.match(shown, /Send with Tokens/);
      await page.screenshot('refused');
    }
    assert.equal((await upstream.requests()).length, 0);
    await begin('Hello again', { mode: 'ask' });
    await answerHeld('send');
    const [request] = await upstream.waitFor(1);
    assert.doesNotMatch(request!.body, /did not send this request|takumo-notice/);
    assertNoneIn(request!.body, await secretsOfConfig());
  });

  it('is refused when nobody answers in time', async () => {
    await send('Look at this', { mode: 'ask', attach: ['src/config.ts'], ms: 30_000 });
    assert.equal((await upstream.requests()).length, 0);
    if (hasPage) assert.match(await lastAnswer(), /did not send this request/);
  });
});
