/** The Activity view: what was kept back, restored, blocked and found, and the time it took. It draws when something has changed. */
import '../base/base.css';
import './activity.css';
import type { Category } from '../../engine/model.ts';
import { button, type Child, element, replace } from '../base/dom.ts';
import { createFormats, type Formats, insert } from '../base/formats.ts';
import { connect } from '../base/host.ts';
import { isObject } from '../base/shapes.ts';
import { barChart, type Column, columnChart } from './charts.ts';
import {
  type ActivityData,
  type ActivityWords,
  type FromActivity,
  readToActivity,
  type ToActivity,
} from './messages.ts';
import {
  type Activity,
  type ActivityRow,
  type Period,
  periods,
  type Step,
  stepEnd,
  summarizeActivity,
} from './summary.ts';

/** The most bars of one chart; the table and the export have all. */
const mostBars = 8;

interface View {
  readonly words: ActivityWords;
  readonly formats: Formats;
}

const host = connect<ToActivity, FromActivity>(readToActivity, receive);
const kept = isObject(host.kept) ? host.kept : {};
let period: Period = kept.period === 'week' ? 'week' : 'day';
let asTable = kept.asTable === true;
let rows: readonly ActivityRow[] = [];
let view: View | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
host.post({ type: 'ready' });

function receive(message: ToActivity): void {
  if (message.type === 'data') {
    rows = message.rows;
    view ??= begin(message);
  } else {
    const known = new Set(rows.map(({ id }) => id));
    rows = [...rows, ...message.rows.filter(({ id }) => !known.has(id))];
  }
  draw();
}

function begin({ words, language }: ActivityData): View {
  const radios = periods.map((each) => {
    const input = element('input', { type: 'radio', name: 'period', value: each });
    input.checked = each === period;
    input.addEventListener('change', () => {
      period = each;
      changed();
    });
    return element('label', {}, input, element('span', {}, words.periods[each]));
  });
  const toggle = button(
    words.showTable,
    () => {
      asTable = !asTable;
      toggle.setAttribute('aria-pressed', String(asTable));
      changed();
    },
    { class: 'button', 'aria-pressed': String(asTable) },
  );
  const choice = element(
    'fieldset',
    { class: 'period' },
    element('legend', { class: 'unseen' }, words.period),
    ...radios,
  );
  document.body.replaceChildren(
    element(
      'main',
      {},
      element('h1', { class: 'unseen' }, words.title),
      element('div', { class: 'bar-top' }, choice, element('p', { id: 'requests', role: 'status' }), toggle),
      element('div', { id: 'content' }),
    ),
  );
  return { words, formats: createFormats(language) };
}

function changed(): void {
  host.keep({ period, asTable });
  draw();
}

function draw(): void {
  if (view === undefined) return;
  const now = Date.now();
  const activity = summarizeActivity(rows, period, now);
  replace('requests', ...requests(activity, view));
  replace('content', ...(activity.requests === 0 ? [nothingYet(view)] : content(activity, view)));
  // The axis moves on with the clock, once a step.
  clearTimeout(timer);
  timer = setTimeout(draw, stepEnd(period, now) - now + 1000);
}

function nothingYet({ words }: View): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('p', {}, words.empty),
    button(words.openChat, () => host.post({ type: 'chat' }), { class: 'button main' }),
  );
}

function content(activity: Activity, shown: View): HTMLElement[] {
  const { words, formats } = shown;
  const count = (name: string, of: (step: Step) => number, total: number, tone: string): HTMLElement => {
    const columns = activity.steps.map((step) => column(step, of(step), shown));
    const most = formats.number(Math.max(...columns.map(({ value }) => value)));
    const heads = [words.time, words.count];
    const headline = formats.number(total);
    return columnChart({ title: name, headline, tone, columns, most, heads, empty: words.none }, asTable);
  };
  return [
    element(
      'div',
      { class: 'charts' },
      count(words.keptBack, (step) => step.keptBack, activity.keptBack, 'kept'),
      types(activity, shown),
      count(words.restored, (step) => step.restored, activity.restored, 'restored'),
      count(words.blocked, (step) => step.blocked, activity.blocked, 'blocked'),
      latency(activity, shown),
      findings(activity, shown),
    ),
  ];

  function column(step: Step, value: number, { formats: said }: View): Column {
    return { label: stepLabel(step), value, text: said.number(value) };
  }

  function stepLabel({ start }: Step): string {
    return period === 'day' ? formats.hour(start) : formats.day(start);
  }

  function latency({ steps, p50, p95 }: Activity, { words: said }: View): HTMLElement {
    const ms = (value: number | undefined): string => (value === undefined ? '–' : formats.ms(value));
    const columns = steps.map((step): Column => {
      const more = { value: step.p95 ?? 0, text: ms(step.p95) };
      return { label: stepLabel(step), value: step.p50 ?? 0, text: ms(step.p50), more };
    });
    const most = ms(Math.max(...steps.map((step) => step.p95 ?? 0)));
    return columnChart(
      {
        title: said.added,
        headline: `${ms(p50)} / ${ms(p95)}`,
        tone: 'added',
        columns,
        most,
        heads: [said.time, said.median, said.p95],
        empty: said.none,
        legend: [said.median, said.p95],
      },
      asTable,
    );
  }
}

function types({ byCategory }: Activity, { words, formats }: View): HTMLElement {
  const bars = byCategory.map(({ name, count }) => ({
    label: words.categories[name as Category] ?? name,
    value: count,
    text: formats.number(count),
  }));
  return barChart(
    { title: words.byType, bars, tone: 'kept', heads: [words.type, words.count], empty: words.none },
    asTable,
  );
}

function findings({ bySentinelRule }: Activity, { words, formats }: View): HTMLElement {
  const bars = bySentinelRule
    .slice(0, asTable ? undefined : mostBars)
    .map(({ name, count }) => ({ label: name, value: count, text: formats.number(count) }));
  return barChart(
    { title: words.findings, bars, tone: 'found', heads: [words.rule, words.count], empty: words.none },
    asTable,
  );
}

/** What no chart shows: how many requests there were, and those that nothing guarded. */
function requests({ requests: all, unguarded }: Activity, { words, formats }: View): Child[] {
  const said = insert(words.pair, words.requests, formats.number(all));
  if (unguarded === 0) return [said];
  const warning = insert(words.pair, words.unguarded, formats.number(unguarded));
  return [said, ' ', element('strong', { class: 'warning' }, warning)];
}
