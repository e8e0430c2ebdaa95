/** Amazon Web Services: access key ids, the secret keys that stand near them or under their names, Bedrock keys. */
import { BASE64, EQUALS, is, runEnd, startsHere, UPPER, UPPER_DIGIT } from '../chars.ts';
import { isPlaceholder, isPublicExample } from '../placeholders.ts';
import { isRandom, traitsOf } from '../score.ts';
import type { Match, RuleFamily, Scan } from '../types.ts';

const identifiers = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html';
const secretLength = 40;
/** How far a key pair's halves stand apart, in characters. */
const pairWindow = 240;
/** How far after its name a secret key begins. */
const nameWindow = 40;

export const aws: RuleFamily = {
  policy: 'aws-keys',
  rules: [
    {
      id: 'aws-access-key-id',
      title: 'AWS access key id',
      category: 'KEY',
      tier: 1,
      confidence: 'high',
      source: identifiers,
      shape: {
        prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
        alphabet: UPPER_DIGIT,
        min: 16,
        max: 16,
        edge: BASE64,
        grade: (body) => {
          const { digits, bits } = traitsOf(body);
          if (digits === 0 && bits < 4.2) return undefined;
          return /^[A-Z2-7]+$/.test(body) ? 'certain' : 'high';
        },
      },
    },
    {
      id: 'aws-secret-access-key',
      title: 'AWS secret access key',
      category: 'SECRET',
      tier: 1,
      confidence: 'high',
      source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
      why: 'Forty random characters beside an access key id or under the name of a secret key',
      literals: [
        'akia',
        'asia',
        'secret_access_key',
        'secretaccesskey',
        'secret-access-key',
        'secret access key',
        'aws_secret',
        'awssecret',
        'aws secret',
      ],
      verify: (scan, at, end) =>
        is(scan.text.charCodeAt(at), UPPER) && end - at === 4 ? besideKeyId(scan, at) : underName(scan, end),
    },
    {
      id: 'aws-bedrock-api-key',
      title: 'Amazon Bedrock API key',
      category: 'KEY',
      tier: 2,
      confidence: 'high',
      source: 'observed',
      shape: { prefixes: ['ABSK'], alphabet: BASE64 | EQUALS, min: 100, max: 300 },
    },
    {
      id: 'aws-session-token',
      title: 'AWS session token',
      category: 'TOKEN',
      tier: 2,
      confidence: 'medium',
      source: 'observed',
      shape: {
        prefixes: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'],
        alphabet: BASE64 | EQUALS,
        min: 80,
        max: 4000,
      },
    },
  ],
};

function besideKeyId({ text }: Scan, at: number): readonly Match[] | undefined {
  if (!startsHere(text, at) || runEnd(text, at, UPPER_DIGIT, 21) !== at + 20) return undefined;
  const found: Match[] = [];
  const stop = Math.min(text.length, at + 20 + pairWindow);
  for (let i = Math.max(0, at - pairWindow); i < stop; ) {
    if (!is(text.charCodeAt(i), BASE64)) {
      i++;
      continue;
    }
    const end = runEnd(text, i, BASE64, 2 * pairWindow);
    const match = end - i === secretLength && startsHere(text, i) ? secretAt(text, i) : undefined;
    if (match !== undefined) found.push(match);
    i = end;
  }
  return found.length === 0 ? undefined : found;
}

/** The first run of forty after the name, on the same line or the next. */
function underName({ text }: Scan, end: number): Match | undefined {
  const stop = Math.min(text.length, end + nameWindow);
  for (let i = end; i < stop; ) {
    if (!is(text.charCodeAt(i), BASE64)) {
      i++;
      continue;
    }
    const runs = runEnd(text, i, BASE64, 80);
    if (runs - i === secretLength) return secretAt(text, i);
    i = runs;
  }
  return undefined;
}

function secretAt(text: string, start: number): Match | undefined {
  const end = start + secretLength;
  const value = text.slice(start, end);
  if (isPublicExample(value)) return { start, end, example: true };
  const { lower, upper, digits, symbols, hex, bits } = traitsOf(value);
  if (hex || lower < 4 || upper < 4 || (digits + symbols < 1 && bits < 5.5) || isPlaceholder(value) || !isRandom(value))
    return undefined;
  return text.charCodeAt(end) === 61 ? undefined : { start, end };
}
