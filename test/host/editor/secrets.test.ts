import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, send, sleep, until, workspaceFolder } from '../harness/chat.ts';
import { afterEach, before, describe, it } from '../harness/test.ts';
import {
  answer,
  closeAll,
  command,
  git,
  onDisk,
  open,
  remove,
  repository,
  run,
  untitled,
  withPage,
  write,
} from './support.ts';

const secret = ['gh', 'p_', 'a1B2c3D4e5F6'.repeat(3)].join('');
const source = `const githubToken = '${secret}';\n`;
const moved = 'const githubToken = process.env.GITHUB_TOKEN;\n';

describe('moving a secret to .env', () => {
  let env = '';
  before(async () => {
    await repository();
    env = (await onDisk('.env')) ?? '';
  });
  afterEach(async () => {
    await closeAll();
    await remove('src/s.ts', 'src/s.py', '.env');
    await write('.env', env);
    await write('.gitignore', '.env\nignored/\n');
  });

  const move = (line = 0): Promise<boolean> => {
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(line, 25, line, 25);
    return run<boolean>('moveToEnvironment');
  };

  /** Waits for the refactoring preview with a row of a file. */
  const preview = async (name: string): Promise<void> => {
    await until('the preview', async () => {
      const rows = await page.texts('.bulk-edit-panel .monaco-list-row', 20_000);
      return rows.some((each) => each.includes(name));
    });
    await sleep(500);
  };

  it('works from the palette on the line of the cursor', async () => {
    const editor = await open('src/s.ts', source);
    assert.equal(await move(), true);
    assert.equal(editor.document.getText(), moved);
    await until('.env on disk', async () => (await onDisk('.env')) === `${env}GITHUB_TOKEN=${secret}\n`);
    assert.equal(await onDisk('.gitignore'), '.env\nignored/\n');
  });

  it('creates .env, and takes all of it back with one undo', async () => {
    await remove('.env');
    const editor = await open('src/s.ts', source);
    assert.equal(await move(), true);
    assert.equal(editor.document.getText(), moved);
    assert.equal(await onDisk('.env'), `GITHUB_TOKEN=${secret}\n`);
    await vscode.window.showTextDocument(editor.document);
    if (hasPage) {
      await command('undo');
      await until('the source', () => editor.document.getText() === source);
      assert.equal(await onDisk('.env'), undefined);
    }
  });

  it('reuses the value that is there, and never overwrites another of the same name', async () => {
    await write('.env', `# mine\r\nGITHUB_TOKEN=another\r\nMINE='${secret}'`);
    const editor = await open('src/s.ts', source);
    await move();
    assert.equal(editor.document.getText(), moved.replace('GITHUB_TOKEN', 'MINE'));
    assert.equal(await onDisk('.env'), `# mine\r\nGITHUB_TOKEN=another\r\nMINE='${secret}'`);
    await closeAll();
    await write('.env', '# mine\r\nGITHUB_TOKEN=another');
    const second = await open('src/s.ts', source);
    await move();
    assert.equal(second.document.getText(), moved.replace('GITHUB_TOKEN', 'GITHUB_TOKEN_2'));
    await until(
      '.env',
      async () => (await onDisk('.env')) === `# mine\r\nGITHUB_TOKEN=another\r\nGITHUB_TOKEN_2=${secret}\r\n`,
    );
  });

  withPage('shows the change of .gitignore first, and writes nothing when it is discarded', async () => {
    await remove('.gitignore');
    const editor = await open('src/s.ts', source);
    const discarded = move();
    await preview('.gitignore');
    await page.screenshot('gitignore-preview');
    await command('refactorPreview.discard');
    assert.equal(await discarded, false);
    assert.equal(editor.document.getText(), source);
    assert.equal(await onDisk('.gitignore'), undefined);
    assert.equal(await onDisk('.env'), env);
  });

  withPage(
    'creates .gitignore when that is ticked, and says so when it was not and the secret stands open',
    async () => {
      await remove('.gitignore');
      await open('src/s.ts', source);
      const first = move();
      await preview('.gitignore');
      await page.click(
        '.bulk-edit-panel .monaco-list-row:has-text(".gitignore") .edit-checkbox, .bulk-edit-panel .monaco-list-row:has-text(".gitignore") input',
      );
      await command('refactorPreview.apply');
      assert.equal(await first, true);
      assert.equal(await onDisk('.gitignore'), '.env\n');
      await closeAll();
      await write('.env', env);
      await remove('.gitignore');

      await open('src/s.ts', source);
      const second = move();
      await preview('.gitignore');
      await command('refactorPreview.apply');
      assert.equal(await second, true);
      assert.equal(await onDisk('.gitignore'), undefined);
      // Toasts are not in the page of this window; the list of notifications is.
      await sleep(1500);
      await command('notifications.showList');
      const said = await page.texts('.notifications-center .notification-list-item', 10_000);
      assert.ok(
        said.some((each) => each.includes('Git does not ignore .env')),
        said.join(' | '),
      );
      await page.screenshot('not-ignored');
      await page.click('.notifications-center .monaco-button:has-text("Add to .gitignore")');
      await until('.gitignore', async () => (await onDisk('.gitignore')) === '.env\n');
    },
  );

  it('refuses a .env that is a link, and a file outside of any folder', async () => {
    await remove('.env');
    await write('ignored/real.env', 'A=1\n');
    symlinkSync(join(workspaceFolder().fsPath, 'ignored/real.env'), inWorkspace('.env').fsPath);
    const editor = await open('src/s.ts', source);
    assert.equal(await move(), false);
    assert.equal(editor.document.getText(), source);
    assert.equal(await onDisk('ignored/real.env'), 'A=1\n');
    await closeAll();
    await untitled(source);
    assert.equal(await move(), false);
    await remove('ignored/real.env');
    await command('notifications.clearAll');
  });

  withPage('warns in the preview when git tracks .env already', async () => {
    git('add', '-f', '.env');
    git('commit', '-qm', 'one', '--no-verify');
    try {
      await open('src/s.ts', source);
      const running = move();
      await preview('.env');
      await page.screenshot('tracked-preview');
      await command('refactorPreview.discard');
      assert.equal(await running, false);
    } finally {
      git('rm', '-q', '--cached', '.env');
    }
  });

  it('finds no secret where none is', async () => {
    const editor = await open('src/s.ts', 'const port = 3000; // nothing of interest here\n');
    assert.equal(await move(), false);
    assert.equal(editor.document.getText(), 'const port = 3000; // nothing of interest here\n');
    await command('notifications.clearAll');
  });
});

describe("keeping Copilot's completions off secret files", () => {
  const read = () => ({
    enable: vscode.workspace.getConfiguration().inspect('github.copilot.enable')?.globalValue,
    files: vscode.workspace.getConfiguration().inspect('files.associations')?.globalValue,
  });
  before(async () => {
    // The built-in Copilot is on from the first turn of a chat.
    if (hasPage) await send('hello', { mode: 'ask' });
    await closeAll();
  });
  afterEach(closeAll);

  it('shows each change, makes those that were chosen, and undoes exactly these', async () => {
    const settings = vscode.workspace.getConfiguration();
    await settings.update(
      'files.associations',
      { '*.pem': 'plaintext', '*.own': 'ini' },
      vscode.ConfigurationTarget.Global,
    );
    const before = read();
    assert.equal(await answer(run<number>('protectSecretFiles'), 'cancel'), 0);
    assert.deepEqual(read(), before);

    const running = run<number>('protectSecretFiles');
    if (hasPage) {
      await page.texts('.quick-input-list .monaco-list-row', 15_000);
      await sleep(300);
      await page.screenshot('protect');
      const rows = (await page.texts('.quick-input-list .monaco-list-row')).map((each) => each.replace(/\s+/g, ' '));
      assert.ok(
        rows.some((each) => each.includes('"dotenv": false') && each.includes('github.copilot.enable, now not set')),
        rows.join(' | '),
      );
      assert.ok(
        rows.some((each) => each.includes('"*.pem": "dotenv"') && each.includes('now "plaintext"')),
        rows.join(' | '),
      );
    }
    assert.ok((await answer(running)) >= 10);
    const after = read() as { enable: Record<string, unknown>; files: Record<string, unknown> };
    assert.deepEqual(after.enable, { dotenv: false });
    assert.equal(after.files['*.pem'], 'dotenv');
    assert.equal(after.files['*.own'], 'ini');
    await write('deploy.tfvars', 'password = "x"\n');
    const document = await vscode.workspace.openTextDocument(inWorkspace('deploy.tfvars'));
    assert.equal(document.languageId, 'dotenv');
    await vscode.window.showTextDocument(document);
    if (hasPage) await page.screenshot('protected-tfvars');
    const effective = settings.get<Record<string, boolean>>('github.copilot.enable', {});
    assert.equal(effective['*'], true, 'Copilot stays on elsewhere');
    assert.equal(await run('protectSecretFiles'), 0, 'there is nothing left to change');

    await settings.update('files.associations', { ...after.files, '*.key': 'mine' }, vscode.ConfigurationTarget.Global);
    await run('unprotectSecretFiles');
    assert.deepEqual(read(), {
      enable: before.enable,
      files: { '*.pem': 'plaintext', '*.own': 'ini', '*.key': 'mine' },
    });
    assert.equal(await run('unprotectSecretFiles'), 0);
    await settings.update('files.associations', undefined, vscode.ConfigurationTarget.Global);
    await remove('deploy.tfvars');
    await command('notifications.clearAll');
  });
});
