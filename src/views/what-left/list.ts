/**
 * The list of conversations: each opens to its requests, each request to its details. What is closed is not built, and conversations come
 * by the hundred, so that thousands of receipts cost what is on screen. Arrow keys, Home and End walk over the headings.
 */
import type { Receipt } from '../../engine/model.ts';
import { button, element, spaced } from '../base/dom.ts';
import { type Formats, insert } from '../base/formats.ts';
import { type Conversation, detailsOf, keptBack, modelsOf, pairs } from './conversations.ts';
import type { WhatLeftWords } from './words.ts';

const pageSize = 100;
/** What is remembered of what was opened. */
const mostOpen = 200;

export interface ListOptions {
  readonly words: WhatLeftWords;
  readonly formats: Formats;
  /** Ids that begin opened. */
  readonly open: readonly string[];
  /** Told when something was opened or closed. */
  readonly changed: () => void;
}

export class ConversationList {
  readonly root = element('ol', { class: 'conversations' });
  readonly #options: ListOptions;
  readonly #open: Set<string>;
  #conversations: readonly Conversation[] = [];
  #shown = pageSize;

  constructor(options: ListOptions) {
    this.#options = options;
    this.#open = new Set(options.open);
    this.root.addEventListener('keydown', (event) => walk(this.root, event));
  }

  /** Ids of what is open. */
  get open(): readonly string[] {
    return [...this.#open].slice(-mostOpen);
  }

  /** Replaces the list; what was open stays open and what had the focus keeps it. */
  show(conversations: readonly Conversation[]): void {
    this.#conversations = conversations;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined;
    this.#draw();
    if (focused !== undefined) this.#heading(focused)?.focus();
  }

  #draw(): void {
    const rows = this.#conversations.slice(0, this.#shown).map((conversation) => this.#conversation(conversation));
    const left = this.#conversations.length - rows.length;
    this.root.replaceChildren(...rows, ...(left > 0 ? [this.#more(left)] : []));
  }

  #more(left: number): HTMLElement {
    const { words, formats } = this.#options;
    const show = (): void => {
      const first = this.#conversations[this.#shown]?.id;
      this.#shown += pageSize;
      this.#draw();
      if (first !== undefined) this.#heading(first)?.focus();
    };
    return element(
      'li',
      { class: 'more' },
      button(insert(words.more, formats.number(left)), show, { class: 'button' }),
    );
  }

  #conversation(conversation: Conversation): HTMLElement {
    const { words, formats } = this.#options;
    const { requests } = conversation;
    const newest = requests[0]!;
    const blocked = requests.filter(({ decision }) => decision === 'blocked').length;
    const unguarded = requests.filter(({ decision }) => decision === 'unguarded').length;
    const counts: readonly (readonly [string, number, string])[] = [
      [words.requests, requests.length, ''],
      [words.keptBack, keptBack(requests), 'good'],
      ...(blocked > 0 ? [[words.blocked, blocked, 'warn'] as const] : []),
      ...(unguarded > 0 ? [[words.unguarded, unguarded, 'warn'] as const] : []),
    ];
    const summary = [
      when(newest, formats.moment(newest.time)),
      element('span', { class: 'model' }, formats.list(modelsOf(conversation))),
      element('span', { class: 'surface' }, words.surfaces[newest.surface] ?? newest.surface),
      element(
        'span',
        { class: 'chips' },
        ...spaced(
          counts.map(([name, count, tone]) =>
            element('span', { class: `chip ${tone}` }, insert(words.pair, name, formats.number(count))),
          ),
        ),
      ),
    ];
    const inside = (): HTMLElement =>
      element('ul', { class: 'requests' }, ...requests.map((receipt) => this.#request(receipt)));
    return element('li', {}, ...this.#disclosure('h2', conversation.id, 'conversation', summary, inside));
  }

  #request(receipt: Receipt): HTMLElement {
    const { words, formats } = this.#options;
    const found = pairs(receipt.byCategory, words, formats);
    const chips = found.map((text) => element('span', { class: 'chip' }, text));
    const summary = [
      when(receipt, formats.time(receipt.time)),
      element('span', { class: `decision ${receipt.decision}` }, words.decisions[receipt.decision]),
      element('span', { class: 'chips' }, ...(chips.length > 0 ? spaced(chips) : [words.nothingFound])),
    ];
    const inside = (): HTMLElement => {
      const facts = detailsOf(receipt, words, formats).flatMap(({ name, value }) => [
        element('dt', {}, name),
        element('dd', {}, value),
      ]);
      return element('dl', { class: 'details' }, ...facts);
    };
    return element('li', {}, ...this.#disclosure('h3', receipt.id, 'request', summary, inside));
  }

  /** A heading that is a button, and what it opens. */
  #disclosure(
    level: 'h2' | 'h3',
    id: string,
    name: string,
    summary: readonly HTMLElement[],
    inside: () => HTMLElement,
  ): readonly HTMLElement[] {
    const content = element('div', { class: 'inside', id: `inside-${id}` });
    const heading = element(
      'button',
      { type: 'button', class: name, 'data-id': id, 'aria-controls': content.id },
      ...spaced(summary),
    );
    const set = (open: boolean): void => {
      heading.setAttribute('aria-expanded', String(open));
      content.hidden = !open;
      content.replaceChildren(...(open ? [inside()] : []));
    };
    heading.addEventListener('click', () => {
      const open = !this.#open.has(id);
      if (open) this.#open.add(id);
      else this.#open.delete(id);
      set(open);
      this.#options.changed();
    });
    set(this.#open.has(id));
    return [element(level, {}, heading), content];
  }

  #heading(id: string): HTMLElement | undefined {
    return [...this.root.querySelectorAll<HTMLElement>('[data-id]')].find((each) => each.dataset.id === id);
  }
}

function when(receipt: Receipt, text: string): HTMLElement {
  return element('time', { datetime: receipt.time }, text);
}

/** Arrow keys, Home and End from one heading to another. */
function walk(root: HTMLElement, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const headings = [...root.querySelectorAll<HTMLElement>('[data-id]')];
  const at = headings.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: headings.length - 1,
  };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  headings[to]?.focus();
}
