/** Whatever the provider does, the chat says what happened in words for people, holds no secret, and the next turn works. */
import assert from 'node:assert/strict';
import { hasPage } from '../harness/bridge.ts';
import { newConversation, send } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

const stack = /\n\s+at |\bat [\w.<>]+ \(|\[object |\bundefined\b/;

async function trouble(model: string): Promise<string> {
  const { rows } = await send('Say hello.', { mode: 'ask', model });
  const text = rows.at(-1)?.text ?? '';
  assert.doesNotMatch(text, stack);
  assert.equal(text.includes('a-key-of-somebody-else'), false, 'the key is in the answer');
  return text;
}

describe('trouble with the provider', () => {
  beforeEach(async () => {
    await upstream.reset();
    await newConversation();
  });

  it('says that nothing answers', async () => {
    if (!hasPage) return;
    assert.match(await trouble('dead'), /127\.0\.0\.1/);
  });

  it('says that there is no such host', async () => {
    if (!hasPage) return;
    assert.match(await trouble('nowhere'), /models\.takumo\.invalid/);
  });

  it('says that the key is refused, and how to set another', async () => {
    if (!hasPage) return;
    assert.match(await trouble('wrong-key'), /Set Model API Key/);
  });

  it('shows half an answer as half an answer', async () => {
    if (!hasPage) return;
    await upstream.script({ steps: [{ text: 'Half of the answer' }, { delayMs: 500 }, { cut: true }] });
    const text = await trouble('demo');
    assert.match(text, /Half of the answer/);
    assert.ok(text.length > 'Half of the answer'.length + 40, text);
  });

  it('goes on afterwards', async () => {
    if (!hasPage) return;
    const { answer } = await send('Say hello.', { mode: 'ask' });
    assert.ok(answer?.text.includes('hello'), answer?.text);
  });
});
