/** The command line's contract: what each command reads and writes, its exit codes, and that no value and no stack is ever printed. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { run } from '../../../src/cli/main.ts';

const key = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

const modules = join(import.meta.dirname, '../../../node_modules');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'takumo-cli-'));
  writeFileSync(join(folder, 'dirty.ts'), `// one line\nconst token = '${key}';\n`);
  writeFileSync(join(folder, 'clean.ts'), 'export const port = 3000;\n');
  writeFileSync(
    join(folder, 'good.json'),
    JSON.stringify({ name: 'svc', pattern: 'svc_[a-z]{8}', enforcement: 'block' }),
  );
  writeFileSync(
    join(folder, 'watch.json'),
    JSON.stringify({ name: 'svc', pattern: 'svc_[a-z]{8}', enforcement: 'monitor' }),
  );
  writeFileSync(join(folder, 'bad.json'), '{\n  "name": "svc",\n  "enforcment": "block"\n}\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function takumo(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    async *lines() {
      yield* input.split('\n');
    },
    text: async () => input,
    grammars: {
      folder: join(modules, '@vscode/tree-sitter-wasm/wasm'),
      runtime: join(modules, 'web-tree-sitter/web-tree-sitter.wasm'),
    },
  };
  return { code: await run(args, io), out, err };
}

describe('takumo scan', () => {
  it('answers JSONL rows with spans and exits with 1 when something was found', async () => {
    const text = `token: ${key}`;
    const { code, out } = await takumo(
      ['scan', '--jsonl'],
      `${JSON.stringify({ id: 'a', text })}\n${JSON.stringify({ id: 'b', text: 'plain' })}\n`,
    );
    const [a, b] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(a.id).toBe('a');
    expect(a.findings).toHaveLength(1);
    expect(text.slice(a.findings[0].start, a.findings[0].end)).toBe(key);
    expect(Object.keys(a.findings[0]).sort()).toEqual(['confidence', 'end', 'kind', 'rule', 'start']);
    expect(a.findings[0].kind).toBe('secret');
    expect(b).toEqual({ id: 'b', findings: [] });
    expect(code).toBe(1);
  });

  it('names file, line and column, never the value', async () => {
    const { code, out } = await takumo(['scan', folder]);
    expect(out).toMatch(/dirty\.ts:2:16: /);
    expect(out).not.toContain(key);
    expect(code).toBe(1);
  });

  it('gives the same as JSON, without the value', async () => {
    const { out } = await takumo(['scan', '--json', join(folder, 'dirty.ts')]);
    expect(JSON.parse(out).findings[0]).toMatchObject({ line: 2, column: 16, kind: 'secret' });
    expect(out).not.toContain(key);
  });

  it('is clean on a clean file', async () => {
    expect((await takumo(['scan', join(folder, 'clean.ts')])).code).toBe(0);
  });
});

describe('takumo review', () => {
  it('answers JSONL rows with line, CWE and rule', async () => {
    const text = 'import subprocess\ndef f(name):\n    subprocess.run("ls " + name, shell=True)\n';
    const { code, out } = await takumo(['review', '--jsonl'], JSON.stringify({ id: 1, language: 'python', text }));
    const row = JSON.parse(out);
    expect(row.id).toBe(1);
    expect(typeof row.ms).toBe('number');
    expect(row.findings[0]).toMatchObject({ line: 3, cwe: 78 });
    expect(code).toBe(1);
  });

  it('reports a copyleft licence with its SPDX id and category', async () => {
    const text = '// SPDX-License-Identifier: GPL-3.0-only\nexport const a = 1;\n';
    const { out } = await takumo(['review', '--jsonl'], JSON.stringify({ id: 1, language: 'typescript', text }));
    expect(JSON.parse(out).findings[0]).toMatchObject({ license: 'GPL-3.0-only', category: 'strong' });
  });
});

describe('takumo check', () => {
  it('refuses a secret and names the policy and the place', async () => {
    const { code, out } = await takumo(['check', '--stdin', '--json'], `token ${key}`);
    const verdict = JSON.parse(out);
    expect(verdict.allowed).toBe(false);
    expect(verdict.matched_policies).toEqual(['github-tokens']);
    expect(verdict.reason).toContain('<stdin>:1');
    expect(out).not.toContain(key);
    expect(code).toBe(1);
  });

  it('allows what no policy in block matches', async () => {
    const { code, out } = await takumo(
      ['check', '--stdin', '--json', '--policy', join(folder, 'watch.json')],
      'uses svc_abcdefgh',
    );
    expect(JSON.parse(out)).toMatchObject({ allowed: true, matched_policies: ['svc'] });
    expect(code).toBe(0);
  });

  it('obeys a policy file', async () => {
    const { code, out } = await takumo(
      ['check', '--stdin', '--json', '--policy', join(folder, 'good.json')],
      'uses svc_abcdefgh',
    );
    expect(JSON.parse(out)).toMatchObject({ allowed: false, matched_policies: ['svc'] });
    expect(code).toBe(1);
  });
});

describe('takumo policy validate', () => {
  it('accepts a good file', async () => {
    expect((await takumo(['policy', 'validate', join(folder, 'good.json')])).code).toBe(0);
  });

  it('names the place of an unknown field and suggests the known one', async () => {
    const { code, out } = await takumo(['policy', 'validate', join(folder, 'bad.json')]);
    expect(out).toMatch(/bad\.json:3:\d+: .*enforcement/);
    expect(code).toBe(2);
  });
});

describe('bad usage', () => {
  it.each([
    [['frobnicate'], /no command 'frobnicate'/],
    [['scan'], /needs paths/],
    [['scan', '--wat'], /wat/],
    [['scan', '/no/such/path-of-takumo'], /no such file/],
    [['policy', 'explode'], /no action 'explode'/],
    [['review', '--stdin'], /--language/],
  ])('%j exits with 2 and says what to do', async (args, message) => {
    const { code, err } = await takumo(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each(['{"id":1', '[]', '{"id":1}', 'null'])('a broken JSONL row is named by its line: %s', async (row) => {
    const { code, err } = await takumo(['scan', '--jsonl'], `{"id":0,"text":"x"}\n${row}\n`);
    expect(code).toBe(2);
    expect(err).toContain('line 2');
  });
});
