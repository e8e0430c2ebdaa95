/** In the pseudo-locale, whatever of ours is on screen without brackets has never been localized. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
// @ts-expect-error a script without types
import { outsideBrackets } from '../../../scripts/l10n/pseudo.mjs';
import { hasPage, page, webview } from '../harness/bridge.ts';
import { newConversation, send, until } from '../harness/chat.ts';
import { upstream } from '../harness/model.ts';
import { describe, it } from '../harness/test.ts';

const skip = hasPage ? false : 'it looks at the page';
const run = (id: string, ...given: unknown[]) => Promise.resolve(vscode.commands.executeCommand(id, ...given));

/** Names and data: they are the same in every language. */
const same = [
  /__TAKUMO_v1_\w+__/g,
  /\b[A-Z]+_[0-9a-f]{8,16}\b/g,
  /\bTakumo(?: Guard)?\b/g,
  /\bDemo Model \(guarded\)|\btakumo-demo\b|\bdemo\b/g,
  /(?:[\w.-]+\/)*[\w-]*\.(?:ts|py|json|md|env|yml|yaml)\b(?::\d+)?|\.env\b/g,
  /\b[a-z0-9]+(?:-[a-z0-9]+)+\b/g,
  /\b(?:JSON|ZDR|API|URL|CSV|CWE-\d+|KB|ms|AM|PM|[kM]?B)\b/g,
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b/g,
  /\b(?:block|warn|monitor|tokenize|built-in|user)\b/g,
];

/** What of the texts stands in no language file. */
function unlocalized(texts: readonly string[]): readonly string[] {
  const rest = (text: string): string =>
    same.reduce((left, pattern) => left.replace(pattern, ' '), outsideBrackets(text)).trim();
  return [...new Set(texts.map(rest).filter((left) => /\p{L}{2}/u.test(left)))];
}

const isPseudo = (text: string): boolean => text.includes('⟦');

/** What of the manifest a model or nobody reads. */
const forModels = new Set(['default', 'inputSchema', 'disambiguation']);

/** The strings of a manifest that a person reads. */
function shownTexts(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') {
    return /^(?:title|category|description|markdownDescription|contents|label|name|patternErrorMessage|\d+)$/.test(
      key,
    ) && /[ A-Z]/.test(value)
      ? [value]
      : [];
  }
  if (Array.isArray(value)) return value.flatMap((each) => shownTexts(each, key.endsWith('escriptions') ? '0' : ''));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !forModels.has(name))
    .flatMap(([name, each]) => shownTexts(each, name));
}

describe('the pseudo-locale', () => {
  it('reaches the extension host and the manifest', () => {
    assert.equal(vscode.env.language, 'qps-ploc');
    const ours = vscode.extensions.getExtension('takumo.takumo-guard')?.packageJSON as {
      description: string;
      contributes: Record<string, unknown>;
    };
    const texts = [ours.description, ...shownTexts(ours.contributes)];
    assert.ok(texts.filter(isPseudo).length > 100);
    assert.deepEqual(unlocalized(texts), []);
    assert.equal(JSON.stringify(ours).includes('"%'), false);
  });

  it(
    'is in the status bar, the quick menu and the Command Palette',
    async () => {
      await vscode.extensions.getExtension('takumo.takumo-guard')?.activate();
      const bar = await page.labels('.statusbar-item[id^="takumo"]');
      assert.ok(bar.length >= 3);
      assert.deepEqual(unlocalized(bar), []);
      void run('takumo.openMenu');
      const menu = await page.texts('.quick-input-list .monaco-list-row');
      assert.ok(menu.length > 8);
      assert.deepEqual(unlocalized(menu), []);
      await page.screenshot('quick-menu');
      await page.press('Escape');
      void run('workbench.action.quickOpen', '>Tàkûmô');
      const commands = (await page.texts('.quick-input-list .monaco-list-row')).filter(
        // `Focus on … View` is VS Code's.
        (text) => /Takumo|Tàkûmô/.test(text) && !text.includes('Focus on'),
      );
      assert.ok(commands.length > 8);
      // VS Code itself adds a command's English name as a second line.
      assert.deepEqual(unlocalized(commands.map((text) => text.trim().split('\n')[0] ?? '')), []);
      await page.screenshot('palette');
      await page.press('Escape');
    },
    { skip },
  );

  it(
    'is in what the chat and the views say',
    async () => {
      await newConversation();
      await upstream.reset();
      const { answer } = await send('What does this file configure?', { mode: 'ask', attach: ['src/config.ts'] });
      assert.ok((answer?.text ?? '').length > 0);
      await run('takumo.showSession');
      const rows = await until('the session and the receipt', async () => {
        const labels = await page.labels('.part.sidebar .monaco-list-row', 20_000);
        return labels.length > 4 ? labels : undefined;
      });
      assert.deepEqual(unlocalized(rows), []);
      assert.deepEqual(unlocalized(await page.texts('.part.sidebar .pane-header')), []);
      await page.screenshot('views');
      await run('takumo.showActivity');
      const activity = webview('activity');
      assert.deepEqual(unlocalized(await activity.texts('body')), []);
      await run('takumo.showWhatLeft');
      const whatLeft = webview('what-left');
      assert.deepEqual(unlocalized(await whatLeft.texts('body')), []);
      await page.screenshot('webviews');
      await run('workbench.action.closeAllEditors');
    },
    { skip },
  );

  it('is in diagnostics, their hover and their fixes', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: '\n' });
    const editor = await vscode.window.showTextDocument(document);
    const code =
      "db.query('SELECT * FROM users WHERE id = ' + req.params.id);\nfetch(url, { rejectUnauthorized: false });\n";
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), code));
    const found = await until('the findings', () => {
      const all = vscode.languages.getDiagnostics(document.uri).filter((each) => each.source === 'Takumo');
      return all.length > 0 ? all : undefined;
    });
    assert.deepEqual(unlocalized(found.map((each) => each.message.replace(/`[^`]*`/g, ''))), []);
    const at = found[0]!.range;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at.start,
    );
    const said = hovers.flatMap(({ contents }) =>
      contents.map((each) => (typeof each === 'string' ? each : each.value)),
    );
    const ours = said.filter(isPseudo).map((text) => text.replace(/`[^`]*`|\]\([^)]*\)|[*[]/g, ''));
    assert.ok(ours.length > 0);
    assert.deepEqual(unlocalized(ours), []);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      at,
    );
    const titles = actions.map(({ title }) => title).filter((title) => isPseudo(title) || /Takumo|Dismiss/.test(title));
    assert.ok(titles.length > 0);
    assert.deepEqual(unlocalized(titles), []);
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('is in the documents that say what is in force', async () => {
    await run('takumo.showPolicies');
    const text = await until('the policies', () => vscode.window.activeTextEditor?.document.getText() || undefined);
    assert.deepEqual(unlocalized(text.replace(/`[^`]*`/g, '').split('\n')), []);
    await run('workbench.action.closeAllEditors');
  });
});
