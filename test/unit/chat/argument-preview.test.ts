import { describe, expect, it } from 'vitest';
import { argumentPreview } from '../../../src/extension/chat/argument-preview.ts';

const token = '__TAKUMO_v1_KEY_0a1b2c3d__';

describe('the argument a person is shown', () => {
  it('is the one with a token, on one line', () => {
    expect(argumentPreview({ explanation: 'Lists.', command: `aws s3 ls \\\n  --key ${token}` })).toBe(
      `aws s3 ls \\ --key ${token}`,
    );
    expect(argumentPreview({ urls: [{ href: 'a' }, { href: `https://x/?k=${token}` }] })).toBe(`https://x/?k=${token}`);
  });

  it('is cut so that the token is seen', () => {
    const shown = argumentPreview({ command: `${'echo x; '.repeat(100)}curl ${token} ${'y'.repeat(500)}` })!;
    expect(shown).toContain(token);
    expect(shown.length).toBeLessThan(150);
    expect(shown).toMatch(/^….*…$/);
    expect(argumentPreview({ command: `${'x'.repeat(500)} ${token}` })).toContain(token);
  });

  it('is nothing when no string spells a token', () => {
    expect(argumentPreview({ command: 'ls', n: 1, none: null })).toBeUndefined();
    expect(argumentPreview('ls')).toBeUndefined();
  });
});
