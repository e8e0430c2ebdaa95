import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage, page } from '../harness/bridge.ts';
import { inWorkspace, sleep, until, workspaceFolder } from '../harness/chat.ts';
import { afterEach, before, describe, it } from '../harness/test.ts';
import {
  answer,
  closeAll,
  command,
  end,
  hoverText,
  onDisk,
  open,
  orphan,
  ours,
  remove,
  repository,
  run,
  tokenized,
  untitled,
  where,
  withPage,
  write,
} from './support.ts';

describe('tokens in documents', () => {
  before(repository);
  afterEach(async () => {
    await closeAll();
    await remove('src/tokens.ts', 'src/tokens2.ts', 'notes.md', 'big.txt', 'crlf.ts', 'locked.ts');
  });

  it('says in the hover what a token stands for, never the value, with links that may run two commands', async () => {
    const { text, tokens, original } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    const hover = await hoverText(editor, where(editor.document, tokens[0]!));
    assert.match(hover, /Stands for a value of this session/);
    assert.match(hover, /AWS access key/i);
    assert.match(hover.replaceAll('\\', ''), /Seen in src\/config\.ts:4/);
    assert.match(hover, /command:takumo\.revealToken\?/);
    assert.match(hover, /command:takumo\.restoreHere\?/);
    for (const [, value] of original.matchAll(/'([^']{20,})'/g))
      assert.equal(hover.includes(value!), false, 'the value');
    assert.equal(await hoverText(editor, new vscode.Position(0, 1)).then((said) => said.includes('session')), false);
  });

  it('offers no restoring where nothing can be changed', async () => {
    const { tokens } = await tokenized();
    const document = await vscode.workspace.openTextDocument(inWorkspace('src/config.ts'));
    await vscode.window.showTextDocument(document);
    await run('previewTokenized');
    const preview = await until('the preview', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'takumo-preview'),
    );
    await until('its text', () => preview.getText().includes(tokens[0]!));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      preview.uri,
      where(preview, tokens[0]!),
    );
    const said = hovers
      .flatMap(({ contents }) => contents.map((each) => (each as vscode.MarkdownString).value))
      .join('\n');
    assert.match(said, /takumo\.revealToken/);
    assert.doesNotMatch(said, /takumo\.restoreHere/);
    assert.deepEqual(ours(preview.uri, 'orphan-token'), []);
  });

  it('restores one token from the hover, only where the pointer saw it', async () => {
    const { text, tokens, original } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    const at = editor.document.positionAt(text.indexOf(tokens[0]!));
    const given = [editor.document.uri.toString(), at.line, at.character, tokens[0]!] as const;
    assert.equal(await run('restoreHere', given[0], given[1], given[2] + 1, given[3]), false);
    assert.equal(await run('restoreHere', given[0], given[1], given[2], orphan), false);
    assert.equal(await run('restoreHere', 'file:///etc/hostname', 0, 0, given[3]), false);
    assert.equal(editor.document.getText(), text);
    assert.equal(await run('restoreHere', ...given), true);
    assert.equal(editor.document.lineAt(at.line).text, original.split('\n')[at.line]);
    assert.equal(await run('restoreHere', ...given), false, 'it is not there any more');
  });

  withPage('underlines live tokens quietly, and not with the setting off', async () => {
    const { text } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    const marks = () => page.count('.view-overlays .cdr[class*="ced-"]');
    await until('the underlines', async () => (await marks()) >= 3);
    const hovered = editor.document.positionAt(text.indexOf('__TAKUMO') + 6);
    editor.selection = new vscode.Selection(hovered, hovered);
    await command('editor.action.showHover');
    await sleep(1000);
    for (const theme of ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast']) {
      await vscode.workspace
        .getConfiguration('workbench')
        .update('colorTheme', theme, vscode.ConfigurationTarget.Global);
      await sleep(800);
      await command('editor.action.showHover');
      await sleep(800);
      await page.screenshot(`token-hover-${theme}`);
    }
    await vscode.workspace
      .getConfiguration('workbench')
      .update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
    await until('the underlines in every theme', async () => (await marks()) >= 3);
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('editor.decorateTokens', false, vscode.ConfigurationTarget.Global);
    try {
      await until('the underlines to go', async () => (await marks()) === 0);
    } finally {
      await settings.update('editor.decorateTokens', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('marks a token whose session is gone, in open files, where it stands, until it is allowed', async () => {
    const { text, tokens } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    await sleep(700);
    assert.deepEqual(ours(editor.document.uri, 'orphan-token'), []);
    await run('newSession');
    const marked = await until('the marks', () => {
      const found = ours(editor.document.uri, 'orphan-token');
      return found.length === tokens.length ? found : undefined;
    });
    assert.deepEqual(
      marked.map(({ range }) => editor.document.getText(range)),
      tokens,
    );
    assert.equal(marked[0]?.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(marked[0]!.message, /session is gone.*Undo.*takumo:allow/s);
    assert.match(await hoverText(editor, where(editor.document, tokens[0]!)), /whose session is gone/);
    if (hasPage) {
      await sleep(300);
      await page.screenshot('orphan');
    }
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(marked[0]!.range.start.line, 999), ' // takumo:allow the form is shown'),
    );
    await until('one mark less', () => ours(editor.document.uri, 'orphan-token').length === tokens.length - 1);
    const prose = await open('notes.md', `The form is \`${orphan}\`.\n`);
    await until('the mark in prose', () => ours(prose.document.uri, 'orphan-token').length === 1);
    assert.equal(ours(prose.document.uri, 'orphan-token')[0]?.severity, vscode.DiagnosticSeverity.Information);
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('editor.orphanTokens', false, vscode.ConfigurationTarget.Global);
    try {
      await until('no marks', () => ours(prose.document.uri, 'orphan-token').length === 0);
    } finally {
      await settings.update('editor.orphanTokens', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('restores in a selection and nothing outside it', async () => {
    const { text, original } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    const line = original.split('\n').findIndex((each) => each.includes('accessKeyId'));
    editor.selection = new vscode.Selection(line, 0, line, 999);
    assert.equal(await run('restoreSelection'), 1);
    assert.equal(editor.document.lineAt(line).text, original.split('\n')[line]);
    assert.notEqual(editor.document.getText(), original);
    await command('undo');
    assert.equal(editor.document.getText(), text);
  });

  it('restores a file after its diff, as one step of undo; the diff goes with the answer', async () => {
    const { text, original, tokens } = await tokenized();
    const editor = await open('src/tokens.ts', `${text}${orphan}\n`);
    assert.equal(await answer(run('restoreFile'), 'cancel'), 0);
    assert.equal(editor.document.getText(), `${text}${orphan}\n`);
    const running = run<number>('restoreFile');
    const preview = await until('the preview', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'takumo-restored'),
    );
    await until('its text', () => preview.getText() === `${original}${orphan}\n`);
    await sleep(500);
    if (hasPage) await page.screenshot('restore-file');
    assert.equal(await answer(running), tokens.length);
    assert.equal(editor.document.getText(), `${original}${orphan}\n`);
    const left = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputTextDiff);
    assert.deepEqual(left, []);
    await vscode.window.showTextDocument(editor.document);
    await command('undo');
    assert.equal(editor.document.getText(), `${text}${orphan}\n`);
  });

  it('writes what is right when the answer comes, not when the diff was shown', async () => {
    const { text, original } = await tokenized();
    const editor = await open('src/tokens.ts', text);
    const running = run<number>('restoreFile');
    await sleep(1000);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(editor.document.uri, new vscode.Position(0, 0), '// came later\n');
    await vscode.workspace.applyEdit(edit);
    await answer(running);
    assert.equal(editor.document.getText(), `// came later\n${original}`);
    await closeAll();

    const second = await tokenized();
    const again = await open('src/tokens2.ts', second.text);
    const held = run<number>('restoreFile');
    await sleep(1000);
    await run('newSession');
    assert.equal(await answer(held), 0, 'the session was replaced');
    assert.equal(again.document.getText(), second.text);
  });

  it('keeps CRLF, and a value of several lines', async () => {
    const { text, original } = await tokenized();
    const editor = await open('crlf.ts', text.replaceAll('\n', '\r\n'));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    assert.ok((await run<number>('restoreSelection')) >= 3);
    assert.equal(editor.document.getText(), original.replaceAll('\n', '\r\n'));
  });

  it('works in untitled files, and in the cells of notebooks', async () => {
    const { text, tokens, original } = await tokenized();
    const editor = await untitled(text);
    assert.match(await hoverText(editor, where(editor.document, tokens[0]!)), /of this session/);
    await run('restoreSelection');
    assert.equal(editor.document.getText(), original);

    const data = new vscode.NotebookData([
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `${text}# ${orphan}`, 'python'),
    ]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    const cell = notebook.cellAt(0).document;
    await until('the mark in the cell', () => ours(cell.uri, 'orphan-token').length === 1);
    const at = cell.positionAt(cell.getText().indexOf(tokens[0]!));
    assert.equal(await run('restoreHere', cell.uri.toString(), at.line, at.character, tokens[0]!), true);
    assert.ok(cell.getText().startsWith(original.slice(0, original.indexOf("',"))));
    await command('notebook.cell.edit');
    await until('the editor of the cell', () => vscode.window.activeTextEditor?.document === cell);
    if (hasPage) await page.screenshot('notebook');
    assert.equal(await run('restoreFile'), tokens.length - 1);
    assert.equal(cell.getText(), `${original}# ${orphan}`);
  });

  it('leaves a huge file alone as a whole, and stays quick in it', async () => {
    const { tokens } = await tokenized();
    await write('big.txt', `${tokens[0]}\n${'some words in a line\n'.repeat(520_000)}${orphan}\n`);
    const editor = await open('big.txt');
    const begin = Date.now();
    assert.match(await hoverText(editor, new vscode.Position(0, 5)), /of this session/);
    assert.equal(await run('restoreFile'), 0);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'x'));
    await sleep(600);
    assert.deepEqual(ours(editor.document.uri, 'orphan-token'), []);
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    assert.equal(await run('restoreSelection'), 1);
    assert.ok(Date.now() - begin < 15_000, `it took ${Date.now() - begin} ms`);
    await command('notifications.clearAll');
  });
});

// Files of their own: VS Code still holds the documents that the tests above closed, with their old text.
describe('restoring in the workspace', () => {
  before(repository);
  afterEach(async () => {
    await closeAll();
    await remove(
      'src/whole.ts',
      'src/whole2.ts',
      'ignored/t.ts',
      'excluded',
      'node_modules/t.ts',
      'link.ts',
      'bin.dat',
      'huge.txt',
      'cells.ipynb',
      'linked',
    );
  });

  it('shows every file first, restores those that were chosen, and touches nothing outside', async () => {
    const { text, original, tokens } = await tokenized();
    const outside = mkdtempSync(join(tmpdir(), 'takumo-outside-'));
    writeFileSync(join(outside, 'out.ts'), text);
    await write('src/whole.ts', text);
    await write('src/whole2.ts', text);
    await write('ignored/t.ts', text);
    await write('excluded/t.ts', text);
    await write('node_modules/t.ts', text);
    await write(
      'cells.ipynb',
      JSON.stringify({ cells: [], metadata: { x: tokens[0] }, nbformat: 4, nbformat_minor: 5 }),
    );
    await write('bin.dat', Buffer.concat([Buffer.from([0, 1]), Buffer.from(text)]));
    await write('huge.txt', text + 'x\n'.repeat(1_200_000));
    const root = workspaceFolder().fsPath;
    symlinkSync(join(outside, 'out.ts'), join(root, 'link.ts'));
    symlinkSync(outside, join(root, 'linked'));

    const running = run<number>('restoreWorkspace');
    if (hasPage) {
      const rows = await until(
        'the list',
        async () => {
          const found = await page.texts('.quick-input-list .monaco-list-row', 15_000);
          return found.some((each) => each.includes('whole.ts')) ? found : undefined;
        },
        30_000,
      );
      await sleep(1500);
      await page.screenshot('restore-workspace');
      const listed = rows.map((each) => /^[\w/.]+?\.[a-z]+/.exec(each.trim())?.[0] ?? '');
      assert.deepEqual(
        listed.toSorted((a, b) => a.localeCompare(b)),
        ['ignored/t.ts', 'src/whole.ts', 'src/whole2.ts'],
      );
      assert.match(rows.find((each) => each.includes('src/whole.ts'))!, /git does not ignore/);
      assert.doesNotMatch(rows.find((each) => each.includes('ignored/'))!, /git does not ignore/);
      await page.click(
        '.quick-input-list .monaco-list-row:has-text("whole2.ts") .monaco-checkbox, .quick-input-list .monaco-list-row:has-text("whole2.ts") .quick-input-list-checkbox',
      );
    }
    const count = await answer(running);
    assert.equal(count, tokens.length * (hasPage ? 2 : 3));
    await until('the file on disk', async () => (await onDisk('src/whole.ts')) === original);
    assert.equal(await onDisk('ignored/t.ts'), original);
    assert.equal(await onDisk('src/whole2.ts'), hasPage ? text : original);
    for (const path of ['excluded/t.ts', 'node_modules/t.ts']) assert.equal(await onDisk(path), text, path);
    assert.equal(readFileSync(join(outside, 'out.ts'), 'utf8'), text, 'a file outside was written');
    assert.ok((await onDisk('cells.ipynb'))?.includes(tokens[0]!));
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(
        ({ uri, isClosed }) =>
          uri.scheme === 'takumo-restored' &&
          !isClosed &&
          vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString()),
      ),
      [],
    );
  });

  it('restores nothing of forged tokens, and says so without a list', async () => {
    await write('src/whole.ts', `'${orphan}'\n`);
    assert.equal(await run('restoreWorkspace'), 0);
    assert.equal(await onDisk('src/whole.ts'), `'${orphan}'\n`);
  });

  it("restores in the editor of a file that the disk locks; writing it is VS Code's own matter", async () => {
    const { text, original } = await tokenized();
    const editor = await open('src/whole.ts', text);
    const file = inWorkspace('src/whole.ts').fsPath;
    chmodSync(file, 0o444);
    try {
      await answer(run('restoreFile'));
      assert.equal(editor.document.getText(), original);
    } finally {
      chmodSync(file, 0o644);
    }
  });

  it('obeys a policy that lets a category, or nothing, come back', async () => {
    const { text, tokens } = await tokenized();
    const editor = await open('src/whole.ts', text);
    const settings = vscode.workspace.getConfiguration('takumo');
    await settings.update('restore.mode', 'never', vscode.ConfigurationTarget.Global);
    try {
      await sleep(800);
      assert.equal(await run('restoreSelection'), 0);
      assert.equal(editor.document.getText(), text);
      await settings.update('restore.mode', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('restore.neverCategories', ['TOKEN'], vscode.ConfigurationTarget.Global);
      await sleep(800);
      const kept = tokens.filter((each) => each.includes('_TOKEN_')).length;
      assert.equal(await run('restoreSelection'), tokens.length - kept);
      for (const each of tokens) assert.equal(editor.document.getText().includes(each), each.includes('_TOKEN_'));
    } finally {
      await settings.update('restore.mode', undefined, vscode.ConfigurationTarget.Global);
      await settings.update('restore.neverCategories', undefined, vscode.ConfigurationTarget.Global);
      await command('notifications.clearAll');
    }
    assert.ok(end(editor.document));
  });
});
