/** The "What Left" view: one row a request, with what was kept back. Text goes in as text: nothing here builds HTML from strings. */
import './what-left.css';
import type { Receipt } from '../../engine/model.ts';
import type { FromWhatLeft, ToWhatLeft, WhatLeftData } from './messages.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromWhatLeft): void };

const host = acquireVsCodeApi();
let data: WhatLeftData | undefined;
let filter = '';

window.addEventListener('message', (event: MessageEvent<ToWhatLeft>) => {
  if (event.data.type !== 'data') return;
  const first = data === undefined;
  data = event.data;
  if (first) drawFrame(data);
  drawContent(data);
});
host.postMessage({ type: 'ready' });

type Child = Node | string;

function element(tag: string, attributes: Readonly<Record<string, string>>, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What stays while receipts come in: a search that has the focus must not lose it. */
function drawFrame({ words, language }: WhatLeftData): void {
  document.documentElement.lang = language;
  const search = element('input', { type: 'search', 'aria-label': words.search, placeholder: words.search });
  search.addEventListener('input', () => {
    filter = (search as HTMLInputElement).value.toLowerCase();
    if (data !== undefined) drawContent(data);
  });
  const button = (label: string, type: 'export' | 'copy'): HTMLElement => {
    const made = element('button', { type: 'button' }, label);
    made.addEventListener('click', () => host.postMessage({ type }));
    return made;
  };
  document.body.replaceChildren(
    element(
      'main',
      {},
      element('h1', {}, words.title),
      element('p', { class: 'intro' }, words.intro),
      element('div', { id: 'notes' }),
      element('dl', { id: 'totals' }),
      element('div', { class: 'bar' }, search, button(words.exportJson, 'export'), button(words.copyText, 'copy')),
      element('div', { id: 'list' }),
    ),
  );
}

function drawContent(shown: WhatLeftData): void {
  const { words, receipts, damaged, zdr } = shown;
  const notes = [zdr ? words.zdr : '', damaged > 0 ? words.damaged.replace('{0}', String(damaged)) : ''].filter(
    Boolean,
  );
  replace('notes', ...notes.map((note) => element('p', { class: 'note', role: 'status' }, note)));
  replace('totals', ...totals(shown));
  const matching = receipts.filter((receipt) => JSON.stringify(receipt).toLowerCase().includes(filter));
  if (matching.length === 0) replace('list', element('p', { class: 'empty' }, words.empty));
  else replace('list', element('ul', {}, ...matching.slice(0, 500).map((receipt) => row(receipt, shown))));
}

function replace(id: string, ...children: Child[]): void {
  document.getElementById(id)?.replaceChildren(...children);
}

function totals({ receipts, words, language }: WhatLeftData): HTMLElement[] {
  const number = new Intl.NumberFormat(language);
  const guarded = receipts.filter((receipt) => receipt.decision !== 'unguarded');
  const unguarded = receipts.length - guarded.length;
  const figures: readonly (readonly [string, number, string])[] = [
    [words.requests, receipts.length, ''],
    [words.keptBack, guarded.reduce((sum, receipt) => sum + total(receipt), 0), 'good'],
    [words.restored, receipts.reduce((sum, receipt) => sum + receipt.tokensRestored, 0), ''],
    [words.blocked, receipts.filter((receipt) => receipt.decision === 'blocked').length, ''],
    [words.unguarded, unguarded, unguarded > 0 ? 'bad' : ''],
  ];
  return figures.map(([name, value, tone]) =>
    element('div', { class: `figure ${tone}` }, element('dt', {}, name), element('dd', {}, number.format(value))),
  );
}

function row(receipt: Receipt, { words, language }: WhatLeftData): HTMLElement {
  const time = new Date(receipt.time);
  const chips = Object.entries(receipt.byCategory).map(([category, count]) =>
    element('span', { class: 'chip' }, `${category} ${count}`),
  );
  const summary = element(
    'summary',
    {},
    element(
      'time',
      { datetime: receipt.time },
      time.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' }),
    ),
    element('span', { class: `decision ${receipt.decision}` }, words.decisions[receipt.decision]),
    element('span', { class: 'model' }, receipt.model),
    element('span', { class: 'chips' }, ...(chips.length > 0 ? chips : [words.none])),
  );
  return element('li', {}, element('details', {}, summary, details(receipt, words, language)));
}

function details(receipt: Receipt, words: WhatLeftData['words'], language: string): HTMLElement {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const { guard, upstream, inbound } = receipt.durations;
  const lines: readonly (readonly [string, string])[] = [
    [words.sent, `${number.format(receipt.bytesOut)} B → ${receipt.provider}, ${number.format(receipt.bytesIn)} B ←`],
    [words.secrets, counts(receipt.byDetector) || words.none],
    [words.restored, number.format(receipt.tokensRestored)],
    [
      words.policies,
      receipt.policies.map(({ name, revision }) => (revision === 0 ? name : `${name} (${revision})`)).join(', '),
    ],
    [words.findings, receipt.findings.join(', ')],
    [words.unscannable, receipt.unscannable.join(', ')],
    [words.places, (receipt.places ?? []).join(', ')],
    [words.duration, `${number.format(guard)} + ${number.format(upstream)} + ${number.format(inbound)} ms`],
  ];
  const list = element('dl', { class: 'details' });
  for (const [name, value] of lines) {
    if (value !== '') list.append(element('dt', {}, name), element('dd', {}, value));
  }
  return list;
}

function total(receipt: Receipt): number {
  return Object.values(receipt.byCategory).reduce((sum, count) => sum + count, 0);
}

function counts(map: Receipt['byDetector']): string {
  return Object.entries(map)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
