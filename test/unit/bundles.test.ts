/** The bundles' budgets, in bytes minified: what VS Code loads with the window stays small, and each part loads on its own. */
import * as esbuild from 'esbuild';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: the build's own options, plain JavaScript.
import { builds } from '../../esbuild.config.mjs';

const limits: Readonly<Record<string, number>> = {
  'extension.js': 250_000,
  'engine.js': 250_000,
  'policy.js': 300_000,
  'sentinel.js': 200_000,
  'tree-sitter.js': 120_000,
  'participant.js': 80_000,
  'model-commands.js': 100_000,
  'lm-tools.js': 40_000,
  'cli.js': 50_000,
  'recorder.js': 10_000,
  'what-left.js': 30_000,
  'what-left.css': 20_000,
  'activity.js': 30_000,
  'activity.css': 20_000,
};

describe('the bundles', () => {
  it('stay inside their budgets', async () => {
    const sizes = new Map<string, number>();
    for (const options of builds as esbuild.BuildOptions[]) {
      const { outputFiles } = await esbuild.build({ ...options, write: false });
      for (const file of outputFiles ?? []) sizes.set(file.path.replace(/^.*[\\/]/, ''), file.contents.length);
    }
    expect([...sizes.keys()].sort()).toEqual(Object.keys(limits).sort());
    const over = [...sizes].filter(([name, size]) => size > (limits[name] ?? 0));
    expect(over).toEqual([]);
  });

  it('keep the lazy parts out of the entry', async () => {
    const [node] = builds as esbuild.BuildOptions[];
    const { metafile } = await esbuild.build({
      ...node,
      entryPoints: { extension: 'src/extension/main.ts' },
      write: false,
      metafile: true,
    });
    const inputs = Object.keys(metafile?.inputs ?? {});
    expect(
      inputs.filter((file) => /re2js|tree-sitter|spdx|jsonc-parser|engine\/(?:detect|tokenize|rehydrate)\//.test(file)),
    ).toEqual([]);
  });
});
