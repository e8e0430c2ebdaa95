/** The third lock on the engine's purity: its doors bundle for no platform at all, with nothing left outside, so no `vscode` and no `node:`. */
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const doors = ['src/engine/index.ts', 'src/engine/policy/index.ts', 'src/engine/sentinel/index.ts'];

const neutral = (options: esbuild.BuildOptions) =>
  esbuild.build({
    ...options,
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'esm',
    logLevel: 'silent',
    outdir: join(root, '.cache/boundary'),
  });

describe('the engine', () => {
  it('bundles for no platform, with no externals', async () => {
    const { metafile } = await neutral({ entryPoints: doors });
    const own = Object.keys(metafile.inputs).filter((file) => file.startsWith('src/'));
    expect(own.length).toBeGreaterThan(40);
    expect(own.filter((file) => !file.startsWith('src/engine/'))).toEqual([]);
    const outside = Object.values(metafile.inputs).flatMap((input) => input.imports.filter((entry) => entry.external));
    expect(outside).toEqual([]);
  });

  it.each([['vscode'], ['node:fs'], ['fs']])('would be refused with an import of %s', async (name) => {
    const contents = `import * as host from '${name}'; console.log(host);`;
    await expect(neutral({ stdin: { contents, resolveDir: join(root, 'src/engine') } })).rejects.toThrow(
      /Could not resolve/,
    );
  });
});

describe('the platform', () => {
  it('never imports vscode', async () => {
    const { metafile } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['src/cli/main.ts'],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      logLevel: 'silent',
      outdir: join(root, '.cache/boundary'),
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map((entry) => entry.path));
    expect(imports).not.toContain('vscode');
  });
});
