/**
 * Small charts out of SVG and text. Shapes stretch and labels don't, so a chart fits any width and zoom; nothing is told by colour alone,
 * and each chart gives its numbers as a real table when that is asked for.
 */
import { element, shape, spaced } from '../base/dom.ts';

/** A value of a step of time; `text` and `more` are formatted. */
export interface Column {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** A second value above the first, drawn as a hatched extension of the column. */
  readonly more?: { readonly value: number; readonly text: string };
}

export interface ColumnChart {
  readonly title: string;
  /** What the chart says in one line: a total, a median. */
  readonly headline: string;
  /** Names the colour: `kept`, `restored`, `blocked`, `added`. */
  readonly tone: string;
  readonly columns: readonly Column[];
  /** The largest value, formatted. */
  readonly most: string;
  readonly heads: readonly string[];
  readonly empty: string;
  /** Names of the two values, where there are two. */
  readonly legend?: readonly [string, string];
}

export interface BarChart {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly text: string }[];
  readonly tone: string;
  readonly heads: readonly [string, string];
  readonly empty: string;
}

export function columnChart(chart: ColumnChart, asTable: boolean): HTMLElement {
  const { title, headline, columns, heads, empty } = chart;
  const caption = element(
    'figcaption',
    {},
    element('h2', {}, title),
    ' ',
    element('span', { class: 'number' }, headline),
  );
  if (asTable) {
    const rows = columns.map(({ label, text, more }) => [label, text, ...(more === undefined ? [] : [more.text])]);
    return element('figure', { class: 'chart' }, caption, table(title, heads, rows));
  }
  const filled = columns.filter(({ value, more }) => value > 0 || (more?.value ?? 0) > 0);
  if (filled.length === 0)
    return element('figure', { class: 'chart' }, caption, element('p', { class: 'none' }, empty));
  const said = filled.map(({ label, text, more }) => `${label}: ${text}${more === undefined ? '' : ` / ${more.text}`}`);
  const axis = element(
    'div',
    { class: 'axis', 'aria-hidden': 'true' },
    ...[0, Math.floor(columns.length / 2), columns.length - 1].map((index) =>
      element('span', {}, columns[index]!.label),
    ),
  );
  return element(
    'figure',
    { class: 'chart' },
    caption,
    ...(chart.legend === undefined ? [] : [legend(chart.legend)]),
    element('div', { class: 'most', 'aria-hidden': 'true' }, chart.most),
    plot(chart, `${title}. ${said.join(', ')}`),
    axis,
  );
}

/** Bars beside their names and numbers, which are text anyway. */
export function barChart({ title, bars, tone, heads, empty }: BarChart, asTable: boolean): HTMLElement {
  const caption = element('figcaption', {}, element('h2', {}, title));
  if (bars.length === 0) return element('figure', { class: 'chart' }, caption, element('p', { class: 'none' }, empty));
  if (asTable) {
    const rows = bars.map(({ label, text }) => [label, text]);
    return element('figure', { class: 'chart' }, caption, table(title, heads, rows));
  }
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, value, text }) => {
    const bar = shape(
      'svg',
      { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'bar' },
      shape('rect', {
        class: `fill ${tone}`,
        x: '0',
        y: '0',
        width: String(Math.max(1, (100 * value) / most)),
        height: '10',
      }),
    );
    return element('li', {}, ...spaced([element('span', {}, label), bar, element('span', { class: 'number' }, text)]));
  });
  return element('figure', { class: 'chart' }, caption, element('ul', { class: 'bars' }, ...rows));
}

const unit = 10;
const height = 100;

function plot({ columns, tone }: ColumnChart, label: string): SVGElement {
  const top = Math.max(...columns.map(({ value, more }) => Math.max(value, more?.value ?? 0)));
  const tall = (value: number): number => (value <= 0 ? 0 : Math.max(2, ((height - 2) * value) / top));
  const pattern = `hatch-${tone}`;
  const marks = columns.flatMap(({ label: at, value, text, more }, index) => {
    const [high, higher] = [tall(value), tall(more?.value ?? 0)];
    const place = { x: String(index * unit + 1.5), width: String(unit - 3) };
    const tip = `${at}: ${text}${more === undefined ? '' : ` / ${more.text}`}`;
    return [
      ...(higher > high
        ? [shape('rect', { ...place, class: `over ${tone}`, fill: `url(#${pattern})`, ...rise(high, higher) })]
        : []),
      ...(high > 0 ? [shape('rect', { ...place, class: `fill ${tone}`, ...rise(0, high) })] : []),
      // The whole height shows the tip, a low column is hard to point at.
      shape(
        'rect',
        { class: 'tip', x: String(index * unit), y: '0', width: String(unit), height: String(height) },
        shape('title', {}, tip),
      ),
    ];
  });
  const hatch = shape(
    'pattern',
    { id: pattern, width: '2', height: '8', patternUnits: 'userSpaceOnUse' },
    shape('path', { class: `line ${tone}`, d: 'M0 0 L2 8' }),
  );
  return shape(
    'svg',
    {
      viewBox: `0 0 ${columns.length * unit} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': label,
      class: 'plot',
    },
    shape('defs', {}, hatch),
    ...marks,
  );
}

function rise(from: number, to: number): { readonly y: string; readonly height: string } {
  return { y: String(height - to), height: String(to - from) };
}

function legend([first, second]: readonly [string, string]): HTMLElement {
  const mark = (name: string): SVGElement =>
    shape(
      'svg',
      { viewBox: '0 0 10 10', 'aria-hidden': 'true', class: 'mark' },
      shape('rect', {
        class: name,
        x: '1',
        y: '1',
        width: '8',
        height: '8',
        ...(name === 'over added' ? { fill: 'url(#hatch-added)' } : {}),
      }),
    );
  return element(
    'p',
    { class: 'legend' },
    element('span', {}, mark('fill added'), ' ', first),
    ' ',
    element('span', {}, mark('over added'), ' ', second),
  );
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map(([first = '', ...rest]) =>
    element('tr', {}, element('th', { scope: 'row' }, first), ...rest.map((text) => element('td', {}, text))),
  );
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, title),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
}
