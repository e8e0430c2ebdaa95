/** The window is reloaded while an answer streams. (A reload starts these tests anew: a file of the workspace says which round this is.) */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage } from '../harness/bridge.ts';
import { begin, inWorkspace, readWorkspaceFile, send, sleep, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { describe, it } from '../harness/test.ts';

const mark = inWorkspace('.reloaded');
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a reload in mid-stream', () => {
  it(
    'closes the provider’s connection and leaves nothing behind',
    async () => {
      if (!hasPage) return;
      const before = await readWorkspaceFile('.reloaded').catch(() => undefined);
      if (before === undefined) {
        await upstream.reset();
        await upstream.script({ steps: [{ text: 'This answer never ends.' }, { hang: true }] });
        await begin('Say something long.', { mode: 'ask' });
        await until('the request', async () => (await upstream.requests()).length > 0, 45_000);
        await sleep(1000);
        assert.equal((await upstream.requests())[0]?.state, 'open');
        await vscode.workspace.fs.writeFile(mark, Buffer.from(String(process.pid)));
        // It is cancelled by what it does. Nothing after it may run in this host, which is about to end.
        await Promise.resolve(vscode.commands.executeCommand('workbench.action.reloadWindow')).catch(() => undefined);
        await sleep(50_000);
      }
      await until('the closed connection', async () => (await upstream.requests())[0]?.state === 'closed', 20_000);
      await until('the end of the old extension host', () => !alive(Number(before)), 20_000);
      const files = (await vscode.workspace.fs.readDirectory(inWorkspace('.'))).map(([name]) => name).sort();
      assert.deepEqual(files, [
        '.env',
        '.gitignore',
        '.reloaded',
        'README.md',
        'docker-compose.yml',
        'keys',
        'package.json',
        'scripts',
        'src',
      ]);
    },
    { timeout: 100_000 },
  );

  it('lets the next turn work', async () => {
    if (!hasPage) return;
    await upstream.reset();
    const { answer } = await send('Say hello.', { mode: 'ask' });
    assert.ok(answer?.text.includes('hello'), answer?.text);
  });

  it('keeps nothing on the disk but receipts, which nobody can read', async () => {
    const { storage } = await places();
    const files = await readdir(storage, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files.filter((each) => each.isFile())) {
      assert.match(
        join(file.parentPath, file.name).slice(storage.length),
        /^\/receipts\/\d{13}-[0-9a-f]{8}\.receipts$/,
      );
    }
  });
});

/** The extension's storage, as the host lays it out beside the user's settings. */
async function places(): Promise<{ readonly storage: string }> {
  const log = vscode.extensions.getExtension('takumo.takumo-guard')?.extensionPath ?? '';
  return { storage: join(log, '../../user/User/globalStorage/takumo.takumo-guard') };
}
