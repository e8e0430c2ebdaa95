import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ScriptedAnswer } from '../../support/demo-model-script.ts';
import { hasPage, page } from '../harness/bridge.ts';
import { begin, newConversation, send, sleep, until } from '../harness/chat.ts';
import { answerHeld } from '../harness/hold.ts';
import { upstream } from '../harness/model.ts';
import { before, beforeEach, describe, it } from '../harness/test.ts';
import { answer, quickInput, rows } from './quick-input.ts';

/** The model calls a tool that nobody here knows, with the first token of the request. */
const call = (id: string): ScriptedAnswer => ({
  steps: [{ calls: [{ id, name: 'mcp_any_save', arguments: '{"text":"note: {{token 0}}"}' }] }],
});
const done: ScriptedAnswer = { steps: [{ text: 'Done.' }, { finish: 'stop' }] };
const chats = async () => (await upstream.requests()).filter(({ path }) => path.endsWith('/chat/completions'));

describe('a tool call that carries a secret', () => {
  // The first turn in a profile wakes VS Code's chat, which takes its time.
  before(() => send('hello', { mode: 'ask', ms: 90_000 }).then(() => undefined));

  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it('is asked about once in a run, and again in the next', async () => {
    await upstream.script(call('c1'), call('c2'), done, call('c3'), done);
    await begin('Save what you see', { attach: ['src/config.ts'] });
    await answerHeld('refuse');
    await until('the rest of the run', async () => (await chats()).length >= 3, 15_000);
    await sleep(500);
    await begin('Save it again');
    await sleep(2500);
    assert.equal((await chats()).length, 4, 'the next run was not asked');
    await answerHeld('refuse');
    await until('the end', async () => (await chats()).length >= 5, 15_000);
  });

  it('says which secret, which tool, and what the model wrote', async () => {
    if (!hasPage) return;
    await upstream.script(call('c1'), done);
    await begin('Save what you see', { attach: ['src/config.ts'] });
    await until(
      'the hold',
      async () => (await page.labels('.statusbar-item')).some((label) => /Takumo holds/.test(label)),
      15_000,
    );
    const asked = Promise.resolve(vscode.commands.executeCommand('takumo.answerHeldRequest'));
    await quickInput('mcp_any_save');
    const shown = await rows();
    await page.screenshot('held-tool');
    assert.ok(
      shown.some((row) => /note: __TAKUMO_/.test(row)),
      shown.join('\n'),
    );
    assert.ok(
      shown.some((row) => /\.env:\d+|src\/config\.ts/.test(row)),
      shown.join('\n'),
    );
    assert.ok(shown.some((row) => /in This Run/.test(row)));
    await answer('Keep Tokens');
    assert.equal(await asked, true);
    await until('the end', async () => (await chats()).length >= 2, 15_000);
  });
});
