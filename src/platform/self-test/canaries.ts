/** Canaries: one invented secret of each category, new for each run, in the text a developer would send with it. None was ever valid. */
import { randomBytes } from 'node:crypto';
import type { Category } from '../../engine/model.ts';

export interface Canary {
  readonly category: Category;
  /** What must not leave. */
  readonly value: string;
  /** A line of code or text that holds it. */
  readonly line: string;
  /** The file the line would stand in. */
  readonly path: string;
  /** A secret by itself: it is told apart without its line too. A host's name may be a plain word. */
  readonly alone: boolean;
}

/** Categories without personal data, which is off unless a policy asks for it. */
export function plantCanaries(options: { pii: boolean }): readonly Canary[] {
  const awsId = `AKIA${pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`;
  const password = letters(20);
  const secret = letters(28);
  const host = `db-${pick('abcdefghijklmnopqrstuvwxyz', 9)}.corp.internal`;
  const jwt = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: letters(12), iat: 1_700_000_000 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(randomBytes(32).toString('base64url'))
    .join('.');
  const user = pick('abcdefghijklmnopqrstuvwxyz', 10);
  const connection = `postgresql://${user}:${password}@${pick('abcdefghijklmnopqrstuvwxyz', 8)}.example.com:5432/orders`;
  const canaries: Canary[] = [
    { category: 'KEY', value: awsId, line: `const accessKeyId = "${awsId}";`, path: 'src/storage.ts', alone: true },
    { category: 'SECRET', value: secret, line: `API_SECRET=${secret}`, path: '.env', alone: true },
    { category: 'CONN', value: password, line: `DATABASE_URL=${connection}`, path: '.env', alone: true },
    {
      category: 'HOST',
      value: host,
      line: `health check: curl http://${host}:8080/health`,
      path: 'docs/runbook.md',
      alone: false,
    },
    { category: 'TOKEN', value: jwt, line: `Authorization: Bearer ${jwt}`, path: 'requests.http', alone: true },
  ];
  if (options.pii) {
    const mail = `${pick('abcdefghijklmnopqrstuvwxyz', 12)}@example.com`;
    canaries.push({ category: 'PII', value: mail, line: `contact: ${mail}`, path: 'customers.csv', alone: true });
  }
  return canaries;
}

function letters(length: number): string {
  return pick('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789', length);
}

function pick(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}
