/**
 * Tokens in open documents: a quiet underline on those that are live, a diagnostic on those whose session is gone. A keystroke costs a
 * timer; a document without a token costs one search for a word when it is quiet.
 */
import * as vscode from 'vscode';
import type { PlacedToken } from '../../engine/index.ts';
import { loadEngine } from '../engine.ts';
import type { Log } from '../log.ts';
import { settings } from '../settings.ts';
import { DisposableStore } from '../store.ts';
import type { TokenDeps } from './restoring.ts';
import { howToGetBack, orphanCode } from './token-hover.ts';
import { isOwnText, isTooLarge } from './where.ts';

const quietMs = 300;
/** A generated file could hold thousands; the first ones tell enough. */
const mostMarks = 500;
const mostDiagnostics = 100;
const proseLanguages: ReadonlySet<string> = new Set([
  'markdown',
  'plaintext',
  'restructuredtext',
  'asciidoc',
  'latex',
  'html',
]);
const mark = '__TAKUMO_';

export class TokenView implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #decoration: vscode.TextEditorDecorationType;
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #deps: TokenDeps;
  readonly #log: Log;
  /** Editors that show a decoration now: the others need not be told that they have none. */
  readonly #decorated = new WeakSet<vscode.TextEditor>();

  constructor(deps: TokenDeps, log: Log) {
    this.#deps = deps;
    this.#log = log;
    this.#diagnostics = this.#store.add(vscode.languages.createDiagnosticCollection('takumo-tokens'));
    this.#decoration = this.#store.add(
      vscode.window.createTextEditorDecorationType({
        borderStyle: 'dotted',
        borderWidth: '0 0 1px',
        borderColor: new vscode.ThemeColor('textLink.foreground'),
        backgroundColor: new vscode.ThemeColor('editor.hoverHighlightBackground'),
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    );
    const { workspace, window } = vscode;
    this.#store.add(workspace.onDidOpenTextDocument((document) => this.#soon(document)));
    this.#store.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#store.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#soon(document);
      }),
    );
    this.#store.add(
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) this.#soon(document);
      }),
    );
    this.#store.add(
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        // Of a document that is too large only what is on screen has been looked at.
        if (isTooLarge(textEditor.document)) this.#soon(textEditor.document);
      }),
    );
    this.#store.add(deps.session.onDidChange(() => this.#all()));
    this.#store.add(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('takumo.editor')) this.#all();
      }),
    );
    this.#all();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#store.dispose();
  }

  #all(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document);
  }

  #soon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#look(document).catch((error: unknown) => this.#log.error('tokens could not be shown', error));
      }, quietMs),
    );
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#diagnostics.delete(document.uri);
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    const session = this.#deps.session.live;
    const { version } = document;
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    const large = isTooLarge(document);
    const text = large ? '' : document.getText();
    if (!large && !text.includes(mark)) {
      for (const editor of editors) this.#decorate(editor, []);
      if (this.#diagnostics.has(document.uri)) this.#diagnostics.delete(document.uri);
      return;
    }
    const { findPlaceholders, findStrayTokens } = await loadEngine();
    if (document.isClosed || document.version !== version || session !== this.#deps.session.live) return;
    const live = (token: string): boolean => session?.describe(token) !== undefined;
    for (const editor of editors) {
      const ranges =
        settings.decorateTokens() && session !== undefined
          ? this.#liveRanges(editor, text, findPlaceholders, live)
          : [];
      this.#decorate(editor, ranges);
    }
    // Without a session nothing can be said of a token yet.
    const wanted = settings.orphanTokens() && !large && session !== undefined && isOwnText(document);
    const orphans = wanted ? findStrayTokens(text).filter(({ token }: PlacedToken) => !live(token)) : [];
    this.#diagnostics.set(
      document.uri,
      orphans.slice(0, mostDiagnostics).map((orphan) => toDiagnostic(document, orphan)),
    );
  }

  /** In a document that is too large, only those on screen. */
  #liveRanges(
    editor: vscode.TextEditor,
    text: string,
    find: (text: string) => readonly PlacedToken[],
    live: (token: string) => boolean,
  ): vscode.Range[] {
    const { document } = editor;
    const parts = text === '' ? editor.visibleRanges : [undefined];
    return parts
      .flatMap((part) => {
        const base = part === undefined ? 0 : document.offsetAt(part.start);
        return find(part === undefined ? text : document.getText(part))
          .filter(({ token }) => live(token))
          .map(
            ({ start, end }) => new vscode.Range(document.positionAt(base + start), document.positionAt(base + end)),
          );
      })
      .slice(0, mostMarks);
  }

  #decorate(editor: vscode.TextEditor, ranges: vscode.Range[]): void {
    if (ranges.length === 0 && !this.#decorated.has(editor)) return;
    editor.setDecorations(this.#decoration, ranges);
    if (ranges.length === 0) this.#decorated.delete(editor);
    else this.#decorated.add(editor);
  }
}

function toDiagnostic(document: vscode.TextDocument, { start, end }: PlacedToken): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const severity = proseLanguages.has(document.languageId)
    ? vscode.DiagnosticSeverity.Information
    : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(
    range,
    `${vscode.l10n.t('This token stands for a value whose session is gone.')} ${howToGetBack()}`,
    severity,
  );
  diagnostic.source = 'Takumo';
  diagnostic.code = orphanCode;
  return diagnostic;
}
