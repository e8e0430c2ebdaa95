import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from '../harness/bridge.ts';
import { sleep, until } from '../harness/chat.ts';
import { afterEach, before, describe } from '../harness/test.ts';
import {
  closeAll,
  command,
  onDisk,
  open,
  orphan,
  ours,
  paste,
  remove,
  repository,
  run,
  tokenized,
  untitled,
  withPage,
  write,
} from './support.ts';

describe('pasting tokens', () => {
  before(async () => {
    await repository();
  });
  afterEach(closeAll);

  withPage('puts the values in, with the plain text one click away, and undo takes all of it back', async () => {
    const { text, original } = await tokenized();
    const editor = await open('ignored/notes.ts', 'first\n');
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await paste(editor, text);
    await until('the values', () => editor.document.getText() === `first\n${original}`);
    await page.screenshot('paste-restored');
    await command('editor.changePasteType');
    await sleep(500);
    await page.screenshot('paste-widget');
    await page.press('Escape');
    await command('undo');
    assert.equal(editor.document.getText(), 'first\n');
  });

  withPage('restores in an untitled file, and over a selection', async () => {
    const { tokens } = await tokenized();
    const editor = await untitled("const a = 'old';\n");
    editor.selection = new vscode.Selection(0, 11, 0, 14);
    await paste(editor, tokens[0]!);
    await until('the value', () => /^const a = 'AKIA[A-Z2-7]{16}';\n$/.test(editor.document.getText()));
  });

  withPage('gives each cursor its own line', async () => {
    const { tokens, original } = await tokenized();
    const editor = await open('ignored/notes.ts', 'a = ;\nb = ;\n');
    editor.selections = [new vscode.Selection(0, 4, 0, 4), new vscode.Selection(1, 4, 1, 4)];
    await command('workbench.action.focusActiveEditorGroup');
    await sleep(200);
    await page.paste(`${tokens[0]}\n${tokens[2]}`);
    await until('both values', () => !editor.document.getText().includes('= ;'));
    for (const line of editor.document.getText().trim().split('\n')) assert.ok(original.includes(line.slice(4, -1)));
    assert.match(editor.document.getText(), /^a = AKIA.*;\nb = ghp_.*;\n$/);
  });

  withPage('puts a line that was copied whole above the line', async () => {
    const { tokens } = await tokenized();
    const editor = await open('ignored/notes.ts', 'first\nsecond\n');
    editor.selection = new vscode.Selection(1, 3, 1, 3);
    await paste(
      editor,
      `a = ${tokens[0]};\n`,
      '{"version":1,"isFromEmptySelection":true,"multicursorText":null,"mode":"typescript"}',
    );
    await until('the line', () => /^first\na = AKIA[A-Z2-7]{16};\nsecond\n$/.test(editor.document.getText()));
  });

  withPage('restores what is dropped from outside', async () => {
    const { tokens } = await tokenized();
    const editor = await open('ignored/notes.ts', 'const a = 1;\n');
    await page.drop('.editor-instance .view-line:has-text("const a")', `${tokens[0]}`);
    await until('the value', () => /AKIA[A-Z2-7]{16}/.test(editor.document.getText()));
    assert.equal(editor.document.getText().includes('TAKUMO'), false);
  });

  withPage('pastes forged tokens, and those of another session, as they are', async () => {
    const { tokens } = await tokenized();
    const editor = await untitled('');
    await paste(editor, `x ${orphan}`);
    await until('the text', () => editor.document.getText() === `x ${orphan}`);
    await run('newSession');
    await paste(editor, ` ${tokens[0]}`);
    await until('the text', () => editor.document.getText().endsWith(` ${tokens[0]}`));
  });

  withPage('restores nothing in a commit message', async () => {
    const { tokens } = await tokenized();
    const editor = await open('.git/COMMIT_EDITMSG', '\n');
    await paste(editor, tokens[0]!);
    await until('the token', () => editor.document.getText() === `${tokens[0]}\n`);
    await command('workbench.view.scm');
    await sleep(800);
    await page.click('.scm-view .scm-editor .monaco-editor');
    await page.paste(tokens[0]!);
    await sleep(1000);
    const shown = (await page.texts('.scm-view .scm-editor .view-line')).join('');
    assert.match(shown, /TAKUMO/);
    assert.doesNotMatch(shown, /AKIA[A-Z2-7]{16}/);
    await page.press('Control+A', 'Backspace');
    await command('workbench.view.explorer');
  });

  withPage('restores nothing in the chat input', async () => {
    const { tokens } = await tokenized();
    await command('workbench.action.chat.open');
    await sleep(1500);
    await page.paste(tokens[0]!);
    await sleep(1000);
    const shown = (await page.texts('.interactive-input-part .view-line, .chat-input-container .view-line')).join('');
    assert.ok(shown.includes('TAKUMO_v1'), `the token is not in the input: ${shown.length} characters`);
    assert.doesNotMatch(shown, /AKIA[A-Z2-7]{16}/);
    await page.press('Control+A', 'Backspace');
    await command('workbench.action.closeAuxiliaryBar');
  });

  withPage('is off with its setting', async () => {
    const { tokens } = await tokenized();
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('editor.pasteRestores', false, vscode.ConfigurationTarget.Global);
    try {
      const editor = await untitled('');
      await paste(editor, tokens[0]!);
      await until('the token', () => editor.document.getText() === tokens[0]);
    } finally {
      await settings.update('editor.pasteRestores', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  withPage('keeps a large paste quick and whole', async () => {
    const { tokens } = await tokenized();
    const editor = await untitled('', 'plaintext');
    const large = `${'some words in a line\n'.repeat(60_000)}${tokens[0]}`;
    const begin = Date.now();
    await paste(editor, large);
    await until('the text', () => editor.document.getText().length >= large.length, 20_000);
    assert.ok(Date.now() - begin < 15_000);
    assert.ok(editor.document.getText().endsWith(tokens[0]!), 'too large a paste is pasted as it is');
  });
});

describe('pasting a secret into a file that will be committed', () => {
  const secret = ['gh', 'p_', 'a1B2c3D4e5F6'.repeat(3)].join('');
  afterEach(async () => {
    await closeAll();
    await remove('src/pasted.ts', 'src/pasted.py');
    await write('.gitignore', '.env\nignored/\n');
  });

  withPage('pastes it, hints without a squiggle, and offers to move it in the widget and as a light bulb', async () => {
    const before = await onDisk('.env');
    const editor = await open('src/pasted.ts', 'const x = 1;\n');
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await paste(editor, `const githubToken = '${secret}';`);
    await until('the text', () => editor.document.getText().includes(secret));
    const [hint] = await until('the hint', () => {
      const found = ours(editor.document.uri, 'secret-in-file');
      return found.length > 0 ? found : undefined;
    });
    assert.equal(hint?.severity, vscode.DiagnosticSeverity.Hint);
    assert.equal(editor.document.getText(hint?.range), secret);
    await command('editor.changePasteType');
    await sleep(600);
    await page.screenshot('paste-secret-widget');
    const offered = await page.texts('.action-widget .monaco-list-row, .context-view .monaco-list-row');
    assert.ok(
      offered.some((each) => each.includes('Move Secret to .env as GITHUB_TOKEN')),
      offered.join(' | '),
    );
    await page.press('Escape');

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      hint!.range,
    );
    const action = actions.find(({ command: each }) => each?.command === 'takumo.moveToEnvironment');
    assert.ok(action?.command, 'there is no light bulb');
    editor.selection = new vscode.Selection(hint!.range.start, hint!.range.start);
    await sleep(600);
    await page.screenshot('secret-light-bulb');
    assert.equal(await command(action.command.command, ...(action.command.arguments ?? [])), true);
    assert.match(editor.document.getText(), /^const x = 1;\nconst githubToken = process\.env\.GITHUB_TOKEN;$/);
    await until('the entry', async () => (await onDisk('.env'))?.includes(`GITHUB_TOKEN=${secret}\n`));
    assert.ok((await onDisk('.env'))?.startsWith(before ?? '?'), '.env was changed elsewhere too');
    assert.equal(await onDisk('.gitignore'), '.env\nignored/\n');
    assert.deepEqual(ours(editor.document.uri, 'secret-in-file'), []);
    await write('.env', before ?? '');
  });

  withPage('moves it right from the widget, and one undo takes back both files', async () => {
    const before = (await onDisk('.env')) ?? '';
    const editor = await open('src/pasted.py', 'import sys\n\ntoken = ""\n');
    editor.selection = new vscode.Selection(2, 9, 2, 9);
    await paste(editor, secret);
    await until('the text', () => editor.document.getText().includes(secret));
    await command('editor.changePasteType');
    await sleep(600);
    await page.screenshot('paste-widget-python');
    await page.click(
      '.action-widget .monaco-list-row:has-text("Move Secret"), .context-view .monaco-list-row:has-text("Move Secret")',
    );
    await until(
      'the reference',
      () => editor.document.getText() === 'import os\nimport sys\n\ntoken = os.environ["GITHUB_TOKEN"]\n',
    );
    const env = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.env'),
    );
    assert.ok(env.getText().endsWith(`GITHUB_TOKEN=${secret}\n`));
    await sleep(500);
    await page.screenshot('paste-moved');
    await command('workbench.action.focusActiveEditorGroup');
    await command('undo');
    await until(
      'both files as they were',
      () => editor.document.getText() === 'import sys\n\ntoken = ""\n' && env.getText() === before,
    );
    await write('.env', before);
  });

  withPage('is quiet in an ignored file, in .env itself, in an untitled file and with its setting off', async () => {
    const text = `const githubToken = '${secret}';`;
    for (const editor of [
      await open('ignored/notes.ts', 'a\n'),
      await open('.env.local', 'A=1\n'),
      await untitled(''),
    ]) {
      await paste(editor, text);
      await until('the text', () => editor.document.getText().includes(secret));
      await sleep(500);
      assert.deepEqual(ours(editor.document.uri, 'secret-in-file'), []);
    }
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('editor.offerEnvironment', false, vscode.ConfigurationTarget.Global);
    try {
      const editor = await open('src/pasted.ts', '');
      await paste(editor, text);
      await until('the text', () => editor.document.getText().includes(secret));
      await sleep(500);
      assert.deepEqual(ours(editor.document.uri, 'secret-in-file'), []);
    } finally {
      await settings.update('editor.offerEnvironment', undefined, vscode.ConfigurationTarget.Global);
      await remove('.env.local');
    }
  });
});
