/** Decides whether the value of a name is a secret: fillers, templates, words, identifiers and expressions are none. */
import type { Confidence } from '../../model.ts';
import { isPlaceholder, isTemplate } from '../placeholders.ts';
import { isRandom, type Traits, traitsOf } from '../score.ts';
import type { FileKind } from '../types.ts';
import type { Name } from './names.ts';
import type { Operator } from './operators.ts';
import type { Value } from './values.ts';

export interface Candidate {
  readonly name: Name;
  readonly operator: Operator;
  readonly value: Value;
  readonly written: string;
  readonly file: FileKind;
}

/** How sure it is that the value is a secret; undefined when it is none. */
export function judge(candidate: Candidate): Confidence | undefined {
  const { name, operator, value, written, file } = candidate;
  if (written.length < 4 || written.length > 600 || file === 'lock') return undefined;
  if (isTemplate(written) || (value.interpolated && /[{$]/.test(written)) || ordinary.has(written.toLowerCase()))
    return undefined;
  if (isReference(written)) return undefined;
  const traits = traitsOf(written);
  if (hasControlOrWide(written, name.kind === 'password' && value.quoted) || isFiller(written, traits))
    return undefined;
  if (isAddress(written) || isNumber(written, traits)) return undefined;
  if (!value.quoted && !isBareWord(candidate, traits)) return undefined;
  if (operator.kind === 'compare' || operator.kind === 'argument') {
    const least = name.kind === 'password' && operator.kind === 'argument' ? 8 : 12;
    return name.kind === 'key' || !isRandom(written, least) ? undefined : generated(written, traits, least);
  }
  switch (name.kind) {
    case 'password':
      return password(candidate, traits);
    case 'secret':
      return generated(written, traits, 8);
    case 'auth':
    case 'token':
      return isUuid(written) && name.kind === 'auth' ? undefined : generated(written, traits, 10);
    case 'key':
      return isUuid(written) || traits.hex || !isRandom(written, 24) || traits.digits === 0 || /[\s.:/]/.test(written)
        ? undefined
        : 'medium';
  }
}

/** What people choose may be weak: anything but words, names and sentences. */
function password({ written, value, operator, name, file }: Candidate, traits: Traits): Confidence | undefined {
  if (isSentence(written) || passwordHash.test(written) || concatenation.test(written)) return undefined;
  if (isRandom(written, 10)) return 'high';
  const mixed = traits.digits > 0 && traits.lower + traits.upper > 0;
  const marked = traits.symbols > 0 && /[!@#$%^&*?+~]/.test(written) && traits.lower + traits.upper > 2;
  if (mixed || marked) {
    const spaced = !value.quoted && !operator.tight && (operator.kind === 'assign' || operator.kind === 'colon');
    return spaced && isIdentifierShape(written) && file !== 'env' && file !== 'config' ? undefined : 'medium';
  }
  // Letters only: unless no word at all, a label or an identifier, but in a file of settings it is what was set.
  if (traits.bits >= 4.7 && traits.length >= 6 && !/[A-Z]{2}|[\s_./-]/.test(written)) return 'medium';
  const setting = file === 'env' || (name.shouted && operator.tight && !value.quoted);
  return setting && /^[a-z]{6,}$/i.test(written) ? 'low' : undefined;
}

/** Generators draw letters and digits: words are no secret, whatever the name. */
function generated(written: string, traits: Traits, least: number): Confidence | undefined {
  if (written.length < least || !/^[\w+/=.~:@!#$%^&*?-]+$/.test(written)) return undefined;
  if (isUuid(written)) return 'medium';
  if (traits.distinct < Math.min(8, written.length / 2)) return undefined;
  if (isRandom(written, 20)) return traits.digits > 0 || traits.bits > 5.2 ? 'high' : 'medium';
  if (isRandom(written, least) && (traits.digits > 0 || (written.length >= 16 && traits.bits > 5.2))) return 'medium';
  return traits.digits >= 3 && traits.bits >= 4.2 && traits.lower + traits.upper >= 4 && !isWordsAndNumber(written)
    ? 'low'
    : undefined;
}

function isFiller(written: string, traits: Traits): boolean {
  if (/^(?:x+|\*+|\.+|-+|_+|#+|\?+|•+)$/i.test(written)) return true;
  if (traits.distinct <= 2) return true;
  if (isRandom(written, 24) && !/example|placeholder|xxxx|redacted|\*{4}/i.test(written)) return false;
  return isPlaceholder(written);
}

/** URLs, paths, versions, dates, e-mail addresses, colours, media types, selectors. */
function isAddress(written: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written) || /^(?:\.{0,2}|~)\/[\w@.-]/.test(written))
    return !isRandom(written.replace(/[/:.]/g, ''), 32) || written.includes('://');
  if (/^[A-Za-z]:\\/.test(written) || /^#[0-9a-f]{3,8}$/i.test(written) || /^\/\S*\/[gimsuy]*$/.test(written))
    return true;
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(written) || /^[^~]?v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/.test(written))
    return true;
  return /^(?:arn|urn|data|mailto|vault|ssm|secretsmanager|ref|file|env|kms|op|secretref):|^projects\//.test(written);
}

const isNumber = (written: string, { digits, length }: Traits): boolean =>
  (digits === length && length < 6) ||
  /^-?0x[0-9a-f]{1,8}$/i.test(written) ||
  (/^-?\d+(?:\.\d+)?(?:[a-z]{1,2}|%)?$/.test(written) && length < 8);

/** `process.env.X`, `config.get(...)`, `self.token`, `getToken()`, `a[0]`, `Some::path`, `user->password`. */
function isReference(written: string): boolean {
  if (/^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(written)) return !isRandom(written.replace(/\./g, ''), 20);
  return /^[A-Za-z_$][\w$.?]*(?:\(|\[[^\]]*\]|::|->)/.test(written);
}

/** Words of a label or a sentence, parted by blanks. */
function isSentence(written: string): boolean {
  if (!/\s/.test(written)) return false;
  const words = written.split(/\s+/);
  return (
    words.length > 4 ||
    words.filter((word) => /^[A-Za-z][a-z']*[.,:;!?]?$|^[-=<>&|+]+$/.test(word)).length * 2 >= words.length
  );
}

const isIdentifierShape = (written: string): boolean => /^[A-Za-z_$][\w$]*$/.test(written);
const isWordsAndNumber = (written: string): boolean => /^(?:[A-Za-z]+[-_. ])*[A-Za-z]+[-_.]?\d{1,4}$/.test(written);
const isUuid = (written: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(written);

/** Control characters never; past ASCII only the Latin letters and signs that a password may hold. */
function hasControlOrWide(written: string, latin: boolean): boolean {
  for (let i = 0; i < written.length; i++) {
    const code = written.charCodeAt(i);
    if (code < 9 || (latin ? code > 255 : code > 126)) return true;
  }
  return false;
}

/** Without quotes a value must stand like one: in code a word is a name, and brackets make an expression. */
function isBareWord({ operator, value, written, file, name }: Candidate, traits: Traits): boolean {
  if (file === 'env') return true;
  if (operator.kind === 'argument' || operator.kind === 'compare' || operator.quotedName) return false;
  if (/[()[\]{}<>]|^[$@*&%!]|=>|->|\|\|/.test(written)) return isRandom(written, 12) && !/[([]/.test(written);
  if (value.after === 40 || value.after === 91) return false;
  if (operator.tight || operator.kind === 'tag' || operator.kind === 'blank')
    return traits.digits > 0 || name.shouted || traits.bits > 4.7;
  if (!isIdentifierShape(written)) return traits.digits > 0 || traits.symbols > 0;
  // With blanks round it: `key: value` of a configuration, or an assignment of one identifier to another.
  const settled = operator.kind === 'colon' && traits.length >= 6;
  if (settled && traits.bits > (name.kind === 'password' ? 5 : 5.2)) return true;
  return traits.digits > 0 && (file === 'config' || isRandom(written, settled ? 8 : 16));
}

/** What `crypt` and its kin give: not the password. */
const passwordHash = /^\$(?:2[abxy]?|argon2\w{0,2}|[1568y]|pbkdf2[\w-]{0,16}|scrypt|apr1|P)\$/;

/** The quote that ended it closed a part of an expression. */
const concatenation = /["'][ \t]{0,4}[.+]|[.+][ \t]{0,4}["']|[$][A-Z_]{3,}/;

const ordinary: ReadonlySet<string> = new Set(
  `true false null none nil undefined string number boolean object any void text password passwd pwd pass secret token key apikey api_key api-key
  auth username user admin root default required optional hidden enabled disabled empty test unknown bearer basic email name value changeit
  password1 password2 password123 foobar secret1 secret2 token1 token2 newpassword oldpassword abc123 test123 pass123 user123 plaintext sha256 sha512 md5 hs256 rs256 es256 utf8 utf-8 base64 x509
  oauth2 bcrypt argon2 argon2id pbkdf2 scrypt-sha-256 aes-256-gcm aes-256-cbc ed25519 secp256k1 secp256r1`.split(/\s+/),
);
