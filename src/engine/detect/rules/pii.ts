/** Personal data with a shape: e-mail addresses, payment cards, US social security numbers. A kind of its own, off unless asked for. */
import { ALNUM, DASH, DIGIT, DOT, is, runEnd, runStart, UNDERSCORE, UPPER } from '../chars.ts';
import { luhnHolds } from '../checksum.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';

const base = { category: 'PII', kind: 'pii' } as const;
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export const pii: RuleFamily = {
  policy: 'pii',
  rules: [
    {
      ...base,
      id: 'email-address',
      title: 'E-mail address',
      tier: 2,
      confidence: 'medium',
      source: 'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1',
      why: 'A mailbox at a public domain',
      literals: ['@'],
      verify: email,
    },
    {
      ...base,
      id: 'payment-card-number',
      title: 'Payment card number',
      tier: 1,
      confidence: 'high',
      source: 'https://www.iso.org/standard/70484.html',
      why: 'An issuer’s prefix and a check digit that adds up',
      literals: ['3', '4', '5', '6', '2'],
      verify: card,
    },
    {
      ...base,
      id: 'us-social-security-number',
      title: 'US social security number',
      tier: 2,
      confidence: 'medium',
      source: 'https://www.ssa.gov/employer/randomization.html',
      why: 'Three groups of digits that the administration can have issued',
      literals: digits,
      verify: socialSecurity,
    },
  ],
};

const LOCAL = ALNUM | DOT | DASH | UNDERSCORE;

function email({ text }: Scan, at: number): Match | undefined {
  let start = at;
  const stop = Math.max(0, at - 64);
  while (start > stop && (is(text.charCodeAt(start - 1), LOCAL) || text.charCodeAt(start - 1) === 43)) start--;
  while (start < at && !is(text.charCodeAt(start), ALNUM)) start++;
  let end = runEnd(text, at + 1, ALNUM | DASH | DOT, 253);
  while (end > at && !is(text.charCodeAt(end - 1), ALNUM)) end--;
  if (start === at || text.charCodeAt(start - 1) === 58 || text.charCodeAt(start - 1) === 47) return undefined;
  const labels = text
    .slice(at + 1, end)
    .toLowerCase()
    .split('.');
  const top = labels[labels.length - 1]!;
  if (labels.length < 2 || labels.includes('') || !/^[a-z]{2,18}$/.test(top) || notTop.has(top)) return undefined;
  if (text.charCodeAt(end) === 40 || text.charCodeAt(end) === 58 || text.charCodeAt(end) === 47) return undefined;
  const domain = labels.join('.');
  if (
    /(?:^|\.)example\.(?:com|org|net)$|(?:^|\.)(?:example|test|invalid|localhost|local)$|^domain\.|^email\.com$|noreply/.test(
      domain,
    )
  )
    return undefined;
  return /^(?:no-?reply|user|email|you|your|name|me|git|foo|test|someone|example|username|first\.last)$/i.test(
    text.slice(start, at),
  )
    ? undefined
    : { start, end };
}

/** File endings that look like domains. */
const notTop: ReadonlySet<string> = new Set(
  'js ts jsx tsx py json md png jpg svg gif css html yml yaml lock txt xml sh rb php java class internal local map whl tgz gz zip'.split(
    ' ',
  ),
);

/** The run of digits with single blanks or hyphens between them that begins at `at`. */
function grouped(text: string, at: number, most: number): { digits: string; end: number; separators: number } {
  let found = '';
  let end = at;
  let separators = 0;
  for (let i = at; i < text.length && i - at < most; i++) {
    const code = text.charCodeAt(i);
    if (is(code, DIGIT)) {
      found += text[i];
      end = i + 1;
    } else if ((code === 32 || code === 45) && is(text.charCodeAt(i + 1), DIGIT)) separators++;
    else break;
  }
  return { digits: found, end, separators };
}

/** Nothing that would make the digits a part of a larger number or word. */
const alone = (text: string, start: number, end: number): boolean => {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  const joined = (code: number, next: number): boolean =>
    is(code, ALNUM | UNDERSCORE) || ((code === 46 || code === 45 || code === 47) && is(next, DIGIT | UPPER));
  return !joined(before, text.charCodeAt(start - 2)) && !joined(after, text.charCodeAt(end + 1));
};

const cardForms: readonly [RegExp, readonly number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|3[689])/, [14]],
  [/^(?:6011|65|64[4-9])/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^(?:62|81)/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

function card({ text }: Scan, at: number): Match | undefined {
  if (is(text.charCodeAt(at - 1), ALNUM) || runEnd(text, at, DIGIT, 4) - at < 4) return undefined;
  const { digits: number, end, separators } = grouped(text, at, 25);
  if (number.length < 12 || number.length > 19 || !alone(text, at, end)) return undefined;
  const form = cardForms.find(([prefix, lengths]) => prefix.test(number) && lengths.includes(number.length));
  if (form === undefined || !luhnHolds(number) || new Set(number).size < 3) return undefined;
  if (separators > 0 && runEnd(text, at, DIGIT, 5) - at !== 4) return undefined;
  return { start: at, end };
}

function socialSecurity({ text }: Scan, at: number): Match | undefined {
  const dash = text.charCodeAt(at + 3);
  if (dash !== 45 && dash !== 32) return undefined;
  if (
    runEnd(text, at, DIGIT, 4) !== at + 3 ||
    text.charCodeAt(at + 6) !== dash ||
    runEnd(text, at + 4, DIGIT, 3) !== at + 6
  )
    return undefined;
  const end = runEnd(text, at + 7, DIGIT, 5);
  if (end !== at + 11 || !alone(text, at, end) || runStart(text, at, DIGIT, 1) !== at) return undefined;
  const area = text.slice(at, at + 3);
  const group = text.slice(at + 4, at + 6);
  const serial = text.slice(at + 7, end);
  if (area === '000' || area === '666' || area >= '900' || group === '00' || serial === '0000') return undefined;
  const whole = area + group + serial;
  if (whole === '123456789' || whole === '078051120' || new Set(whole).size < 3) return undefined;
  if (dash === 32 && !/\b(?:ssn|social security|taxpayer)\b/i.test(text.slice(Math.max(0, at - 60), at)))
    return undefined;
  return { start: at, end };
}
