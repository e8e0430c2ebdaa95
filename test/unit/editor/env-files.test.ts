/** The search for environment files: complete, bounded, and never more than a few questions to the file system at once. */
import { beforeEach, describe, expect, it, vi } from 'vitest';

const disk = vi.hoisted(() => ({
  /** A folder's entries by path: name to type (1 file, 2 folder, 66 linked folder), and the texts of files. */
  folders: new Map<string, [string, number][]>(),
  texts: new Map<string, string>(),
  found: [] as { path: string }[],
  scheme: 'file',
  now: 0,
  most: 0,
  asked: 0,
}));

vi.mock('vscode', () => {
  const uri = (path: string) => ({ path, scheme: disk.scheme, toString: () => `${disk.scheme}:${path}` });
  const slow = async <T>(give: () => T): Promise<T> => {
    disk.now += 1;
    disk.asked += 1;
    disk.most = Math.max(disk.most, disk.now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    disk.now -= 1;
    return give();
  };
  const or404 = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('FileNotFound');
    return value;
  };
  return {
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    Uri: { joinPath: (base: { path: string }, name: string) => uri(`${base.path}/${name}`) },
    RelativePattern: class {},
    workspace: {
      get workspaceFolders() {
        return [{ uri: uri('/w') }];
      },
      asRelativePath: ({ path }: { path: string }) => path.replace(/^\/w\//, ''),
      findFiles: async () => disk.found.map(({ path }) => uri(path)),
      fs: {
        readDirectory: ({ path }: { path: string }) => slow(() => or404(disk.folders.get(path))),
        stat: ({ path }: { path: string }) => slow(() => ({ size: or404(disk.texts.get(path)).length })),
        readFile: ({ path }: { path: string }) => slow(() => new TextEncoder().encode(or404(disk.texts.get(path)))),
      },
    },
  };
});

const { createEnvFileSource } = await import('../../../src/extension/session/env-files.ts');
const { eachLimited } = await import('../../../src/extension/session/each-limited.ts');

const warned: string[] = [];
const log = { info() {}, debug() {}, warn: (message: string) => warned.push(message), error: () => undefined };
const read = async () => (await createEnvFileSource(log as never).read()).map(({ value }) => value).sort();
const secret = (name: string) => ['Zq7xT9kLm2Pv4', name, 'wX9'].join('');

/** Writes a file and the folders above it. */
function put(path: string, text: string): void {
  disk.texts.set(path, text);
  const parts = path.split('/');
  for (let depth = parts.length - 1; depth > 1; depth--) {
    const folder = parts.slice(0, depth).join('/');
    const entries = disk.folders.get(folder) ?? [];
    if (!entries.some(([name]) => name === parts[depth]))
      entries.push([parts[depth]!, depth === parts.length - 1 ? 1 : 2]);
    disk.folders.set(folder, entries);
  }
}

beforeEach(() => {
  disk.folders.clear();
  disk.texts.clear();
  disk.found = [];
  disk.scheme = 'file';
  disk.now = disk.most = disk.asked = 0;
  warned.length = 0;
});

describe('environment files', () => {
  it('are found in every folder but those of other people and those behind links', async () => {
    put('/w/.env', `A_SECRET=${secret('1')}\n`);
    put('/w/a/b/.env.local', `B_SECRET=${secret('2')}\n`);
    put('/w/a/.env.example', `C_SECRET=${secret('3')}\n`);
    put('/w/node_modules/x/.env', `D_SECRET=${secret('4')}\n`);
    put('/w/1/2/3/4/5/6/.env', `E_SECRET=${secret('5')}\n`);
    disk.folders.get('/w')?.push(['linked', 66]);
    disk.folders.set('/w/linked', [['.env', 1]]);
    disk.texts.set('/w/linked/.env', `F_SECRET=${secret('6')}\n`);
    expect(await read()).toEqual([secret('1'), secret('2')]);
  });

  it('are looked for a few folders at a time', async () => {
    for (let i = 0; i < 300; i++) put(`/w/p${i}/.env`, `S_SECRET=${secret(`n${i}`)}\n`);
    expect((await read()).length).toBe(200);
    expect(disk.most).toBeLessThanOrEqual(8);
    expect(warned).toEqual(['too many environment files, the rest is left out']);
  });

  it('nearest to the root win when there are too many, and a huge tree ends', async () => {
    put('/w/.env', `A_SECRET=${secret('root')}\n`);
    const many: [string, number][] = Array.from({ length: 6000 }, (_, i) => [`d${i}`, 2]);
    disk.folders.set('/w', [...many, ['.env', 1]]);
    expect(await read()).toEqual([secret('root')]);
    expect(disk.asked).toBeLessThan(5100);
    expect(warned).toContain('too many folders, the rest is not searched');
  });

  it('of a virtual workspace are searched for too, once each', async () => {
    disk.scheme = 'vscode-vfs';
    put('/w/.env', `A_SECRET=${secret('1')}\n`);
    disk.texts.set('/w/deep/.env', `B_SECRET=${secret('2')}\n`);
    disk.texts.set('/w/node_modules/.env', `C_SECRET=${secret('3')}\n`);
    disk.found = [{ path: '/w/.env' }, { path: '/w/deep/.env' }, { path: '/w/node_modules/.env' }];
    expect(await read()).toEqual([secret('1'), secret('2')]);
  });

  it('that can not be read leave the others', async () => {
    put('/w/.env', `A_SECRET=${secret('1')}\n`);
    disk.folders.get('/w')?.push(['.env.gone', 1], ['locked', 2]);
    expect(await read()).toEqual([secret('1')]);
  });
});

describe('work over a list', () => {
  it('keeps the order, and begins nothing after a failure', async () => {
    expect(await eachLimited([3, 1, 2], 2, async (n) => n * 2)).toEqual([6, 2, 4]);
    expect(await eachLimited([], 4, async () => 1)).toEqual([]);
    const begun: number[] = [];
    const work = eachLimited([1, 2, 3, 4, 5, 6], 2, async (n) => {
      begun.push(n);
      if (n === 2) throw new Error('two');
      await new Promise((resolve) => setTimeout(resolve, 5));
    });
    await expect(work).rejects.toThrow('two');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toEqual([1, 2]);
  });
});
