import { describe, expect, it } from 'vitest';
import { groupTokens, placeText, shortToken, type TokenFacts } from '../../../src/extension/session/session-tree.ts';

const token = (category: TokenFacts['category'], digits: string, ...places: TokenFacts['places']): TokenFacts => ({
  token: `__TAKUMO_v1_${category}_${digits}__`,
  category,
  title: 'a title',
  places,
});
const tokens = [
  token('CONN', '00000001', { path: 'src/b.ts', line: 9 }, { path: '.env', line: 2 }),
  token('KEY', '00000002', { path: 'src/b.ts', line: 3 }),
  token('KEY', '00000003'),
];

describe('the rows of a session', () => {
  it('stand by category in the order of categories, and open the first place', () => {
    const groups = groupTokens(tokens, 'category');
    expect(groups.map(({ category, tokens: inside }) => [category, inside.length])).toEqual([
      ['KEY', 2],
      ['CONN', 1],
    ]);
    expect(groups[1]?.tokens[0]?.place).toEqual({ path: 'src/b.ts', line: 9 });
    expect(groups[0]?.tokens[1]?.place).toBeUndefined();
  });

  it('stand under each of their files by line, and last what stood in none', () => {
    const groups = groupTokens(tokens, 'file');
    expect(groups.map(({ path }) => path)).toEqual(['.env', 'src/b.ts', undefined]);
    expect(groups[1]?.tokens.map(({ place }) => place?.line)).toEqual([3, 9]);
  });

  it('have ids of their own, or the tree would mix them up', () => {
    for (const by of ['category', 'file'] as const) {
      const rows = groupTokens(tokens, by).flatMap((group) => [group, ...group.tokens]);
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    }
  });

  it('name tokens and places shortly', () => {
    expect(shortToken('__TAKUMO_v1_SECRET_0123456789abcdef__')).toBe('SECRET_0123456789abcdef');
    expect(placeText({ path: 'a.ts', line: 3 })).toBe('a.ts:3');
    expect(placeText({ path: 'a.ts' })).toBe('a.ts');
  });
});
