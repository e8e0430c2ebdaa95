/** What a user and an organization say of values that come back, and who wins. */
import { describe, expect, it } from 'vitest';
import { readRestore } from '../../../src/engine/policy/index.ts';
import { bundleWith, setOf } from './fixture.ts';

describe('readRestore', () => {
  it('reads each form', () => {
    expect(readRestore({})).toEqual({ errors: [] });
    expect(readRestore(undefined)).toEqual({ errors: [] });
    expect(readRestore({ mode: 'text' }).restore).toEqual({ mode: 'text' });
    expect(readRestore({ mode: 'tools:create_file, edit' }).restore).toEqual({
      mode: { tools: ['create_file', 'edit'] },
    });
    expect(readRestore({ neverCategories: ['PII', 'KEY'], shell: 'keep', network: 'restore' })).toEqual({
      restore: { mode: 'all', neverCategories: ['KEY', 'PII'], shell: 'keep', network: 'restore' },
      errors: [],
    });
  });

  it.each([
    [{ mode: 'everything' }, { mode: 'never' }, 'mode'],
    [{ mode: 'tools:' }, { mode: 'never' }, 'mode'],
    [{ shell: 'yes' }, { mode: 'all', shell: 'keep' }, 'shell'],
    [
      { neverCategories: ['KEYS'] },
      { mode: 'all', neverCategories: expect.arrayContaining(['KEY', 'PII']) },
      'neverCategories',
    ],
    ['all', { mode: 'never' }, 'rehydrate'],
  ])('reports %j and restores less', (value, restore, field) => {
    const read = readRestore(value);
    expect(read.restore).toEqual(restore);
    expect(read.errors).toHaveLength(1);
    expect(read.errors[0]!.details.position!.field).toBe(field);
  });

  it('reports a field that it does not know', () => {
    expect(readRestore({ shel: 'keep' }).errors[0]!.details.position!.field).toBe('shel');
  });
});

describe('who wins', () => {
  const text = { mode: 'text' } as const;
  const never = { mode: 'never' } as const;

  it('is the user, unless an organization holds it', () => {
    expect(setOf([], { restore: text }).settings.rehydrate).toEqual({ value: text, locked: false });
    const free = bundleWith({ settings: { rehydrate: { value: never, locked: false } } });
    expect(setOf([], { bundle: free }).settings.rehydrate!.value).toEqual(never);
    expect(setOf([], { bundle: free, restore: text }).settings.rehydrate!.value).toEqual(text);
    const held = bundleWith({ settings: { rehydrate: { value: never, locked: true } } });
    expect(setOf([], { bundle: held, restore: text }).settings.rehydrate).toEqual({ value: never, locked: true });
  });
});
