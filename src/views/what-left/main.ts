/** The tab "What Left": what was kept back in each request, by conversation. The search keeps its focus while receipts come in. */
import '../base/base.css';
import './what-left.css';
import type { Receipt } from '../../engine/model.ts';
import { button, element, replace } from '../base/dom.ts';
import { createFormats, type Formats, insert } from '../base/formats.ts';
import { connect } from '../base/host.ts';
import { isObject, isTexts } from '../base/shapes.ts';
import { createSearch, groupByConversation, keptBack } from './conversations.ts';
import { ConversationList } from './list.ts';
import { type FromWhatLeft, longestQuery, readToWhatLeft, type ToWhatLeft, type WhatLeftData } from './messages.ts';

interface View {
  readonly data: WhatLeftData;
  readonly formats: Formats;
  readonly search: ReturnType<typeof createSearch>;
  readonly list: ConversationList;
}

const host = connect<ToWhatLeft, FromWhatLeft>(readToWhatLeft, receive);
let view: View | undefined;
let receipts: readonly Receipt[] = [];
let query = '';
host.post({ type: 'ready' });

function receive(message: ToWhatLeft): void {
  if (message.type === 'data') {
    receipts = message.receipts;
    if (view === undefined) begin(message);
    else view = { ...view, data: message };
  } else if (view !== undefined) {
    const known = new Set(receipts.map(({ id }) => id));
    receipts = [...message.receipts.filter(({ id }) => !known.has(id)), ...receipts];
  }
  if (view !== undefined) draw(view);
}

function begin(data: WhatLeftData): void {
  const formats = createFormats(data.language);
  const { open, scroll } = keptState();
  const list = new ConversationList({ words: data.words, formats, open, changed: keep });
  query = data.query;
  view = { data, formats, search: createSearch(data.words), list };
  drawFrame(view);
  draw(view);
  window.scrollTo(0, scroll);
  window.addEventListener('scrollend', keep);
}

/** What stays while receipts come in. */
function drawFrame({ data: { words }, list }: View): void {
  const search = element('input', {
    type: 'search',
    id: 'search',
    'aria-label': words.search,
    'aria-describedby': 'matches',
    placeholder: words.search,
    maxlength: String(longestQuery),
  });
  search.value = query;
  search.addEventListener('input', () => setQuery(search.value));
  const actions = element(
    'div',
    { class: 'bar' },
    search,
    button(words.exportJson, () => host.post({ type: 'export' }), { class: 'button' }),
    button(words.copyText, () => host.post({ type: 'copy' }), { class: 'button' }),
  );
  document.body.replaceChildren(
    element(
      'main',
      {},
      element('h1', {}, words.title),
      element('p', { class: 'intro' }, words.intro),
      element('div', { id: 'notes' }),
      element('dl', { id: 'figures', class: 'figures' }),
      actions,
      element('p', { id: 'matches', role: 'status' }),
      element('section', { 'aria-label': words.conversations }, list.root),
      element('div', { id: 'empty' }),
    ),
  );
}

function setQuery(next: string): void {
  query = next;
  host.post({ type: 'query', query });
  if (view !== undefined) draw(view);
}

function draw(shown: View): void {
  const { data, formats, search, list } = shown;
  const { words } = data;
  const found = search(receipts, query);
  drawNotes(shown);
  replace('figures', ...figures(receipts, shown));
  const searching = query.trim() !== '' && receipts.length > 0;
  const counts = [formats.number(found.length), formats.number(receipts.length)];
  replace('matches', searching ? insert(words.matches, ...counts) : '');
  list.show(groupByConversation(found));
  if (found.length > 0) replace('empty');
  else replace('empty', receipts.length === 0 ? nothingYet(shown) : noMatch(shown));
}

function drawNotes({ data: { words, zdr, damaged, kept }, formats }: View): void {
  const notes = [
    zdr ? words.zdr : '',
    damaged > 0 ? insert(words.damaged, formats.number(damaged)) : '',
    kept > receipts.length ? insert(words.onlyNewest, formats.number(receipts.length), formats.number(kept)) : '',
  ];
  replace('notes', ...notes.filter(Boolean).map((note) => element('p', { class: 'note' }, note)));
}

function nothingYet({ data: { words } }: View): HTMLElement {
  const open = button(words.openChat, () => host.post({ type: 'chat' }), { class: 'button main' });
  return element('div', { class: 'empty' }, element('p', {}, words.empty), open);
}

function noMatch({ data: { words } }: View): HTMLElement {
  const clear = (): void => {
    const search = document.querySelector<HTMLInputElement>('#search');
    if (search === null) return;
    search.value = '';
    search.focus();
    setQuery('');
  };
  return element(
    'div',
    { class: 'empty' },
    element('p', {}, words.noMatch),
    button(words.clearSearch, clear, { class: 'button main' }),
  );
}

function figures(all: readonly Receipt[], { data: { words }, formats }: View): HTMLElement[] {
  const count = (decision: Receipt['decision']): number => all.filter((each) => each.decision === decision).length;
  const unguarded = count('unguarded');
  const shown: readonly (readonly [string, number, string])[] = [
    [words.requests, all.length, ''],
    [words.keptBack, keptBack(all), 'good'],
    [words.restored, all.reduce((sum, receipt) => sum + receipt.tokensRestored, 0), ''],
    [words.blocked, count('blocked'), ''],
    [words.unguarded, unguarded, unguarded > 0 ? 'bad' : ''],
  ];
  return shown.map(([name, value, tone]) =>
    element('div', { class: `figure ${tone}` }, element('dt', {}, name), element('dd', {}, formats.number(value))),
  );
}

function keep(): void {
  if (view !== undefined) host.keep({ open: view.list.open, scroll: Math.round(window.scrollY) });
}

function keptState(): { readonly open: readonly string[]; readonly scroll: number } {
  const { kept } = host;
  if (!isObject(kept) || !isTexts(kept.open) || typeof kept.scroll !== 'number') return { open: [], scroll: 0 };
  return { open: kept.open, scroll: kept.scroll };
}
