/**
 * Fixes that `/review` offers, by an id that a button carries: shown as a diff against the file, or applied. A fix fits the text that was
 * reviewed; when that has changed, it is not applied and says so.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Fix } from '../../engine/sentinel/index.ts';
import { localized } from '../localize.ts';
import { fixScheme } from './fix-scheme.ts';

const most = 100;

export interface OfferedFix {
  readonly uri: vscode.Uri;
  /** The text that was reviewed, and where it began in its file: 0-based line and character. */
  readonly text: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly fix: Fix;
}

export class Fixes {
  readonly #offered = new Map<string, OfferedFix>();

  /** The newest are kept. */
  add(fix: OfferedFix): string {
    const id = randomUUID();
    this.#offered.set(id, fix);
    for (const oldest of this.#offered.keys()) {
      if (this.#offered.size <= most) break;
      this.#offered.delete(oldest);
    }
    return id;
  }

  async show(id: unknown): Promise<boolean> {
    const found = await this.#find(id);
    if (found === undefined) return false;
    const { uri, fix } = found.offered;
    const mended = vscode.Uri.from({ scheme: fixScheme, path: uri.path, query: String(id) });
    await vscode.commands.executeCommand('vscode.diff', uri, mended, localized(fix.title), { preview: true });
    return true;
  }

  async apply(id: unknown): Promise<boolean> {
    const found = await this.#find(id);
    if (found === undefined) return false;
    const { document, base, offered } = found;
    const edit = new vscode.WorkspaceEdit();
    for (const { start, end, text } of offered.fix.edits) {
      const range = new vscode.Range(document.positionAt(base + start), document.positionAt(base + end));
      edit.replace(document.uri, range, text);
    }
    const done = await vscode.workspace.applyEdit(edit);
    if (done) {
      this.#offered.delete(String(id));
      await vscode.window.showTextDocument(document);
    }
    return done;
  }

  /** The file with the fix in it, for the diff. */
  async content(id: string): Promise<string> {
    const offered = this.#offered.get(id);
    if (offered === undefined) return '';
    const document = await vscode.workspace.openTextDocument(offered.uri);
    const base = document.offsetAt(new vscode.Position(offered.start.line, offered.start.character));
    let text = document.getText();
    for (const { start, end, text: put } of [...offered.fix.edits].sort((left, right) => right.start - left.start)) {
      text = text.slice(0, base + start) + put + text.slice(base + end);
    }
    return text;
  }

  clear(): void {
    this.#offered.clear();
  }

  async #find(id: unknown): Promise<{ document: vscode.TextDocument; base: number; offered: OfferedFix } | undefined> {
    const offered = typeof id === 'string' ? this.#offered.get(id) : undefined;
    if (offered === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('This fix is no longer at hand: run /review again.'));
      return undefined;
    }
    const document = await vscode.workspace.openTextDocument(offered.uri);
    const base = document.offsetAt(new vscode.Position(offered.start.line, offered.start.character));
    if (!document.getText().startsWith(offered.text, base)) {
      void vscode.window.showInformationMessage(vscode.l10n.t('The code has changed since: run /review again.'));
      return undefined;
    }
    return { document, base, offered };
  }
}
