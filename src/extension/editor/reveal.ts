/**
 * `Reveal Token`: shows the value of one live token, once. It is asked first, is on screen alone (not in a file, not in the clipboard unless
 * it is copied there on purpose), and goes away by itself, or with its session.
 */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import { confirm } from '../confirm.ts';
import type { WindowSession } from '../session/window-session.ts';
import { tokenAt } from './tokens.ts';

const shownMs = 30_000;

export function registerReveal(session: WindowSession<Session>): vscode.Disposable {
  return vscode.commands.registerCommand('takumo.revealToken', (given?: unknown) => revealToken(session, given));
}

async function revealToken(sessions: WindowSession<Session>, given: unknown): Promise<boolean> {
  const token = typeof given === 'string' ? given : (tokenUnderCursor() ?? (await askToken()));
  if (token === undefined) return false;
  const session = await sessions.get();
  const known = session.describe(token);
  if (known === undefined) return tellUnknown();
  const where = known.path === undefined ? '' : known.line === undefined ? known.path : `${known.path}:${known.line}`;
  const sure = await confirm(
    vscode.l10n.t('Reveal the value of this token?'),
    vscode.l10n.t('Reveal'),
    [vscode.l10n.t('It will be shown on screen.'), known.category, where].filter(Boolean).join(' · '),
  );
  if (!sure) return false;
  // The question may have stood for long.
  const value = sessions.live?.reveal(token)?.reveal();
  if (value === undefined) return tellUnknown();
  await show(sessions, token, value);
  return true;
}

/** Resolves when the list is gone, whatever made it go. */
function show(sessions: WindowSession<Session>, token: string, value: string): Promise<void> {
  const picker = vscode.window.createQuickPick();
  picker.title = token;
  picker.ignoreFocusOut = true;
  picker.items = [
    {
      label: value.replace(/\s*[\r\n]+\s*/g, ' ⏎ '),
      detail: vscode.l10n.t(
        'Enter copies it, Escape closes. It goes away by itself after {0} seconds.',
        shownMs / 1000,
      ),
    },
  ];
  return new Promise((resolve) => {
    const timer = setTimeout(() => picker.hide(), shownMs);
    const session = sessions.live;
    const replaced = sessions.onDidChange(() => {
      if (sessions.live !== session) picker.hide();
    });
    picker.onDidAccept(() => {
      void vscode.env.clipboard.writeText(value).then(() => picker.hide());
    });
    picker.onDidHide(() => {
      clearTimeout(timer);
      replaced.dispose();
      picker.dispose();
      resolve();
    });
    picker.show();
  });
}

function tellUnknown(): boolean {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This token is not of this session, so nothing can be revealed.'),
  );
  return false;
}

function tokenUnderCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  if (!editor.selection.isEmpty) return tokenAt(editor.document.getText(editor.selection));
  const { line, character } = editor.selection.active;
  return tokenAt(editor.document.lineAt(line).text, character);
}

async function askToken(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Reveal Token'),
    prompt: vscode.l10n.t('Paste a token from a chat answer.'),
    value: tokenAt(await vscode.env.clipboard.readText()) ?? '',
    validateInput: (value) => (tokenAt(value) === undefined ? vscode.l10n.t('That is not a token.') : undefined),
  });
  return text === undefined ? undefined : tokenAt(text);
}
