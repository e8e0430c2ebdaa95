/** Values of `.env` files are known with their place; ordinary and public ones are none. */
import { describe, expect, it } from 'vitest';
import { parseDotenv } from '../../../src/engine/detect/dotenv.ts';
import { readSecretFile } from '../../../src/engine/detect/index.ts';
import { expand } from './fixtures.ts';

const random = (length: number, seed: string) => expand(`{{base62 ${length}}}`, seed);

describe('parseDotenv', () => {
  it('reads quotes, comments, export, several lines and references', () => {
    const text = [
      '# comment',
      'A=plain # note',
      'export B="two words" # note',
      "C='sin#gle $X'",
      'D="line one',
      'line two"',
      'E=${A}/x',
      'F=a#b',
      'G=',
      'H="a\\nb\\"c"',
      'not a line',
      'I: yaml',
      'J="never closed',
    ].join('\n');
    expect(parseDotenv(text)).toEqual([
      { name: 'A', value: 'plain', line: 2, refers: false },
      { name: 'B', value: 'two words', line: 3, refers: false },
      { name: 'C', value: 'sin#gle $X', line: 4, refers: false },
      { name: 'D', value: 'line one\nline two', line: 5, refers: false },
      { name: 'E', value: '${A}/x', line: 7, refers: true },
      { name: 'F', value: 'a#b', line: 8, refers: false },
      { name: 'G', value: '', line: 9, refers: false },
      { name: 'H', value: 'a\nb"c', line: 10, refers: false },
      { name: 'I', value: 'yaml', line: 12, refers: false },
      { name: 'J', value: '"never closed', line: 13, refers: false },
    ]);
  });

  it('reads Windows line ends and a byte order mark', () => {
    expect(parseDotenv('\ufeffA=1\r\nB="x\r\ny"\r\nC=3')).toEqual([
      { name: 'A', value: '1', line: 1, refers: false },
      { name: 'B', value: 'x\r\ny', line: 2, refers: false },
      { name: 'C', value: '3', line: 4, refers: false },
    ]);
  });
});

describe('readSecretFile', () => {
  it('gives secrets with their line and category, and nothing ordinary', () => {
    const values = {
      password: 'correct-Horse-9',
      key: random(32, 'k'),
      url: `postgres://app:${random(12, 'u')}@db.acme.io/x`,
      odd: random(24, 'o'),
    };
    const text = [
      'NODE_ENV=development',
      'PORT=3000',
      'DEBUG=true',
      'HOST=localhost',
      'LOG_LEVEL=verbose',
      'API_URL=https://api.acme.io/v1',
      'REGION=eu-central-1',
      `DB_PASSWORD=${values.password}`,
      `STRIPE_KEY=${values.key}`,
      `DATABASE_URL="${values.url}"`,
      `THING=${values.odd}`,
      'NEXT_PUBLIC_SITE=https://acme.io',
      'PASSWORD=changeme',
      'TOKEN=<your-token>',
      'SECRET=${OTHER}',
      'APP_NAME=My Wonderful Shop',
      'EMPTY_TOKEN=',
      'REDIS_HOST=redis',
    ].join('\n');
    expect(
      readSecretFile('service/.env.local', text).map(({ value, line, category, path, rule }) => ({
        value,
        line,
        category,
        path,
        rule,
      })),
    ).toEqual([
      { value: values.password, line: 8, category: 'SECRET', path: 'service/.env.local', rule: 'known-value' },
      { value: values.key, line: 9, category: 'KEY', path: 'service/.env.local', rule: 'known-value' },
      { value: values.url, line: 10, category: 'CONN', path: 'service/.env.local', rule: 'known-value' },
      { value: values.odd, line: 11, category: 'SECRET', path: 'service/.env.local', rule: 'known-value' },
    ]);
  });

  it('keeps a whole private key', () => {
    const key = expand('{{d}}BEGIN PRIVATE KEY{{d}}\n{{pem 4}}\n{{d}}END PRIVATE KEY{{d}}', 'pem');
    expect(readSecretFile('.env', `X=1\nPRIVATE_KEY="${key}"\nY=2`)).toMatchObject([{ value: key, line: 2 }]);
  });

  it.each(['.env.example', '.env.sample', 'README.md', 'env.ts', 'package.json'])('reads nothing of %s', (path) => {
    expect(readSecretFile(path, `TOKEN=${random(30, 't')}`)).toEqual([]);
  });

  it('takes a public value only when it looks like a secret', () => {
    const value = random(32, 'p');
    expect(
      readSecretFile('.env', `NEXT_PUBLIC_SITE_NAME=${value}\nVITE_TITLE=Shop\nNEXT_PUBLIC_API_SECRET=${value}`),
    ).toMatchObject([{ line: 3 }]);
  });
});
