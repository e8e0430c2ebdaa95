/** Reads the name round a keyword and says how secret a thing of that name is. Names are split into words; `tokenizer` holds no `token`. */
import { ALNUM, DASH, DIGIT, is, LOWER, runEnd, runStart, UNDERSCORE, UPPER } from '../chars.ts';

/**
 * `password`: people choose it, so it may be short and weak · `secret`: generated, named without doubt · `token`: generated, but the word
 * has other meanings · `key`: mostly something else, only a random value counts · `auth`: a header whose value may begin with a scheme.
 */
export type NameKind = 'password' | 'secret' | 'token' | 'key' | 'auth';

export interface Name {
  readonly start: number;
  readonly end: number;
  readonly kind: NameKind;
  /** As in `.env` files and shells: capitals, digits and underscores only. */
  readonly shouted: boolean;
}

const NAME = ALNUM | UNDERSCORE | DASH;
const longestName = 80;

/** The name which holds [at, end); undefined when it names nothing secret, or nothing that could be an operator follows it. */
export function nameAt(text: string, at: number, end: number): Name | undefined {
  const stop = runEnd(text, end, NAME, longestName);
  if (stop - end === longestName || !mayFollow(text.charCodeAt(stop))) return undefined;
  let start = runStart(text, at, NAME, longestName);
  while (start < at && text.charCodeAt(start) === 45) start++;
  const written = text.slice(start, stop);
  const kind = kindOf(written);
  return kind === undefined ? undefined : { start, end: stop, kind, shouted: written.length > 2 && isShouted(written) };
}

/** Blank, quote, backslash, `=`, `:`, `?`, `!` or `>`. */
const mayFollow = (code: number): boolean =>
  code === 32 ||
  code === 9 ||
  code === 61 ||
  code === 58 ||
  code === 34 ||
  code === 39 ||
  code === 96 ||
  code === 92 ||
  code === 63 ||
  code === 33 ||
  code === 62;

function isShouted(written: string): boolean {
  for (let i = 0; i < written.length; i++) if (is(written.charCodeAt(i), LOWER)) return false;
  return true;
}

/** The kind a name's words make, or undefined. */
export function kindOf(name: string): NameKind | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && (qualifiers.has(words[words.length - 1]!) || /^\d+$/.test(words[words.length - 1]!)))
    words.pop();
  const last = words[words.length - 1];
  if (last === undefined) return undefined;
  for (const word of words) if (harmless.has(word)) return undefined;
  if (heads.has(last)) return heads.get(last);
  const before = words[words.length - 2];
  if (last === 'pass' || last === 'pw')
    return before === undefined || !notPassword.has(before) ? 'password' : undefined;
  if (last === 'word' && before === 'pass') return 'password';
  if (last === 'phrase' && before === 'pass') return 'password';
  if (last === 'key' || last === 'keys') return before !== undefined && keyOwners.has(before) ? 'secret' : 'key';
  if (last === 'code' && (before === 'access' || before === 'auth')) return 'token';
  return last === 'id' && (before === 'session' || (before === 'key' && words.includes('secret'))) ? 'key' : undefined;
}

/** `dbPassword2` -> db, password, 2. Lower case; capitals that stand together are one word, digits belong to it unless they end the name. */
export function wordsOf(name: string): string[] {
  const words: string[] = [];
  let from = 0;
  const cut = (to: number) => {
    if (to > from) words.push(name.slice(from, to).toLowerCase());
    from = to;
  };
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === 95 || code === 45) {
      cut(i);
      from = i + 1;
    } else if (i > from && is(code, UPPER)) {
      const before = name.charCodeAt(i - 1);
      if (is(before, LOWER | DIGIT) || (is(before, UPPER) && is(name.charCodeAt(i + 1), LOWER))) cut(i);
    } else if (
      i > from &&
      is(code, DIGIT) &&
      !is(name.charCodeAt(i - 1), DIGIT) &&
      runEnd(name, i, DIGIT, 40) === name.length
    )
      cut(i);
  }
  cut(name.length);
  return words;
}

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const heads: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ...'password passwd passwort pwd passphrase passcode dbpassword dbpasswd userpassword mypassword rootpassword adminpassword dbpass dbpwd userpass sshpass keypass storepass psw'
    .split(' ')
    .map((word) => [word, 'password'] as const),
  ...'secret secrets secretkey apikey apikeys apisecret appsecret clientsecret apitoken accesskey privatekey encryptionkey signingkey masterkey authkey appkey accountkey sharedaccesskey licensekey credential credentials creds'
    .split(' ')
    .map((word) => [word, 'secret'] as const),
  ...'token tokens authtoken accesstoken refreshtoken jwt bearer pat'
    .split(' ')
    .map((word) => [word, 'token'] as const),
  ...'authorization auth'.split(' ').map((word) => [word, 'auth'] as const),
]);

/** What may follow the head without changing what it names. */
const qualifiers = list(
  'dev prod production test testing staging stage live local default base base64 b64 value val string str text raw plain plaintext clear hex new old current prev previous root admin user db master main backup primary secondary a b',
);

/** One of these anywhere makes the name a name of something public. */
const harmless = list(
  'public pub publishable hash hashed sha sha1 sha256 sha512 md5 digest checksum integrity fingerprint etag commit uuid guid csrf xsrf cache i18n locale translation label placeholder hint error message msg description title url uri path file filename dir directory length len size count min max type kind regex pattern policy expiry expires expire expiration ttl timeout lifetime field input column header headers prefix suffix format name names sort partition foreign index parser lexer stream syntax grammar lookahead event next keyboard object map shortcut press down up code codes semantic primary shape algorithm alg method mode endpoint issuer audience limit rule rules validator strength reset forgot forget forgotten required optional enabled disabled visible show hide confirm confirmation is has get set use with no not invalid valid missing empty wrong incorrect without config options option settings react storage query registry arn provider context tooltip symbol char chars max completion cursor page pagination continuation design theme color colors blank site sitekey ssh',
);

/** `pass` after these is a stage, a count or an outcome. */
const notPassword = list(
  'by first second third last next one two multi render build test tests all single double bypass low high band type compile optimization did will must should can to',
);

/** A `key` that belongs to one of these opens something. */
const keyOwners = list(
  'api access secret private auth authentication authorization encryption encrypt crypto cipher signing signature sign master account client consumer service subscription app application server admin deploy deployment webhook license licence session hmac aes rsa jwt shared security user write read integration ingest management personal developer project organization org vault token password pass storage cosmos maps search openai azure aws gcp google stripe twilio sendgrid mailgun github gitlab slack datadog algolia anthropic firebase',
);
