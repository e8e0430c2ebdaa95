/** Names are judged by their words: `tokenizer` holds no `token`, `passThrough` no `pass`. */
import { expect, it } from 'vitest';
import { kindOf, wordsOf } from '../../../src/engine/detect/assign/names.ts';

it.each([
  ['dbPassword2', ['db', 'password', '2']],
  ['AWS_SECRET_ACCESS_KEY', ['aws', 'secret', 'access', 'key']],
  ['XMLHttpToken', ['xml', 'http', 'token']],
  ['x-api-key', ['x', 'api', 'key']],
  ['oauth2Token', ['oauth2', 'token']],
  ['__init__', ['init']],
])('%s', (name, words) => expect(wordsOf(name)).toEqual(words));

it.each([
  ['password', 'password'],
  ['DB_PASS', 'password'],
  ['userPwd', 'password'],
  ['passphrase', 'password'],
  ['clientSecret', 'secret'],
  ['api_key', 'secret'],
  ['apiKey2', 'secret'],
  ['SECRET_KEY_BASE', 'secret'],
  ['STRIPE_API_KEY_TEST', 'secret'],
  ['accessToken', 'token'],
  ['GITHUB_PAT', 'token'],
  ['authorization', 'auth'],
  ['key', 'key'],
] as const)('%s is a %s', (name, kind) => expect(kindOf(name)).toBe(kind));

it.each([
  'tokenizer',
  'tokenType',
  'passThrough',
  'compassDirection',
  'bypass',
  'passed',
  'firstPass',
  'publicKey',
  'primaryKey',
  'csrfToken',
  'secretary',
  'passwordHash',
  'passwordField',
  'secretName',
  'tokenUrl',
  'keyboard',
  'keys_count',
  'author',
  'authority',
  'sha256Key',
  'cacheKey',
  'monkey',
  'passwordLength',
  'resetPassword',
])('%s names nothing secret', (name) => expect(kindOf(name)).toBeUndefined());
