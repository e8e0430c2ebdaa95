/** Turns a built query into a constant one with parameters, where the driver and so its placeholders are known. */
import type { Node } from '../syntax/node.ts';
import { partsOf, quoted } from './compose.ts';
import type { Maker } from './workshop.ts';

type Style = 'dollar' | 'question' | 'percent';

/** By the module a text imports. `better-sqlite3` and `asyncpg` take parameters elsewhere and are left out. */
const drivers: readonly { readonly module: RegExp; readonly style: Style }[] = [
  { module: /(?:require\(|from )['"](?:pg|pg-pool|@neondatabase\/serverless|@vercel\/postgres)['"]/, style: 'dollar' },
  { module: /(?:require\(|from )['"](?:mysql2?(?:\/promise)?|mariadb|sqlite3|sqlite)['"]/, style: 'question' },
  { module: /^\s*(?:import|from)\s+(?:sqlite3|pyodbc|aiosqlite)\b/m, style: 'question' },
  {
    module: /^\s*(?:import|from)\s+(?:psycopg2?|psycopg|pymysql|MySQLdb|mysql|pg8000|aiomysql|django)\b/m,
    style: 'percent',
  },
];

const byReceiver: readonly { readonly path: RegExp; readonly style: Style }[] = [
  { path: /^(?:pg|psql|pgClient|pgPool)\b/, style: 'dollar' },
  { path: /^(?:mysql2?|sqlite3?)\b/, style: 'question' },
  { path: /^(?:psycopg2?|pymysql|MySQLdb)\b/, style: 'percent' },
];

/** Where a name stands a parameter can't. */
const nameBefore =
  /(?:\b(?:from|into|update|table|join|by|exists|database|schema|index|view|select|distinct|as|asc|desc|pragma)\s+|[,.]\s*)["`[]?$/i;

export const parameteriseQuery: Maker = ({ hit, parsed, edit }) => {
  const { event, subject } = hit;
  if (event.kind !== 'call' || subject === undefined) return undefined;
  const { language } = event.context;
  const [first, second] = event.args;
  if (first === undefined || first.keyword !== undefined || event.args.some((argument) => argument.spread === true))
    return undefined;
  const hasCallback = second !== undefined && second.node.kind === 'function';
  if (second !== undefined && !hasCallback) return undefined;
  const receiver = event.receiver?.path ?? '';
  const style =
    byReceiver.find((driver) => driver.path.test(receiver))?.style ??
    drivers.find((driver) => driver.module.test(parsed))?.style;
  const parts = partsOf(subject.origin);
  if (style === undefined || parts === undefined || parsed.includes('better-sqlite3')) return undefined;

  const values: Node[] = [];
  let text = '';
  for (const [at, part] of parts.entries()) {
    if (typeof part === 'string') {
      text += style === 'percent' ? part.replaceAll('%', '%%') : part;
      continue;
    }
    const next = parts[at + 1];
    const quote = /['"]$/.exec(text)?.[0];
    if (quote !== undefined) {
      // The quotes round a value go: a parameter brings its own type. A pattern such as '%x%' is more than a value.
      if (typeof next !== 'string' || !next.startsWith(quote)) return undefined;
      text = text.slice(0, -1);
      parts[at + 1] = next.slice(1);
    } else if (typeof next === 'string' && /^[%\w'"]/.test(next)) return undefined;
    if (nameBefore.test(text)) return undefined;
    // Within one row's values a comma is no list of columns.
    values.push(part);
    text += style === 'dollar' ? `$${values.length}` : style === 'question' ? '?' : '%s';
  }
  if ((text.match(/'/g)?.length ?? 0) % 2 === 1) return undefined;
  const sources = values.map((value) => parsed.slice(value.start, value.end));
  const list =
    language === 'python' ? `(${sources.join(', ')}${sources.length === 1 ? ',' : ''})` : `[${sources.join(', ')}]`;
  const { origin } = subject;
  return {
    title: 'Pass the values as parameters',
    edits: [edit(origin.start, origin.end, quoted(text, language)), edit(first.node.end, first.node.end, `, ${list}`)],
  };
};
