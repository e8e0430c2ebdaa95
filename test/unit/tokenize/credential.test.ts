import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDetector, createSession, readSecretFile } from '../../../src/engine/index.ts';

const session = () =>
  createSession({
    detector: createDetector(),
    random: { bytes: (length) => randomBytes(length) },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
  });
const password = ['Zq7', 'xT9', 'kLm', '2vB', '5nW', '8rD'].join('');
const url = `postgresql://orders:${password}@db.orders.internal:5432/orders`;

describe('the password inside a masked URL', () => {
  it('is kept back where it stands alone, in any text of the request', () => {
    const { texts } = session().mask({
      leaves: [{ text: `export DATABASE_URL=${url}` }, { text: `PGPASSWORD is ${password} here` }],
    });
    expect(texts.join('\n')).not.toContain(password);
  });

  it('comes back in both places', () => {
    const live = session();
    const text = `a ${url} b ${password} c`;
    const masked = live.tokenize(text);
    expect(masked.content).not.toContain(password);
    expect(live.rehydrate(masked.content).content).toBe(text);
  });

  it('is known from a .env file too', () => {
    const live = session();
    live.learn(readSecretFile('.env', `DATABASE_URL=${url}\n`));
    expect(live.tokenize(`a plain ${password} word`).content).not.toContain(password);
  });
});
