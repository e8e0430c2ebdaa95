/**
 * `Move Secret to .env`: a command, a light bulb, and a hint (three dots, no squiggle, nothing in the problems list) on a secret that was
 * pasted into a file which will be committed. Nothing is looked at while somebody types: a paste says that there is something to look at.
 */
import * as vscode from 'vscode';
import type { Span } from '../../engine/model.ts';
import type { Log } from '../log.ts';
import { settings } from '../settings.ts';
import { DisposableStore } from '../store.ts';
import { willBeCommitted } from './git.ts';
import { aboutOf, findMovable, overlap, type SecretDeps } from './movable-secrets.ts';
import { addFiles, checkLanded, type EnvironmentFile, environmentFileOf, planFor } from './move-edit.ts';
import { findDocument, isOwnText, textOf } from './where.ts';

/** How long after a paste was offered its text may arrive. */
const arrivalMs = 5000;
/** How long after a paste the person may take to choose the entry that moves its secret, and to answer the preview. */
const landingMs = 180_000;
/** VS Code writes the files of one edit one after another. */
const settleMs = 1000;
/** Lines round a place that are read for secrets: a private key has thirty. */
const linesAround = 60;

export class EnvironmentMoves implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #deps: SecretDeps;
  readonly #log: Log;
  readonly #hints: vscode.DiagnosticCollection;
  /** Where pasted secrets stand, by document: offsets only. */
  readonly #spans = new Map<string, readonly Span[]>();
  /** Documents that wait for a paste, and until when. */
  readonly #expected = new Map<string, number>();
  /** The `.env` that a paste was offered to move its secret to, and until when it is looked at. */
  #landing: { readonly file: EnvironmentFile; readonly until: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: SecretDeps, log: Log) {
    this.#deps = deps;
    this.#log = log;
    this.#hints = this.#store.add(vscode.languages.createDiagnosticCollection('takumo-secrets'));
    this.#store.add(
      vscode.languages.registerCodeActionsProvider(
        '*',
        { provideCodeActions: (document, range, context) => this.#actions(document, range, context) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorExtract] },
      ),
    );
    this.#store.add(vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)));
    this.#store.add(
      vscode.workspace.onDidCreateFiles(({ files }) => {
        for (const uri of files) this.#landed(uri);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#expected.delete(uri.toString());
        this.#show(uri, []);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('takumo.editor.offerEnvironment') || settings.offerEnvironment()) return;
        this.#spans.clear();
        this.#hints.clear();
      }),
    );
    this.#store.add(
      vscode.commands.registerCommand('takumo.moveToEnvironment', (...given: readonly unknown[]) => this.#run(given)),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#landing = undefined;
    this.#store.dispose();
    this.#spans.clear();
    this.#expected.clear();
  }

  /** A text with a secret in it is about to be pasted here; the paste widget may offer to move it to `file`. */
  expect(document: vscode.TextDocument, file: EnvironmentFile): void {
    this.#expected.set(document.uri.toString(), Date.now() + arrivalMs);
    this.#landing = { file, until: Date.now() + landingMs };
  }

  #landed(uri: vscode.Uri): void {
    const landing = this.#landing;
    if (landing === undefined || landing.file.uri.toString() !== uri.toString()) return;
    this.#landing = undefined;
    if (Date.now() > landing.until) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(landing.file), settleMs);
  }

  #check(file: EnvironmentFile): void {
    checkLanded(file).catch((error: unknown) => this.#log.error('the environment file could not be looked at', error));
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length > 0) this.#landed(document.uri);
    if (this.#expected.size === 0 && this.#spans.size === 0) return;
    const key = document.uri.toString();
    const old = this.#spans.get(key) ?? [];
    let spans = old;
    for (const change of contentChanges) spans = moved(spans, change);
    const until = this.#expected.get(key);
    const inserted = contentChanges.filter(({ text }) => text.length >= 8);
    if (until !== undefined && inserted.length > 0 && reason === undefined) {
      this.#expected.delete(key);
      if (Date.now() <= until) void this.#arrived(document, inserted);
    }
    if (spans.length !== old.length || contentChanges.length > 0) this.#show(document.uri, spans);
  }

  async #arrived(
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
  ): Promise<void> {
    try {
      const { version } = document;
      const start = Math.min(...changes.map(({ range }) => range.start.line));
      const end = Math.max(...changes.map(({ range, text }) => range.start.line + text.split('\n').length));
      const found = await this.#find(document, new vscode.Range(start, 0, end, Number.MAX_SAFE_INTEGER));
      if (found.length === 0 || document.isClosed || document.version !== version) return;
      const known = this.#spans.get(document.uri.toString()) ?? [];
      const fresh = found.filter((span) => !known.some((other) => overlap(other, span)));
      this.#show(document.uri, [...known, ...fresh]);
    } catch (error) {
      this.#log.error('pasted text could not be looked at', error);
    }
  }

  #show(uri: vscode.Uri, spans: readonly Span[]): void {
    const key = uri.toString();
    const document = findDocument(uri);
    if (spans.length === 0 || document === undefined) {
      if (this.#spans.delete(key)) this.#hints.delete(uri);
      return;
    }
    this.#spans.set(key, spans);
    this.#hints.set(
      uri,
      spans.map((span) => toHint(rangeOf(document, span))),
    );
  }

  async #actions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (!settings.offerEnvironment() || !isOwnText(document)) return [];
    const hints = (this.#spans.get(document.uri.toString()) ?? [])
      .map((span) => rangeOf(document, span))
      .filter((each) => each.intersection(range) !== undefined);
    const title = vscode.l10n.t('Move Secret to .env');
    const action = (place: vscode.Range, kind: vscode.CodeActionKind): vscode.CodeAction => {
      const made = new vscode.CodeAction(title, kind);
      made.command = {
        title,
        command: 'takumo.moveToEnvironment',
        arguments: [
          document.uri.toString(),
          place.start.line,
          place.start.character,
          place.end.line,
          place.end.character,
        ],
      };
      return made;
    };
    if (hints.length > 0) {
      return hints.map((place) => {
        const made = action(place, vscode.CodeActionKind.QuickFix);
        made.diagnostics = [toHint(place)];
        return made;
      });
    }
    // Only when somebody asks: a bulb at every secret of an old file would be noise.
    if (context.triggerKind !== vscode.CodeActionTriggerKind.Invoke) return [];
    const found = await this.#find(document, range);
    if (found.length === 0 || !(await willBeCommitted(document.uri))) return [];
    return [action(range, vscode.CodeActionKind.RefactorExtract)];
  }

  /** Secrets that a range touches; of an empty range, those on its line. */
  async #find(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<readonly (Span & { readonly rule: string })[]> {
    const first = Math.max(0, range.start.line - linesAround);
    const window = document.validateRange(
      new vscode.Range(first, 0, range.end.line + linesAround, Number.MAX_SAFE_INTEGER),
    );
    const base = document.offsetAt(window.start);
    const file = await environmentFileOf(document);
    const found = await findMovable(this.#deps, document.getText(window), aboutOf(document), file?.values);
    const touched = document.validateRange(range.isEmpty ? lineOf(range) : range);
    return found
      .map((secret) => ({ ...secret, start: base + secret.start, end: base + secret.end }))
      .filter((secret) => rangeOf(document, secret).intersection(touched) !== undefined);
  }

  async #run(given: readonly unknown[]): Promise<boolean> {
    const target = targetOf(given);
    if (target === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a file first.'));
      return false;
    }
    const { document, range } = target;
    const text = textOf(document);
    const file = await environmentFileOf(document);
    if (text === undefined || file === undefined || !isOwnText(document)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('A secret can be moved from a file of a workspace folder, where a .env file can be written.'),
      );
      return false;
    }
    const { version } = document;
    const secrets = await this.#find(document, range);
    const plan = await planFor({ text, ...aboutOf(document) }, secrets, file);
    const edit = new vscode.WorkspaceEdit();
    if (plan === undefined || !(await addFiles(edit, plan, file))) {
      void vscode.window.showInformationMessage(
        secrets.length === 0
          ? vscode.l10n.t('No secret was found here.')
          : vscode.l10n.t('This secret can not be written to a .env file in a form that every program reads alike.'),
      );
      return false;
    }
    if (document.version !== version) return false;
    for (const { start, end, text: put } of plan.edits)
      edit.replace(document.uri, rangeOf(document, { start, end }), put);
    const done = await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    if (done && plan.additions.length > 0) this.#check(file);
    return done;
  }
}

function targetOf(given: readonly unknown[]): { document: vscode.TextDocument; range: vscode.Range } | undefined {
  const [uri, ...numbers] = given;
  if (typeof uri === 'string' && numbers.length === 4 && numbers.every((each) => typeof each === 'number')) {
    const document = findDocument(vscode.Uri.parse(uri, true));
    const [startLine = 0, start = 0, endLine = 0, end = 0] = numbers as number[];
    return document && { document, range: new vscode.Range(startLine, start, endLine, end) };
  }
  const editor = vscode.window.activeTextEditor;
  return editor && { document: editor.document, range: editor.selection };
}

function lineOf({ start }: vscode.Range): vscode.Range {
  return new vscode.Range(start.line, 0, start.line, Number.MAX_SAFE_INTEGER);
}

function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function toHint(range: vscode.Range): vscode.Diagnostic {
  const hint = new vscode.Diagnostic(
    range,
    vscode.l10n.t('This secret will be committed with the file. It can be moved to .env.'),
    vscode.DiagnosticSeverity.Hint,
  );
  hint.source = 'Takumo';
  hint.code = 'secret-in-file';
  return hint;
}

/** Spans after a change; one that the change touches is no longer known to be a secret. */
function moved(spans: readonly Span[], change: vscode.TextDocumentContentChangeEvent): readonly Span[] {
  const { rangeOffset, rangeLength, text } = change;
  const delta = text.length - rangeLength;
  return spans.flatMap((span) => {
    if (rangeOffset + rangeLength <= span.start) return [{ start: span.start + delta, end: span.end + delta }];
    return rangeOffset >= span.end ? [span] : [];
  });
}
