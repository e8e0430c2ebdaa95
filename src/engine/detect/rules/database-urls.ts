/** Connection URLs of PostgreSQL, MySQL, MongoDB and Redis. With a password in it the whole URL is the value. */

import { ownTokenEnd } from '../own-token.ts';
import { isPlaceholder, isTemplate } from '../placeholders.ts';
import { isDistinctive } from '../score.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';
import { type Url, urlAt } from '../url.ts';

const base = {
  category: 'CONN',
  tier: 1,
  confidence: 'high',
  whole: true,
  why: 'A connection URL with a password in it',
} as const;

export const databaseUrls: RuleFamily = {
  policy: 'database-urls',
  rules: [
    {
      ...base,
      id: 'postgresql-url',
      title: 'PostgreSQL connection URL',
      source: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS',
      literals: ['postgres://', 'postgresql://', 'postgresql+', 'postgres+', 'timescaledb://', 'cockroachdb://'],
      verify: connection,
    },
    {
      ...base,
      id: 'mysql-url',
      title: 'MySQL connection URL',
      source: 'https://dev.mysql.com/doc/refman/en/connecting-using-uri-or-key-value-pairs.html',
      literals: ['mysql://', 'mysql2://', 'mysqlx://', 'mysql+', 'mariadb://', 'mariadb+'],
      verify: connection,
    },
    {
      ...base,
      id: 'mongodb-url',
      title: 'MongoDB connection URL',
      source: 'https://www.mongodb.com/docs/manual/reference/connection-string/',
      literals: ['mongodb://', 'mongodb+srv://'],
      verify: connection,
    },
    {
      ...base,
      id: 'redis-url',
      title: 'Redis connection URL',
      source: 'https://www.iana.org/assignments/uri-schemes/prov/redis',
      literals: ['redis://', 'rediss://', 'valkey://'],
      verify: connection,
    },
  ],
};

/** `postgresql+` may be followed by a driver's name; the others end with `://` already. */
const longestDriver = 24;

function connection({ text }: Scan, _at: number, end: number): Match | undefined {
  const colon = text.startsWith('://', end - 3)
    ? end - 3
    : text.slice(end, end + longestDriver).search(/^[\w-]*:\/\//) < 0
      ? -1
      : text.indexOf('://', end);
  if (colon < 0) return undefined;
  if (!holdsAt(text, colon + 3)) return undefined;
  const url = urlAt(text, colon);
  if (url?.password === undefined || url.host.start === url.host.end) return undefined;
  const password = text.slice(url.password.start, url.password.end);
  if (isTemplate(password) || password.includes('<') || ownTokenEnd(text, url.password.start) === url.password.end)
    return undefined;
  return isDocumentation(text, url, password) ? undefined : { start: url.start, end: url.end };
}

/** A cheap look before the URL is read: an `@` before anything that ends a URL. */
function holdsAt(text: string, from: number): boolean {
  const stop = Math.min(text.length, from + 400);
  for (let i = from; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (code === 64) return true;
    if (code <= 32 || code === 34 || code === 39 || code === 60) return false;
  }
  return false;
}

/** `user:password@localhost` and its kin: what manuals print and what a fresh container listens with. */
function isDocumentation(text: string, url: Url, password: string): boolean {
  const folded = password.toLowerCase();
  const user = url.user === undefined ? '' : text.slice(url.user.start, url.user.end).toLowerCase();
  const host = text.slice(url.host.start, url.host.end).toLowerCase();
  const nobody = nowhere.has(host) || !host.includes('.') || /(?:^|\.)example\.(?:com|org|net)$|\.example$/.test(host);
  if (isPlaceholder(password) && (nobody || !isDistinctive(password) || folded.includes('*'))) return true;
  return nobody && (folded.length < 3 || folded === user || ordinary.has(folded));
}

const nowhere: ReadonlySet<string> = new Set(['127.0.0.1', '0.0.0.0', 'host.docker.internal', '1.2.3.4']);
const ordinary: ReadonlySet<string> = new Set(
  'password passwd pass pwd secret user username admin root postgres mysql redis mongo mongodb test guest example foobar foo bar changeme dbpass db_pass dbpassword your_password yourpassword tiger pw p mypassword mypass password123 myuser xyz'.split(
    ' ',
  ),
);
