import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const { expand } = await import('../../../scripts/demo/expand.mjs' as string);
const { makeWorkspace } = await import('../../../scripts/demo/workspace.mjs' as string);

describe('templates', () => {
  it('expand to the same value for the same seed, in the alphabet and length asked for', () => {
    expect(expand('{{repeat A 5}}')).toBe('AAAAA');
    expect(expand('{{base62 40 x}}')).toMatch(/^[0-9A-Za-z]{40}$/);
    expect(expand('{{hex 64 x}}')).toMatch(/^[0-9a-f]{64}$/);
    expect(expand('{{base32 16 one}}')).toBe(expand('{{base32 16 one}}'));
    expect(expand('{{base32 16 one}}')).not.toBe(expand('{{base32 16 two}}'));
    expect(createPrivateKey(expand('{{rsa-private-key}}')).asymmetricKeyType).toBe('rsa');
    expect(() => expand('{{oops 1}}')).toThrow(/unknown template/);
  });

  it('make the demo workspace: nothing is left unexpanded, and hidden files get their dot', () => {
    const target = mkdtempSync(join(tmpdir(), 'takumo-demo-'));
    try {
      makeWorkspace(join(import.meta.dirname, '../../../demo'), target);
      expect(readFileSync(join(target, '.env'), 'utf8')).toMatch(/^DATABASE_URL=postgresql:\/\/orders_app:\w{22}@/m);
      expect(readFileSync(join(target, 'src/config.ts'), 'utf8')).not.toContain('{{');
      expect(existsSync(join(target, '_env'))).toBe(false);
    } finally {
      rmSync(target, { recursive: true, force: true });
    }
  });
});
