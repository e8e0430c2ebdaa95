/** What is rare is told from what is ordinary, whatever its length. */
import { describe, expect, it } from 'vitest';
import { isDistinctive, isRandom } from '../../../src/engine/detect/score.ts';
import { expand } from './fixtures.ts';

const drawn = [
  '{{base62 12}}',
  '{{base62 20}}',
  '{{base62 40}}',
  '{{base64 40}}',
  '{{hex 32}}',
  '{{hex 64}}',
  '{{base64url 86}}',
  'AKIA{{base32 16}}',
];
const ordinary = [
  'development',
  'production',
  'localhost',
  'localhost:3000',
  'true',
  'password',
  'secret',
  'admin',
  'changeme',
  'supersecret',
  'postgres',
  'getUserToken',
  'process.env.API_KEY',
  'docker-compose.yml',
  'my-app-prod-01',
  'us-east-1',
  'correct horse battery staple',
  'https://api.example.com/v1/users',
  'src/engine/detect/index.ts',
  'internationalization',
  'aaaaaaaaaaaaaaaa',
  '12345678',
  'abcdefghijkl',
  '2024-01-02',
];

describe('isDistinctive', () => {
  it.each(drawn)('%s', (template) => {
    for (let i = 0; i < 50; i++) expect(isDistinctive(expand(template, `${template}${i}`))).toBe(true);
  });
  it.each(ordinary)('not %s', (value) => expect(isDistinctive(value)).toBe(false));
  it('needs eight characters', () => expect(isDistinctive('kX9#mQ2')).toBe(false));
});

describe('isRandom', () => {
  it.each(drawn.slice(1))('%s', (template) => {
    let found = 0;
    for (let i = 0; i < 200; i++) if (isRandom(expand(template, `${i}${template}`))) found++;
    expect(found).toBeGreaterThanOrEqual(196);
  });
  it.each(ordinary)('not %s', (value) => expect(isRandom(value, 8)).toBe(false));
});
