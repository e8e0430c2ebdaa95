import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hasPage } from '../harness/bridge.ts';
import { newConversation, send, writtenFile } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { secretsOfConfig } from '../harness/secrets.ts';
import { beforeEach, describe, it } from '../harness/test.ts';

describe('a guarded chat', () => {
  beforeEach(async () => {
    await newConversation();
    await upstream.reset();
  });

  it('asks about a file: the model sees placeholders, the reader sees the values', async () => {
    const { answer } = await send('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
    const [request] = await upstream.waitFor(1);
    const secrets = await secretsOfConfig();
    for (const secret of secrets) assert.equal(request?.body.includes(secret), false, 'a value left the machine');
    assert.match(request?.body ?? '', /__TAKUMO_v1_[A-Z]+_[0-9a-f]{8,16}__/);
    if (hasPage)
      for (const secret of secrets) assert.ok(answer?.code.join('\n').includes(secret), 'a value did not come back');
  });

  it('lets the agent write a file: placeholders on the wire, values on the disk', async () => {
    await send('Write notes.md with the credentials of this file', { mode: 'agent', attach: ['src/config.ts'] });
    const requests = await upstream.waitFor(2);
    const secrets = await secretsOfConfig();
    for (const { body } of requests) for (const secret of secrets) assert.equal(body.includes(secret), false);
    const written = await writtenFile('notes.md');
    for (const secret of secrets) assert.ok(written.includes(secret), 'the file the agent wrote lacks a value');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'notes.md'));
  });
});
