/** Bundles in-host test files as VS Code's extension host loads them: CommonJS, with `vscode` left outside. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from '../setup/paths.mjs';

/** Bundles the runner and the test files into `out`; gives the runner's path and the bundles' paths in the files' order, with the run's end last. */
export async function bundleHostTests(files, out) {
  await bundle(
    [
      { in: 'test/host/harness/run.ts', out: 'index' },
      { in: 'test/host/harness/end.ts', out: 'end' },
      { in: 'test/host/harness/other.ts', out: 'other' },
      ...files.map((file, at) => ({ in: file, out: `${at}` })),
    ],
    out,
  );
  const bundles = [...files.map((_, at) => join(out, `${at}.js`)), join(out, 'end.js')];
  return { runner: join(out, 'index.js'), bundles };
}

/** Bundles what runs steps instead of tests; gives its path. */
export async function bundleDriver(out) {
  await bundle([{ in: 'test/host/harness/drive.ts', out: 'drive' }], out);
  return join(out, 'drive.js');
}

/** Bundles a test's own extension, `source/extension.ts` with the manifest beside it, into `out`. */
export async function bundleExtension(source, out) {
  await bundle([{ in: join(source, 'extension.ts'), out: 'extension' }], out);
  copyFileSync(join(source, 'package.json'), join(out, 'package.json'));
  return out;
}

function bundle(entryPoints, outdir) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
    // A server of test/support asks whether it is the program itself; bundled, it never is.
    logOverride: { 'empty-import-meta': 'silent' },
  });
}
