/** The questions that rules can't put as data. Each is pure and looks at one event. */

import { secretNames } from '../rules/secret.ts';
import type { Event } from '../taint/events.ts';
import { lastSegment } from '../taint/path.ts';
import { hole, isDynamic, type Value } from '../taint/value.ts';

export interface Subject {
  readonly event: Event;
  readonly value: Value | undefined;
  /** The whole text that was parsed. */
  readonly text: string;
}

export type PredicateName = keyof typeof predicates;

const statementStart =
  /^[\s(;"'`]*(?:select\b[\s\S]*\bfrom\b|select\s+\S|insert\s+(?:\w+\s+){0,2}into\b|update\b[\s\S]*\bset\b|delete\s+from\b|replace\s+into\b|merge\s+into\b|(?:create|alter|drop|truncate)\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:table|database|user|role|index|view|schema|sequence)\b|with\s+(?:recursive\s+)?\w+\s+as\s*\(|attach\s+database\b|pragma\s|grant\s+\w+|show\s+(?:tables|columns)|exec(?:ute)?\s+\w+\s|call\s+\w+\s*\()/i;

const identifierBefore =
  /(?:\b(?:from|into|update|table|join|by|exists|database|schema|index|view|select|distinct|desc|describe|columns|set|as|user|role|sequence|pragma|vacuum)\s+|[,.]\s*)["'`[]?$/i;

const html = /<(?:!doctype|\/?[a-z][\w-]*)(?:[\s/>]|$|\uE0A5)/i;

const security =
  /passw|passwd|passphrase|(?<![a-z])pwd|secret|token|session_?id|sessid|(?<![a-z])otp(?![a-z])|one_?time|nonce|(?<![a-z])salt(?![a-z])|csrf|xsrf|api_?key|apikey|private_?key|access_?key|encryption_?key|signing_?key|auth|credential|verification_?code|reset_?code|invite_?code|recovery|captcha|(?<![a-z])pin(?![a-z])|voucher|coupon|license_?key|signature|(?<![a-z])sign(?![a-z])|hmac|certificate/i;
const checksum =
  /checksum|check_?sum|\betag|cache|finger_?print|gravatar|dedup|content_?hash|file_?hash|hash_?file|\bfile|filename|\bpath|digest_?of|integrity|\bchunk|buf(?:fer)?\b|content|etag|md5sum|md5_for|sha1sum|\bblob|\bbody|revision|version|asset|bucket|shard|partition|hash_?key|hash_?code|unique|\bid\b|uuid|color|avatar|email|git/i;

/** Camel case as snake case, so that words have their bounds. */
function spaced(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

/** What the code around says of a hash's purpose: the event's own text, the names it goes to, and what is fed to it afterwards. */
function surroundings({ event, text }: Subject): string {
  const from = event.context.statement;
  const after = text.slice(event.node.end, event.node.end + 500);
  const fed =
    after
      .match(/\.update\([^)\n]*\)?/g)
      ?.slice(0, 3)
      .join(' ') ?? '';
  const statement = text
    .slice(from.start, Math.min(from.end, from.start + 400))
    .replace(/(['"])(?:\\.|(?!\1).){0,80}\1/g, '');
  return spaced(`${event.context.names.join(' ')} ${event.context.function?.name ?? ''} ${statement} ${fed}`);
}

const placeholder =
  /^$|^<.*>$|^\[.*\]$|^\{.*\}$|^\$|^%|^\*+$|^x+$|^\.+$|your|change_?me|example|placeholder|dummy|sample|todo|xxxx|redacted|insert|enter|replace|my[-_ ]?(?:secret|pass|token|key)|^(?:none|null|undefined|true|false|test|foo|bar|string|text|password|passwd|secret|token|key|auth|bearer|basic|username|user|admin|root|default|hidden|required|optional|invalid|missing)$/i;

export const predicates = {
  /** The text is SQL. */
  sql: ({ value }: Subject) => value?.text !== undefined && statementStart.test(value.text),

  /** Each dynamic part stands where only a name can: after FROM, INTO, ORDER BY. */
  'sql-names-only': ({ value }: Subject) => {
    const text = value?.text ?? '';
    if (value === undefined || value.tainted !== 0) return false;
    let at = text.indexOf(hole);
    if (at < 0) return false;
    for (; at >= 0; at = text.indexOf(hole, at + 1)) if (!identifierBefore.test(text.slice(0, at))) return false;
    return true;
  },

  /** The text holds markup. */
  html: ({ value }: Subject) => value?.text !== undefined && html.test(value.text),

  /** A dynamic part stands right at the beginning: the whole program name or address is chosen elsewhere. */
  'open-start': ({ value }: Subject) => value?.text?.startsWith(hole) === true,

  /** The names around speak of credentials. */
  'for-security': (subject: Subject) => security.test(surroundings(subject)),

  /** The names around speak of a checksum, a cache, a file: collisions are no attack there. */
  'for-checksum': (subject: Subject) => checksum.test(surroundings(subject)),

  /** Only the name that takes the value and the function's name count: a sentence nearby does not make a dice roll a token. */
  'names-security': ({ event }: Subject) =>
    security.test(spaced(`${event.context.names.slice(0, 2).join(' ')} ${event.context.function?.name ?? ''}`)),

  /** A literal that looks like somebody's real secret: not empty, not a placeholder, not a name, not an address. */
  'real-secret': ({ value }: Subject) => {
    const text = value?.text;
    if (value === undefined || text === undefined || isDynamic(value) || text.length < 6 || text.length > 400)
      return false;
    if (placeholder.test(text) || /\s/.test(text.trim()) || /^(?:https?:|\/|\.|#|--)/.test(text)) return false;
    // A word, a path, a constant's name: no digits and signs among the letters.
    if (/^[A-Za-z]+(?:[-_. :/][A-Za-z]+)*$/.test(text)) return false;
    return /[0-9]|[^\w\s]/.test(text);
  },

  /** A short literal that is compared with or sent as a password: even a word is one there. */
  'plain-password': ({ value }: Subject) => {
    const text = value?.text;
    if (value === undefined || text === undefined || isDynamic(value) || text.length < 4 || text.length > 100)
      return false;
    return (
      !/^[\s<[{$%*]|^(?:none|null|undefined|true|false|string|text|hidden|required|optional|password|username)$/i.test(
        text,
      ) && !/\s/.test(text)
    );
  },

  /** The shell is a program of its own: `sh -c`. */
  'shell-program': ({ value }: Subject) =>
    /^(?:.*\/)?(?:ba|z|da|k)?sh$|^cmd(?:\.exe)?$|^powershell(?:\.exe)?$|^pwsh$/.test(firstOf(value) ?? ''),

  /** A list whose first two items are a shell and its flag for a command. */
  'shell-list': ({ value }: Subject) => {
    const flag = value?.entries?.get('1')?.text ?? '';
    return (
      /^(?:.*\/)?(?:ba|z|da|k)?sh$|^cmd(?:\.exe)?$|^powershell/.test(firstOf(value) ?? '') &&
      /^[-/][a-z]*c$/i.test(flag)
    );
  },

  /** A row of a table that names algorithms uses none. */
  'in-table': ({ event }: Subject) =>
    event.context.statement.kind === 'assign' && event.context.statement.value.kind === 'dictionary',

  /** The function answers requests: it has a route as decorator. */
  'request-handler': ({ event }: Subject) =>
    event.context.decorators.some((path) => /\.(?:route|get|post|put|patch|delete)\(\)$/.test(path)),

  /** A handler's result that goes out as it is: text, not a rendered page, a redirect or JSON. */
  'returns-text': ({ value }: Subject) =>
    value !== undefined &&
    (value.text !== undefined ||
      value.built ||
      value.path === undefined ||
      !value.path.endsWith('()') ||
      /(?:format|join|str|strip|get|lower|upper|replace)\(\)$/.test(value.path)),

  /** The keyword stands in a request's or a session's call, not in the decoding of a token. */
  'http-call': ({ event, text }: Subject) => {
    const statement = text.slice(event.context.statement.start, event.node.end);
    return !/\bjwt\b|\bjws\b|\bdecode\s*\(|\bsuper\(/i.test(statement);
  },

  /** A loader is given as a variable or `SafeLoader` is imported under another name. */
  'yaml-is-safe': ({ text }: Subject) => /\b(?:C?SafeLoader|js-yaml)\b/.test(text),

  /** The host is fixed: only what follows it varies. */
  'fixed-host': ({ value }: Subject) => /^(?:https?:)?\/\/[^/\uE0A5]+\/|^\/[^/\uE0A5]/.test(value?.text ?? ''),

  /** The page itself asks: its own address is nobody else's. */
  'in-browser': ({ value, text }: Subject) =>
    /^(?:window|document|location|e|ev|event|evt|message|msg)\b/.test(value?.source ?? '') ||
    /\b(?:document|window)\./.test(text),

  /** A mode whose last digit lets others write. */
  'world-writable': ({ value }: Subject) => {
    const text = value?.text ?? '';
    const mode = /^0o?[0-7]{3,4}$/i.test(text) ? Number.parseInt(text.replace(/^0o?/i, ''), 8) : Number(text);
    return text !== '' && !isDynamic(value as Value) && Number.isInteger(mode) && (mode & 0o002) !== 0;
  },

  /** `ssl.CERT_NONE`, or the number that stands for it. */
  'cert-none': ({ value }: Subject) =>
    /(?:^|\.)CERT_NONE$/.test(value?.path ?? '') || /^(?:CERT_NONE|0)$/.test(value?.text ?? ''),

  /** A password is what is hashed: by the names in the call, of the variable or the function. */
  'for-passwords': (subject: Subject) => /passw|passwd|passphrase|(?<![a-z])pwd/i.test(surroundings(subject)),

  /** HMAC stays sound with a weak hash. */
  'in-hmac': ({ event, text }: Subject) => /hmac/i.test(text.slice(event.context.statement.start, event.node.start)),

  /** Bytes that are the same in each run: a literal, or zeros. */
  'fixed-bytes': ({ value }: Subject) =>
    value !== undefined &&
    !isDynamic(value) &&
    ((value.text !== undefined && value.text.length >= 8) ||
      /(?:Buffer\.(?:from|alloc)|Uint8Array|bytes|bytearray)\(\)$/.test(value.path ?? '')),

  /** A variable, key or argument that is named for a secret and for nothing about one. */
  'secret-name': ({ event }: Subject) => isSecretName(lastSegment(event.path)),

  'password-name': ({ event }: Subject) =>
    /^(?:\w*_)?(?:password|passwd|pwd|passphrase|secret|api_?key)$|(?:Password|Passwd|Secret|ApiKey)$/i.test(
      lastSegment(event.path),
    ),

  /** The literal itself stands here; a constant from elsewhere is reported there. */
  'own-literal': ({ event, value }: Subject) => {
    const node = event.kind === 'call' ? value?.origin : event.kind === 'assign' ? event.node.value : event.node;
    return node?.kind === 'literal' && node.type === 'string';
  },

  /** A key as a literal of this call or of a constant above. */
  'literal-key': ({ value }: Subject) =>
    value?.text !== undefined &&
    value.text.length >= 4 &&
    !isDynamic(value) &&
    value.entries === undefined &&
    !/^-----BEGIN (?:PUBLIC|CERT)/.test(value.text) &&
    !/^(?:none|null|undefined|true|false)$/i.test(value.text) &&
    !value.text.includes(hole) &&
    !/^\d+$/.test(value.text),

  'login-literal': ({ value }: Subject) =>
    value?.text !== undefined && value.text.length >= 3 && !/[<{$%\s]/.test(value.text),

  /** A regular expression's `exec`, which has nothing to do with a shell. */
  'receiver-is-regex': ({ event }: Subject) =>
    event.kind === 'call' &&
    (event.receiver?.origin.kind === 'literal' ||
      /re(?:gex(?:p)?)?$|pattern$|RegExp\(\)$|compile\(\)$/i.test(event.receiver?.path ?? '')),

  /** The last name of the callee, of something that is no database: `db.commands.execute`. */
  'receiver-is-database': ({ event }: Subject) =>
    event.kind === 'call' &&
    /(?:^|[._])(?:\w*(?:db|database|conn|connection|cursor|cur|curs|pool|client|pg|mysql|mariadb|sqlite3?|sql|knex|sequelize|session|engine|tx|trx|transaction|prisma|query_?runner|repository|manager|dao|store|stmt|c|em))(?:\(\))?$/i.test(
      spacedPath(event.receiver?.path ?? ''),
    ),
} as const satisfies Record<string, (subject: Subject) => boolean>;

function isSecretName(name: string): boolean {
  if (secretNames.notSecret.test(name)) return false;
  return secretNames.names.test(name) || secretNames.camel.test(name);
}

function spacedPath(path: string): string {
  const last = lastSegment(path);
  return last.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

function firstOf(value: Value | undefined): string | undefined {
  return value?.entries?.get('0')?.text ?? (value?.entries === undefined ? value?.text : undefined);
}
