/** What the pointer says of a token: what it stands for and where that comes from, never the value, and what can be done. */
import * as vscode from 'vscode';
import type { PlacedToken, Session } from '../../engine/index.ts';
import { loadEngine } from '../engine.ts';
import { localized } from '../localize.ts';
import { categoryWords } from '../receipts/receipt-words.ts';
import { shownPath } from '../session/places.ts';
import type { TokenDeps } from './restoring.ts';
import { isOwnText, isWritable } from './where.ts';

/** Of the diagnostic of a token whose session is gone. */
export const orphanCode = 'orphan-token';

/** More than a token's length: so much of a line is looked at on each side, since a line may have megabytes. */
const around = 64;

export function createTokenHover(deps: TokenDeps): vscode.HoverProvider {
  return {
    async provideHover(document, position, cancellation) {
      const found = await tokenNear(document, position);
      if (found === undefined || cancellation.isCancellationRequested) return undefined;
      const session = deps.session.live ?? (await deps.session.get());
      return new vscode.Hover(describe(document, found, session), found.range);
    },
  };
}

interface TokenInDocument {
  readonly token: string;
  readonly range: vscode.Range;
}

/** The canonical token at a position. */
async function tokenNear(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<TokenInDocument | undefined> {
  const from = Math.max(0, position.character - around);
  const window = document.getText(new vscode.Range(position.line, from, position.line, position.character + around));
  if (!window.includes('__TAKUMO_')) return undefined;
  const { findPlaceholders } = await loadEngine();
  const at = position.character - from;
  const found = findPlaceholders(window).find(({ start, end }: PlacedToken) => start <= at && at <= end);
  if (found === undefined) return undefined;
  const range = new vscode.Range(position.line, from + found.start, position.line, from + found.end);
  return { token: found.token, range };
}

function describe(
  document: vscode.TextDocument,
  { token, range }: TokenInDocument,
  session: Session,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.supportThemeIcons = true;
  const known = session.tokens().find((each) => each.token === token);
  if (known === undefined) {
    text.appendMarkdown(`**${vscode.l10n.t('A token whose session is gone')}**\n\n`);
    // The diagnostic says it in the same pop-up.
    if (!isMarked(document, range)) text.appendMarkdown(plain(howToGetBack()));
    return text;
  }
  // Only these two, and both ask or change what is under the pointer: a path in the text can't lead anywhere else.
  text.isTrusted = { enabledCommands: ['takumo.revealToken', 'takumo.restoreHere'] };
  text.appendMarkdown(`**${vscode.l10n.t('Stands for a value of this session')}**\n\n`);
  text.appendMarkdown(`${plain(`${categoryWords()[known.category]} · ${localized(known.title)}`)}\n\n`);
  // The chat names files by their whole path, the editor from the workspace's folder.
  const named = known.places.map(({ path, line }) => `${shownPath(path)}${line === undefined ? '' : `:${line}`}`);
  const places = [...new Set(named)].slice(0, 3);
  if (places.length > 0) {
    text.appendMarkdown(`${plain(vscode.l10n.t('Seen in {0}', places.join(', ')))}\n\n`);
  }
  const links = [link('takumo.revealToken', [token], '$(eye)', vscode.l10n.t('Reveal Once'))];
  if (isOwnText(document) && isWritable(document)) {
    const { line, character } = range.start;
    const given = [document.uri.toString(), line, character, token];
    links.push(link('takumo.restoreHere', given, '$(unlock)', vscode.l10n.t('Restore Here')));
  }
  text.appendMarkdown(links.join(' · '));
  return text;
}

function isMarked({ uri }: vscode.TextDocument, range: vscode.Range): boolean {
  return vscode.languages.getDiagnostics(uri).some((each) => each.code === orphanCode && each.range.isEqual(range));
}

export function howToGetBack(): string {
  return vscode.l10n.t(
    'Its value lived in the memory of a session that is over, or of another window. Undo the change that brought it, take the text from version control, or put the value in by hand. If it is meant as an example, write takumo:allow and a reason on its line.',
  );
}

/** Text as itself: a path may be anything, and nothing of it becomes a link, an icon or HTML. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

function link(command: string, given: readonly unknown[], icon: string, title: string): string {
  return `[${icon} ${title}](command:${command}?${encodeURIComponent(JSON.stringify(given))})`;
}
