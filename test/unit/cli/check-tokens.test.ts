/** `takumo check` on tokens: in files, on standard input and in git's index, whatever the names look like. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/main.ts';

const token = ['__TAKUMO', 'v1', 'KEY', '9f2c41ab__'].join('_');
const key = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
  readonly matched_policies: readonly string[];
  readonly tokens: readonly { path: string; line: number; column: number; token: string }[];
}

async function takumo(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    async *lines() {
      yield* input.split('\n');
    },
    text: async () => input,
    grammars: { folder: '' },
  };
  const code = await run(args, io);
  return { code, ...said };
}

async function check(args: readonly string[], input = ''): Promise<Verdict & { readonly code: number }> {
  const { code, out } = await takumo(['check', '--json', ...args], input);
  return { code, ...(JSON.parse(out) as Verdict) };
}

let folder = '';
const home = process.cwd();
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'pipe' });
const put = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'takumo-staged-'));
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('takumo check in a repository whose settings name programs', () => {
  it('runs none of them for a blob that is missing', async () => {
    git('init', '-q');
    for (const [name, value] of [
      ['core.repositoryformatversion', '1'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', `ext::sh -c touch% ${join(folder, 'ran')}`],
      ['protocol.ext.allow', 'always'],
    ] as const) {
      git('config', name, value);
    }
    git('update-index', '--add', '--cacheinfo', `100644,${'1'.repeat(40)},a.txt`);
    process.chdir(folder);
    expect((await check(['--staged'])).allowed).toBe(false);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});

describe('takumo check on a text', () => {
  it('refuses a token and names its place', async () => {
    const verdict = await check(['--stdin'], `first\r\nconst a = '${token}';\r\n`);
    expect(verdict.code).toBe(1);
    expect(verdict.allowed).toBe(false);
    expect(verdict.tokens).toEqual([{ path: '<stdin>', line: 2, column: 12, token }]);
    expect(verdict.reason).toContain('<stdin>:2');
  });

  it.each([
    [`const a = '${token}'; // takumo:allow the form is what this test is about`, 0],
    [`<!-- takumo:allow: an example --> ${token}`, 0],
    [`${token} // takumo:allow`, 1],
    [`/* takumo:allow */ ${token}`, 1],
    [`${token} // nottakumo:allowed because`, 1],
    [`${token} // takumo:allow ${token}`, 2],
    [`${token} <!-- takumo:allow -->`, 1],
    [`// takumo:allow the line above\n${token}`, 1],
    [`${token} // takumo:allow たとえばの話`, 0],
  ])('obeys an allow comment only with a reason, on its own line: %s', async (text, tokens) => {
    expect((await check(['--stdin'], text)).tokens).toHaveLength(tokens);
  });

  it.each(['__TAKUMO_v1_KEY_9f2c41a__', '__TAKUMO_v2_KEY_9f2c41ab__', '__takumo_v1_key_9f2c41ab__', 'TAKUMO_v1_KEY'])(
    'knows only the form: %s',
    async (text) => {
      expect((await check(['--stdin'], text)).allowed).toBe(true);
    },
  );

  it('still refuses a secret, and lets an allow comment open nothing for it', async () => {
    const verdict = await check(['--stdin'], `const a = '${key}'; // takumo:allow it is fine`);
    expect(verdict).toMatchObject({ code: 1, allowed: false, matched_policies: ['github-tokens'], tokens: [] });
    expect(JSON.stringify(verdict)).not.toContain(key);
  });

  it('reads files and folders, and ends in time on a file of tokens', async () => {
    put('a/deep file.ts', `'${token}'`);
    put('many.txt', `${token}\n`.repeat(60_000));
    const verdict = await check([folder]);
    expect(verdict.tokens).toHaveLength(1000);
    expect(verdict.tokens[0]?.path).toContain('deep file.ts');
    expect(verdict.tokens.at(-1)?.line).toBe(999);
  });

  it('says it for people too', async () => {
    put('a.ts', `\n  ${token}\n`);
    const { code, out } = await takumo(['check', join(folder, 'a.ts')]);
    expect(code).toBe(1);
    expect(out).toContain(`a.ts:2:3: dead token ${token}`);
    expect(out).toMatch(/not allowed: .*takumo:allow/);
  });
});

describe('takumo check --staged', () => {
  beforeEach(() => {
    git('init', '-q');
    process.chdir(folder);
  });

  it('reads the index, not the working tree, also before the first commit', async () => {
    put('a.ts', `'${token}'`);
    git('add', 'a.ts');
    put('a.ts', 'mended, but not staged');
    put('b.ts', `'${token}' not staged`);
    const verdict = await check(['--staged']);
    expect(verdict.code).toBe(1);
    expect(verdict.tokens.map(({ path }) => path)).toEqual(['a.ts']);
    git('add', 'a.ts');
    expect((await check(['--staged'])).code).toBe(0);
  });

  it('reads only what differs from the last commit', async () => {
    put('old.ts', `'${token}'`);
    git('add', '.');
    git('commit', '-qm', 'one');
    put('new.ts', 'clean');
    git('add', '.');
    expect((await check(['--staged'])).allowed).toBe(true);
  });

  it.each(['with space.ts', 'quote"and\'.ts', 'line\nbreak.ts', '-dash.ts', ':(glob)star*.ts', 'あ.ts', 'tab\t.ts'])(
    'is not confused by the name %j',
    async (name) => {
      put(name, `'${token}'`);
      git('add', '-A');
      expect((await check(['--staged'])).tokens.map(({ path }) => path)).toEqual([name]);
    },
  );

  it('follows renames and type changes, and passes over deletions', async () => {
    put('a.ts', `${'same line\n'.repeat(30)}`);
    put('gone.ts', `'${token}' // takumo:allow to get it in`);
    put('link', 'a file');
    git('add', '-A');
    git('commit', '-qm', 'one');
    git('mv', 'a.ts', 'moved to.ts');
    put('moved to.ts', `${'same line\n'.repeat(30)}'${token}'`);
    rmSync(join(folder, 'gone.ts'));
    rmSync(join(folder, 'link'));
    symlinkSync('moved to.ts', join(folder, 'link'));
    git('add', '-A');
    expect((await check(['--staged'])).tokens.map(({ path }) => path)).toEqual(['moved to.ts']);
  });

  it('passes over binary files and submodules, and refuses what is too large to read', async () => {
    put('image.bin', Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(token)]));
    git('add', '-A');
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/sub`);
    expect((await check(['--staged'])).code).toBe(0);
    put('huge.txt', 'x'.repeat(6 * 1024 * 1024));
    git('add', 'huge.txt');
    const verdict = await check(['--staged']);
    expect(verdict.code).toBe(1);
    expect(verdict.reason).toMatch(/huge\.txt could not be scanned/);
  });

  it('finds secrets in the index too', async () => {
    put('a.ts', `const token = '${key}';`);
    git('add', '-A');
    expect(await check(['--staged'])).toMatchObject({ allowed: false, matched_policies: ['github-tokens'] });
  });

  it('can be limited to paths, taken literally', async () => {
    put('one/a.ts', `'${token}'`);
    put('two/b.ts', `'${token}'`);
    git('add', '-A');
    expect((await check(['--staged', 'two'])).tokens.map(({ path }) => path)).toEqual(['two/b.ts']);
    expect((await check(['--staged', '*'])).tokens).toEqual([]);
  });

  it('runs no program that a repository names', async () => {
    put('a.ts', 'clean');
    put('spy.sh', `#!/bin/sh\ntouch '${join(folder, 'ran')}'\n`);
    execFileSync('chmod', ['+x', join(folder, 'spy.sh')]);
    put('.gitattributes', '* diff=spy filter=spy');
    git('add', '-A');
    for (const name of [
      'diff.external',
      'diff.spy.command',
      'diff.spy.textconv',
      'core.fsmonitor',
      'filter.spy.smudge',
    ])
      git('config', name, join(folder, 'spy.sh'));
    await check(['--staged']);
    expect(() => execFileSync('ls', [join(folder, 'ran')], { stdio: 'pipe' })).toThrow();
  });

  it('says what is wrong outside a repository, and with two sources', async () => {
    process.chdir(tmpdir());
    const outside = await takumo(['check', '--staged']);
    expect(outside.code).toBe(2);
    expect(outside.err).toMatch(/inside a repository/);
    const both = await takumo(['check', '--staged', '--stdin']);
    expect(both.code).toBe(2);
    expect(both.err).toMatch(/not both/);
  });
});
