/**
 * Private keys in armor: RSA, EC, DSA, OpenSSH, PKCS#8 (plain or encrypted), PGP. The whole block is the value, from BEGIN to END, in files, in
 * string literals over several lines, and as one line with `\n` in JSON or `.env`. A block that was cut off is found as far as it goes.
 */
import { ALNUM, BASE64, codesOf, EQUALS, runEnd } from '../chars.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';

const dashes = '-----';
const longestBlock = 40_000;
/** Fewer base64 characters than this hold no key of any kind. */
const fewestCharacters = 48;

const base = { category: 'SECRET', tier: 1, confidence: 'certain', whole: true } as const;

const block = (id: string, title: string, label: string, source: string) =>
  ({
    ...base,
    id,
    title,
    source,
    literals: [`${dashes}BEGIN ${label}`],
    verify: (scan: Scan, at: number, end: number) => armored(scan, at, end),
  }) as const;

export const privateKeys: RuleFamily = {
  policy: 'private-keys',
  rules: [
    block(
      'rsa-private-key',
      'RSA private key',
      'RSA PRIVATE KEY',
      'https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2',
    ),
    block('ec-private-key', 'EC private key', 'EC PRIVATE KEY', 'https://www.rfc-editor.org/rfc/rfc5915'),
    block('dsa-private-key', 'DSA private key', 'DSA PRIVATE KEY', 'https://docs.openssl.org/master/man1/openssl-dsa/'),
    block(
      'openssh-private-key',
      'OpenSSH private key',
      'OPENSSH PRIVATE KEY',
      'https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key',
    ),
    block('pkcs8-private-key', 'Private key (PKCS #8)', 'PRIVATE KEY', 'https://www.rfc-editor.org/rfc/rfc5958'),
    block(
      'encrypted-private-key',
      'Encrypted private key (PKCS #8)',
      'ENCRYPTED PRIVATE KEY',
      'https://www.rfc-editor.org/rfc/rfc5958',
    ),
    block('pgp-private-key', 'PGP private key', 'PGP PRIVATE KEY BLOCK', 'https://www.rfc-editor.org/rfc/rfc9580'),
    {
      id: 'age-secret-key',
      title: 'age secret key',
      category: 'SECRET',
      tier: 1,
      confidence: 'high',
      source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
      shape: { prefixes: ['AGE-SECRET-KEY-1'], alphabet: ALNUM, min: 58, max: 58 },
    },
  ],
};

function armored({ text }: Scan, at: number, end: number): Match | undefined {
  if (!text.startsWith(dashes, end)) return undefined;
  const bodyStart = end + dashes.length;
  const next = text.indexOf(`${dashes}`, bodyStart);
  const label = text.slice(at + 'BEGIN '.length + dashes.length, end).toUpperCase();
  const close = `${dashes}END `;
  const near = next >= 0 && next - bodyStart <= longestBlock;
  if (near && text.startsWith(close, next) && holdsKey(text, bodyStart, next)) {
    const stop = text.indexOf(dashes, next + close.length);
    const sameLine = stop >= 0 && stop - next < 80;
    return { start: at, end: sameLine ? stop + dashes.length : next + close.length + label.length };
  }
  const cut = lastKeyCharacter(text, bodyStart, near ? next : Math.min(text.length, bodyStart + longestBlock));
  return cut > 0 && holdsKey(text, bodyStart, cut)
    ? { start: at, end: cut, confidence: 'high', why: 'A private key whose end is missing' }
    : undefined;
}

const KEY = BASE64 | EQUALS;

/** True when enough of the body stands in long runs of base64. */
function holdsKey(text: string, from: number, to: number): boolean {
  let inRuns = 0;
  let all = 0;
  for (let i = from; i < to; ) {
    const stop = Math.min(to, runEnd(text, i, KEY, to - i));
    if (stop === i) {
      i++;
      continue;
    }
    all += stop - i;
    if (stop - i >= 20) inRuns += stop - i;
    i = stop;
  }
  return inRuns >= fewestCharacters && inRuns * 2 >= all;
}

/** The end of the last line of a block whose END is missing: lines of base64 that only breaks, quotes and string operators part. */
function lastKeyCharacter(text: string, from: number, to: number): number {
  let last = -1;
  let i = from;
  // Headers such as `Proc-Type: 4,ENCRYPTED` or `Version: GnuPG` may come first.
  while (i < Math.min(to, from + longestHeaders) && last < 0) {
    const stop = Math.min(to, runEnd(text, i, KEY, to - i));
    if (stop - i >= shortestLine) last = stop;
    i = Math.max(stop, i + 1);
  }
  while (last >= 0) {
    let next = last;
    while (next < to && next - last <= longestGap && between.has(text.charCodeAt(next))) next++;
    // `\n` written out leaves its letter at the head of the next line.
    const stop = Math.min(to, runEnd(text, next, KEY, to - next));
    if (next === last || next - last > longestGap || stop - next < shortestLine) break;
    last = stop;
  }
  return last;
}

const shortestLine = 20;
const longestGap = 24;
const longestHeaders = 160;

/** Line breaks, blanks, quotes, backslash, comma, `+`, `#`, `*`, `>`, `|`, colon and hyphen: string literals and quoted lines. */
const between: ReadonlySet<number> = codesOf(' \t\r\n"\'`\\,+#*>|:-;()');
