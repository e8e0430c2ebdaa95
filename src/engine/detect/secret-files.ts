/** Values of a workspace's secret files, known before any text is read. Ordinary values (`true`, `localhost`, `3000`) are none. */
import type { Category, KnownValue } from '../model.ts';
import { parseDotenv } from './dotenv.ts';
import { isPlaceholder } from './placeholders.ts';
import { isDistinctive, traitsOf } from './score.ts';

/** The secret values of a `.env*` file; empty for other files. `path` is workspace-relative and is reported with each value. */
export function readSecretFile(path: string, text: string): readonly KnownValue[] {
  const name = path.slice(path.lastIndexOf('/') + 1).slice(path.lastIndexOf('\\') + 1);
  if (!/^\.env(?:\..+|rc)?$|\.env$/i.test(name) || /\.(?:example|sample|template|dist)$/i.test(name)) return [];
  const seen = new Set<string>();
  const values: KnownValue[] = [];
  for (const { name, value, line, refers } of parseDotenv(text)) {
    if (refers || seen.has(value) || !isSecretEntry(name, value)) continue;
    seen.add(value);
    values.push({
      value,
      category: categoryOf(name, value),
      rule: 'known-value',
      title: `Value of ${name} in ${path}`,
      path,
      line,
    });
  }
  return values;
}

function isSecretEntry(name: string, value: string): boolean {
  if (value.startsWith('-----BEGIN ')) return value.includes('PRIVATE KEY') && value.length > 100;
  if (value.length < 6 || isPlaceholder(value) || ordinary.test(value)) return false;
  const secretName = secretNames.test(name);
  if (publicNames.test(name)) return looksSecret(value) && secretName;
  if (secretName) return value.length >= 8 || traitsOf(value).digits > 0;
  return looksSecret(value);
}

/** Rare, and neither a path, a public URL, a version nor a list of words. */
function looksSecret(value: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return /:\/\/[^/\s@]*:[^/\s@]+@/.test(value);
  if (/^[./~]|\s/.test(value)) return false;
  return isDistinctive(value);
}

const ordinary =
  /^(?:true|false|yes|no|on|off|null|none|undefined|development|production|staging|test|testing|debug|info|warn|error|verbose|local|localhost|default|root|admin|user|postgres|mysql|redis|[\d.,:_-]+|(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|[a-z]{2}[-_][a-z]+[-_]\d|[a-z]{2}[-_][A-Z]{2}|localhost:\d+|https?:\/\/(?:localhost|127\.0\.0\.1)\S*)$/i;
const publicNames = /(?:^|_)(?:PUBLIC|PUBLISHABLE|VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC)_/i;
const secretNames =
  /(?:^|[_.-])(?:PASSWORD|PASSWD|PASS|PWD|PASSPHRASE|SECRETS?|TOKENS?|CREDENTIALS?|APIKEY|KEY|AUTH|DSN)(?:[_.-]?(?:\d+|BASE|HASH|DEV|PROD|TEST|STAGING|LIVE))?$|(?:DATABASE|MONGO|REDIS|POSTGRES|MYSQL|CONNECTION)_?(?:URL|URI|STRING|DSN)$/i;

function categoryOf(name: string, value: string): Category {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'CONN';
  if (/token|jwt|bearer/i.test(name)) return 'TOKEN';
  if (/key/i.test(name)) return 'KEY';
  return 'SECRET';
}
