/**
 * Reviews code that landed in the editor in one piece: diagnostics on the inserted range, a hover that explains, fixes that were tried,
 * and a way to dismiss. A keystroke costs a push to a list; the review itself waits until the editor is quiet.
 */
import * as vscode from 'vscode';
import type { SentinelFinding } from '../../engine/sentinel/index.ts';
import { localized } from '../localize.ts';
import type { Log } from '../log.ts';
import { settings } from '../settings.ts';
import { DisposableStore } from '../store.ts';
import { InsertedCode, type PlacedFinding } from './inserted-code.ts';
import { type Change, insertedSpan } from './insertion.ts';
import { TextMirror } from './mirror.ts';
import { projectLicense, reviewedLanguages, type SentinelHost } from './sentinel-host.ts';

const debounceMs = 250;
/** Larger documents and insertions are left alone: they are data, or generated. */
const maxCharacters = 1_000_000;
const maxInsertion = 200_000;
const schemes = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs']);

interface Watched {
  readonly mirror: TextMirror;
  readonly code: InsertedCode;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function startInsertedCode(host: SentinelHost, log: Log): vscode.Disposable {
  const feature = new InsertedCodeFeature(host, log);
  return feature;
}

class InsertedCodeFeature implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #watched = new Map<string, Watched>();
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #host: SentinelHost;
  readonly #log: Log;

  constructor(host: SentinelHost, log: Log) {
    this.#host = host;
    this.#log = log;
    this.#diagnostics = this.#store.add(vscode.languages.createDiagnosticCollection('takumo'));
    const selector = [...reviewedLanguages].map((language) => ({ language }));
    this.#store.add(vscode.workspace.onDidOpenTextDocument((document) => this.#watch(document)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#store.add(vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)));
    this.#store.add(
      vscode.languages.registerHoverProvider(selector, {
        provideHover: (document, position) => this.#hover(document, position),
      }),
    );
    this.#store.add(
      vscode.languages.registerCodeActionsProvider(
        selector,
        { provideCodeActions: (document, range) => this.#actions(document, range) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    );
    this.#store.add(
      vscode.commands.registerCommand('takumo.dismissFinding', (uri: unknown, id: unknown) => {
        if (typeof uri === 'string' && typeof id === 'string') this.#dismiss(uri, id);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('takumo.sentinel.insertedCode')) this.#restart();
      }),
    );
    this.#restart();
  }

  dispose(): void {
    for (const watched of this.#watched.values()) clearTimeout(watched.timer);
    this.#watched.clear();
    this.#store.dispose();
  }

  #restart(): void {
    for (const watched of this.#watched.values()) clearTimeout(watched.timer);
    this.#watched.clear();
    this.#diagnostics.clear();
    if (settings.insertedCode()) for (const document of vscode.workspace.textDocuments) this.#watch(document);
  }

  #watch(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!settings.insertedCode() || this.#watched.has(key)) return;
    if (!reviewedLanguages.has(document.languageId) || !schemes.has(document.uri.scheme)) return;
    const text = document.getText();
    if (text.length > maxCharacters) return;
    this.#watched.set(key, { mirror: new TextMirror(text), code: new InsertedCode(), timer: undefined });
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#watched.get(key)?.timer);
    this.#watched.delete(key);
    this.#diagnostics.delete(document.uri);
  }

  #changed({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const watched = this.#watched.get(document.uri.toString());
    if (watched === undefined || contentChanges.length === 0) return;
    const changes: readonly Change[] = contentChanges.map((change) => ({
      offset: change.rangeOffset,
      replaced: change.rangeLength,
      text: change.text,
    }));
    const span = insertedSpan(changes, reasonOf(reason), (offset, length) =>
      watched.mirror.text.slice(offset, offset + length),
    );
    watched.mirror.record(changes);
    const tooLarge = span !== undefined && span.end - span.start > maxInsertion;
    watched.code.apply(changes, tooLarge ? undefined : span);
    if (watched.code.empty) {
      if (this.#diagnostics.has(document.uri)) this.#diagnostics.delete(document.uri);
      return;
    }
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.#review(document, watched), debounceMs);
  }

  async #review(document: vscode.TextDocument, watched: Watched): Promise<void> {
    try {
      const sentinel = await this.#host.get();
      const license = await projectLicense(document.uri);
      for (const { id, span } of watched.code.take()) {
        const version = document.version;
        const text = document.getText().slice(span.start, span.end);
        const { findings } = await sentinel.review({
          text,
          language: document.languageId,
          path: vscode.workspace.asRelativePath(document.uri),
          ...(license === undefined ? {} : { projectLicense: license }),
        });
        // Edited in the meantime: the next quiet moment reviews it again.
        if (document.isClosed || document.version !== version) return;
        watched.code.settle(id, findings);
      }
      this.#publish(document, watched);
    } catch (error) {
      this.#log.error('inserted code could not be reviewed', error);
    }
  }

  #publish(document: vscode.TextDocument, watched: Watched): void {
    if (this.#watched.get(document.uri.toString()) !== watched) return;
    this.#diagnostics.set(
      document.uri,
      watched.code.findings().map((placed) => toDiagnostic(document, placed)),
    );
  }

  #at(document: vscode.TextDocument, range: vscode.Range): readonly PlacedFinding[] {
    const code = this.#watched.get(document.uri.toString())?.code;
    return (code?.findings() ?? []).filter((placed) => rangeOf(document, placed).intersection(range) !== undefined);
  }

  #hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const found = this.#at(document, new vscode.Range(position, position));
    const first = found[0];
    if (first === undefined) return undefined;
    return new vscode.Hover(
      found.map((placed) => explain(document, placed)),
      rangeOf(document, first),
    );
  }

  #actions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#at(document, range).flatMap((placed) => {
      const diagnostic = toDiagnostic(document, placed);
      const dismiss = new vscode.CodeAction(vscode.l10n.t('Dismiss in this file'), vscode.CodeActionKind.QuickFix);
      dismiss.diagnostics = [diagnostic];
      dismiss.command = {
        title: dismiss.title,
        command: 'takumo.dismissFinding',
        arguments: [document.uri.toString(), placed.id],
      };
      const { fix } = placed.finding;
      if (fix === undefined) return [dismiss];
      const mend = new vscode.CodeAction(localized(fix.title), vscode.CodeActionKind.QuickFix);
      mend.diagnostics = [diagnostic];
      mend.isPreferred = true;
      mend.edit = new vscode.WorkspaceEdit();
      for (const edit of fix.edits) {
        const start = document.positionAt(placed.base + edit.start);
        const end = document.positionAt(placed.base + edit.end);
        mend.edit.replace(document.uri, new vscode.Range(start, end), edit.text);
      }
      return [mend, dismiss];
    });
  }

  #dismiss(uri: string, id: string): void {
    const watched = this.#watched.get(uri);
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (watched === undefined || document === undefined || !watched.code.dismiss(id)) return;
    this.#publish(document, watched);
  }
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): 'undo' | 'redo' | 'none' {
  if (reason === vscode.TextDocumentChangeReason.Undo) return 'undo';
  return reason === vscode.TextDocumentChangeReason.Redo ? 'redo' : 'none';
}

function rangeOf(document: vscode.TextDocument, placed: PlacedFinding): vscode.Range {
  return new vscode.Range(document.positionAt(placed.start), document.positionAt(placed.end));
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

function toDiagnostic(document: vscode.TextDocument, placed: PlacedFinding): vscode.Diagnostic {
  const { finding } = placed;
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, placed),
    vscode.l10n.t('{0} (AI or pasted code)', localized(finding.message)),
    severities[finding.severity],
  );
  diagnostic.source = 'Takumo';
  diagnostic.code = { value: finding.rule, target: ruleDocument(finding) };
  return diagnostic;
}

/** The public page of the weakness: CWE's, or the licence's at SPDX. */
function ruleDocument(finding: SentinelFinding): vscode.Uri {
  return vscode.Uri.parse(
    finding.license === undefined
      ? `https://cwe.mitre.org/data/definitions/${finding.cwe}.html`
      : `https://spdx.org/licenses/${encodeURIComponent(finding.license)}.html`,
  );
}

function explain(document: vscode.TextDocument, placed: PlacedFinding): vscode.MarkdownString {
  const { finding } = placed;
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['takumo.dismissFinding'] };
  const section = (title: string, body: string): void => {
    text.appendMarkdown(`**${title}** ${asMarkdown(body)}\n\n`);
  };
  section(vscode.l10n.t('Why'), localized(finding.why));
  section(vscode.l10n.t('Attack'), localized(finding.attack));
  section(vscode.l10n.t('Safe'), localized(finding.safe));
  const where = ruleDocument(finding).toString(true);
  const name = finding.license ?? `CWE-${finding.cwe}`;
  const dismiss = encodeURIComponent(JSON.stringify([document.uri.toString(), placed.id]));
  text.appendMarkdown(
    `[${name}](${where}) · [${vscode.l10n.t('Dismiss in this file')}](command:takumo.dismissFinding?${dismiss})`,
  );
  return text;
}

/** Text with `code` in it, as Markdown. It may quote code that a model wrote, so nothing of it becomes a link, an image or HTML. */
function asMarkdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => {
      const line = part.replace(/\s+/g, ' ');
      if (index % 2 === 0) return line.replace(/[\\*_{}[\]()#+\-.!<>|&~]/g, '\\$&');
      return line === '' ? '' : `\`${line}\``;
    })
    .join('');
}
