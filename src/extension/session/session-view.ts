/**
 * The Session view: the tokens of this window's session, by category or by file. A native tree; it asks the session only while it is
 * visible. It shows what lives in memory and writes nothing, so zero data retention changes nothing in it.
 */
import * as vscode from 'vscode';
import type { Session } from '../../engine/index.ts';
import { localized } from '../localize.ts';
import { categoryWords } from '../receipts/receipt-words.ts';
import { DisposableStore } from '../store.ts';
import { findPlace, shownPath } from './places.ts';
import {
  type Grouping,
  type GroupRow,
  groupTokens,
  placeText,
  type SessionRow,
  shortToken,
  type TokenFacts,
  type TokenRow,
} from './session-tree.ts';
import type { WindowSession } from './window-session.ts';

export interface SessionViewOptions {
  readonly session: WindowSession<Session>;
  /** Where the choice of grouping is kept. */
  readonly memento: vscode.Memento;
}

const groupingKey = 'takumo.sessionGrouping';
const quietMs = 150;

export function registerSessionView({ session, memento }: SessionViewOptions): vscode.Disposable {
  const store = new DisposableStore();
  const provider = store.add(new SessionProvider(session));
  const view = store.add(
    vscode.window.createTreeView('takumo.session', { treeDataProvider: provider, showCollapseAll: true }),
  );
  const setGrouping = (by: Grouping): void => {
    provider.group(by);
    void memento.update(groupingKey, by);
    void vscode.commands.executeCommand('setContext', 'takumo.sessionByFile', by === 'file');
  };
  setGrouping(memento.get(groupingKey) === 'file' ? 'file' : 'category');
  store.add(
    provider.onDidLoad(({ used, watched }) => {
      void vscode.commands.executeCommand('setContext', 'takumo.sessionEmpty', used === 0);
      view.description =
        watched === 0
          ? vscode.l10n.t('kept back: {0}', used)
          : vscode.l10n.t('kept back: {0}, watched for: {1}', used, watched);
    }),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.add(
    session.onDidChange(() => {
      if (!view.visible) return;
      clearTimeout(timer);
      timer = setTimeout(() => provider.refresh(), quietMs);
    }),
  );
  store.defer(() => clearTimeout(timer));
  store.add(view.onDidChangeVisibility(({ visible }) => visible && provider.refresh()));
  const add = (id: string, run: (row?: SessionRow) => unknown): void => {
    store.add(vscode.commands.registerCommand(`takumo.${id}`, run));
  };
  add('showSession', () => vscode.commands.executeCommand('takumo.session.focus'));
  add('groupSessionByFile', () => setGrouping('file'));
  add('groupSessionByCategory', () => setGrouping('category'));
  add('revealOnce', (row) =>
    row?.kind === 'token' ? vscode.commands.executeCommand('takumo.revealToken', row.token) : undefined,
  );
  add('copyToken', async (row) => {
    if (row?.kind !== 'token') return;
    await vscode.env.clipboard.writeText(row.token);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Token copied. It stands for the value in this session.'), 4000);
  });
  return store;
}

class SessionProvider implements vscode.TreeDataProvider<SessionRow>, vscode.Disposable {
  readonly #session: WindowSession<Session>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #loaded = new vscode.EventEmitter<{ readonly used: number; readonly watched: number }>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly onDidLoad = this.#loaded.event;
  #grouping: Grouping = 'category';

  constructor(session: WindowSession<Session>) {
    this.#session = session;
  }

  group(by: Grouping): void {
    this.#grouping = by;
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(row?: SessionRow): SessionRow[] {
    if (row !== undefined) return row.kind === 'group' ? [...row.tokens] : [];
    const all = this.#session.live?.tokens() ?? [];
    const used = all.filter((token) => token.used);
    this.#loaded.fire({ used: used.length, watched: all.length - used.length });
    return [...groupTokens(used.map(factsOf), this.#grouping)];
  }

  getTreeItem(row: SessionRow): vscode.TreeItem {
    return row.kind === 'group' ? groupItem(row) : tokenItem(row, this.#grouping);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#loaded.dispose();
  }
}

type Listed = ReturnType<Session['tokens']>[number];

/** A file can be named by its whole path in a request and by its place in the workspace in another: it is one. */
function factsOf({ token, category, title, places }: Listed): TokenFacts {
  const byPath = new Map<string, TokenFacts['places'][number]>();
  for (const place of places) {
    const path = shownPath(place.path);
    if (!byPath.has(path)) byPath.set(path, place.line === undefined ? { path } : { path, line: place.line });
  }
  return { token, category, title, places: [...byPath.values()] };
}

const categoryIcons: Readonly<Record<TokenRow['category'], string>> = {
  KEY: 'key',
  SECRET: 'lock',
  CONN: 'database',
  HOST: 'server',
  TOKEN: 'shield',
  USER: 'account',
  PII: 'person',
};

function groupItem({ id, category, path, tokens }: GroupRow): vscode.TreeItem {
  const label = category === undefined ? (path ?? vscode.l10n.t('In no file')) : categoryWords()[category];
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.description = new Intl.NumberFormat(vscode.env.language).format(tokens.length);
  const uri = path === undefined ? undefined : findPlace(path);
  if (category !== undefined) item.iconPath = new vscode.ThemeIcon(categoryIcons[category]);
  else if (uri === undefined) item.iconPath = new vscode.ThemeIcon('comment');
  else {
    item.iconPath = vscode.ThemeIcon.File;
    item.resourceUri = uri;
  }
  item.tooltip = label;
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, tokens: {1}', label, tokens.length) };
  return item;
}

function tokenItem(row: TokenRow, grouping: Grouping): vscode.TreeItem {
  const { token, place, places, category } = row;
  const title = localized(row.title);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.None);
  const where = place === undefined ? vscode.l10n.t('in no file') : placeText(place);
  item.id = row.id;
  // Under its file a token need not name it again.
  const near = grouping === 'file' ? (place?.line === undefined ? '' : vscode.l10n.t('line {0}', place.line)) : where;
  item.description = [near, shortToken(token)].filter(Boolean).join(' · ');
  item.iconPath = new vscode.ThemeIcon(categoryIcons[category]);
  item.contextValue = 'takumoToken';
  item.tooltip = [token, title, categoryWords()[category], ...places.map(placeText)].join('\n');
  item.accessibilityInformation = { label: [title, where, shortToken(token)].join(', ') };
  const uri = place === undefined ? undefined : findPlace(place.path);
  if (uri !== undefined) {
    const line = Math.max(0, (place?.line ?? 1) - 1);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(line, 0, line, 0) };
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, options] };
  }
  return item;
}
