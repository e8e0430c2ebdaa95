/** Passwords, secrets, tokens and keys by the name they are assigned to, in code, `.env`, YAML, JSON, XML, URLs, headers and shell flags. */
import { judge } from '../assign/judge.ts';
import { type NameKind, nameAt } from '../assign/names.ts';
import { operatorAfter } from '../assign/operators.ts';
import { valueAt } from '../assign/values.ts';
import { ownTokenEnd, partsBetweenOwnTokens } from '../own-token.ts';
import { isPublicExample } from '../placeholders.ts';
import { isDistinctive } from '../score.ts';
import type { Match, Rule, RuleFamily, Scan } from '../types.ts';

const rule = (
  id: string,
  title: string,
  category: 'SECRET' | 'KEY' | 'TOKEN',
  kinds: readonly NameKind[],
  literals: readonly string[],
): Rule => ({
  id,
  title,
  category,
  tier: 3,
  confidence: 'medium',
  source: 'observed',
  why: 'A name that says so, and a value that is neither a word, a reference nor a filler',
  literals,
  verify: (scan, at, end) => assignment(scan, at, end, kinds),
});

export const assignments: RuleFamily = {
  policy: 'named-secrets',
  rules: [
    rule(
      'password-assignment',
      'Password',
      'SECRET',
      ['password'],
      ['passw', 'pwd', 'passphrase', 'passcode', 'pass', 'psw'],
    ),
    rule(
      'secret-assignment',
      'Secret',
      'SECRET',
      ['secret'],
      ['secret', 'cred', 'privatekey', 'private_key', 'private-key'],
    ),
    rule('key-assignment', 'Key', 'KEY', ['secret', 'key'], ['key']),
    rule('token-assignment', 'Token', 'TOKEN', ['token', 'auth'], ['token', 'auth', 'jwt', 'bearer', '_pat']),
  ],
};

function assignment(scan: Scan, at: number, end: number, kinds: readonly NameKind[]): Match | undefined {
  const { text, file } = scan;
  if (!couldFollow(text, end)) return undefined;
  const name = nameAt(text, at, end);
  if (name === undefined || !kinds.includes(name.kind) || name.end === scan.judged) return undefined;
  const operator = operatorAfter(text, name.start, name.end);
  if (operator === undefined) return undefined;
  scan.judged = name.end;
  const value = valueAt(text, schemeEnd(text, operator.at, name.kind), file === 'env' && operator.kind === 'assign');
  if (value === undefined || ownTokenEnd(text, value.start) === value.end) return undefined;
  const from = value.quoted ? schemeEnd(text, value.start, name.kind) : value.start;
  const parts = partsBetweenOwnTokens(text, from, value.end);
  if (parts.length !== 1 || parts[0]!.start !== from || parts[0]!.end !== value.end) {
    return parts.find((part) => isDistinctive(text.slice(part.start, part.end)));
  }
  const written = text.slice(from, value.end);
  if (isPublicExample(written)) return { start: from, end: value.end, example: true };
  const confidence = judge({ name, operator, value, written, file });
  return confidence === undefined ? undefined : { start: from, end: value.end, confidence };
}

/** A cheap look at what follows the keyword, since most are calls, members or words of prose. */
function couldFollow(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  return code !== 40 && code !== 46 && code !== 41 && code !== 59;
}

/** `Authorization: Bearer x`: the scheme is none of the value. */
function schemeEnd(text: string, at: number, kind: NameKind): number {
  if (kind !== 'auth' && kind !== 'token') return at;
  scheme.lastIndex = at;
  return scheme.test(text) ? scheme.lastIndex : at;
}

const scheme = /(?:bearer|basic|token|bot|apikey|digest|key|splunk|genie[kK]ey)[ ]{1,4}(?=[\w+/=.-]{8})/iy;
