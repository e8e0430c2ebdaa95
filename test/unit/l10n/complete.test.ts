import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { checkAll } from '../../../scripts/l10n.mjs';

describe('the translations', () => {
  it('are complete, current and right in every language', () => {
    expect(checkAll()).toEqual([]);
  });
});
