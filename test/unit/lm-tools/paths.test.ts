/** What a path may name, judged by its words: on a POSIX system, on Windows, on a network share and in a remote or virtual workspace. */
import { describe, expect, it } from 'vitest';
import { isWithin, resolvePath } from '../../../src/extension/lm-tools/paths.ts';
import type { Address, Folder } from '../../../src/extension/lm-tools/workspace.ts';

const folder = (path: string, more: Partial<Address> = {}): Folder<Address> => ({
  name: path.split('/').at(-1)!,
  uri: { scheme: 'file', authority: '', path, ...more },
});
const at = (base: Address, path: string): Address => ({ ...base, path });
const places = (folders: readonly Folder<Address>[], path: string, windows = false): string[] | 'refused' => {
  try {
    return resolvePath({ folders, windows, at }, path, 'paths[0]').map((uri) => uri.path);
  } catch {
    return 'refused';
  }
};

describe('a path on a POSIX system', () => {
  const one = [folder('/home/me/app')];
  it.each([
    ['src/a.ts', '/home/me/app/src/a.ts'],
    ['./src//a.ts', '/home/me/app/src/a.ts'],
    ['src/../b.ts', '/home/me/app/b.ts'],
    ['.', '/home/me/app'],
    ['/home/me/app', '/home/me/app'],
    ['/home/me/app/', '/home/me/app'],
    ['/home/me/app/src/a.ts', '/home/me/app/src/a.ts'],
    ['/home/me/x/../app/a.ts', '/home/me/app/a.ts'],
    ['file:///home/me/app/a%20b.ts', '/home/me/app/a b.ts'],
    ['~/a.ts', '/home/me/app/~/a.ts'],
    ['a:b.ts', '/home/me/app/a:b.ts'],
    ['...', '/home/me/app/...'],
  ])('%s is %s', (path, expected) => {
    expect(places(one, path)).toEqual([expected]);
  });

  it.each([
    '',
    '..',
    '../other/a.ts',
    'src/../../app2/a.ts',
    'src/../../app/a.ts',
    '/',
    '/etc/passwd',
    '/home/me/app2/a.ts',
    '/home/me/app/../app2/a.ts',
    '/home/me/app/../../../etc/passwd',
    '/home/me/APP/a.ts',
    '//server/share/a.ts',
    'file://server/home/me/app/a.ts',
    'file:///home/me/app/%2e%2e/other',
    'file:///home/me/app%2f..%2f..%2fother',
    'file:///home/me/app/a.ts?x',
    'file:///home/me/app/%zz',
    'file:///home/me/app/a%00.ts',
    'https://example.com/home/me/app/a.ts',
    'vscode-remote://other/home/me/app/a.ts',
    'a\0.ts',
    'a\nb.ts',
  ])('%j is refused', (path) => {
    expect(places(one, path)).toBe('refused');
  });
});

describe('a path on Windows', () => {
  const one = [folder('/c:/Users/me/app')];
  it.each([
    ['src\\a.ts', '/c:/Users/me/app/src/a.ts'],
    ['C:\\Users\\me\\app\\src\\a.ts', '/c:/Users/me/app/src/a.ts'],
    ['c:/users/ME/app/src/a.ts', '/c:/Users/me/app/src/a.ts'],
    ['file:///c%3A/Users/me/app/a.ts', '/c:/Users/me/app/a.ts'],
  ])('%s is %s', (path, expected) => {
    expect(places(one, path, true)).toEqual([expected]);
  });

  it.each([
    '..\\other',
    'src\\..\\..\\other',
    'D:\\app\\a.ts',
    'C:a.ts',
    'C:\\Users\\me\\app2\\a.ts',
    '\\\\server\\share\\a.ts',
    '//server/c:/Users/me/app/a.ts',
    '\\\\?\\C:\\Users\\me\\app\\a.ts',
    '\\\\.\\pipe\\name',
    'a.ts:stream',
    'file://server/share/a.ts',
  ])('%s is refused', (path) => {
    expect(places(one, path, true)).toBe('refused');
  });

  it('is found on the share that the folder is on, and on no other', () => {
    const share = [folder('/work/app', { authority: 'files' })];
    expect(places(share, '\\\\FILES\\work\\app\\a.ts', true)).toEqual(['/work/app/a.ts']);
    expect(places(share, '\\\\other\\work\\app\\a.ts', true)).toBe('refused');
    expect(places(share, '/work/app/a.ts', true)).toBe('refused');
  });
});

describe('other workspaces', () => {
  it('have their paths in the folder that they name, else in any', () => {
    const two = [folder('/w/api'), folder('/w/web')];
    expect(places(two, 'web/a.ts')).toEqual(['/w/web/a.ts', '/w/api/web/a.ts', '/w/web/web/a.ts']);
    expect(places(two, 'a.ts')).toEqual(['/w/api/a.ts', '/w/web/a.ts']);
    expect(places(two, '/w/web/a.ts')).toEqual(['/w/web/a.ts']);
    expect(places(two, '/w/a.ts')).toBe('refused');
  });

  it('take a remote’s own paths, and its addresses', () => {
    const remote = [folder('/srv/app', { scheme: 'vscode-remote', authority: 'ssh-remote+host' })];
    expect(places(remote, '/srv/app/a.ts')).toEqual(['/srv/app/a.ts']);
    expect(places(remote, 'vscode-remote://ssh-remote%2Bhost/srv/app/a.ts')).toEqual(['/srv/app/a.ts']);
    expect(places(remote, 'vscode-remote://ssh-remote+other/srv/app/a.ts')).toBe('refused');
  });

  it('may be none', () => {
    expect(() => resolvePath({ folders: [], windows: false, at }, 'a.ts', 'paths[0]')).toThrow('No folder is open');
  });

  it('may be a whole disk', () => {
    expect(places([folder('/')], '/etc/hosts')).toEqual(['/etc/hosts']);
    expect(places([folder('/')], '../x')).toBe('refused');
  });
});

it('compares whole parts', () => {
  const uri = (path: string): Address => ({ scheme: 'file', authority: '', path });
  expect(isWithin(uri('/a/b'), uri('/a'), false)).toBe(true);
  expect(isWithin(uri('/a'), uri('/a'), false)).toBe(true);
  expect(isWithin(uri('/ab'), uri('/a'), false)).toBe(false);
  expect(isWithin(uri('/A/b'), uri('/a'), false)).toBe(false);
  expect(isWithin(uri('/A/b'), uri('/a'), true)).toBe(true);
  expect(isWithin({ ...uri('/a/b'), scheme: 'x' }, uri('/a'), false)).toBe(false);
});
