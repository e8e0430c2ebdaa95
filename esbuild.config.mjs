// Builds dist/: the entry of the extension, the command line, each lazy part as a bundle of its own, the webviews' scripts and the grammars.
// `node esbuild.config.mjs [--watch] [--meta]`
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { writeNotices } from './scripts/notices.mjs';
import { writeSbom } from './scripts/sbom.mjs';
import { shippedPackages } from './scripts/shipped.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** Doors that are loaded on first use. A dynamic `import()` of one becomes `require` of its own bundle; a static import is inlined. */
const lazyDoors = {
  'src/engine/index.ts': 'engine',
  'src/engine/policy/index.ts': 'policy',
  'src/engine/sentinel/index.ts': 'sentinel',
  'src/platform/tree-sitter.ts': 'tree-sitter',
  'src/extension/models/commands.ts': 'model-commands',
  'src/extension/lm-tools/tools.ts': 'lm-tools',
  'src/extension/participant/index.ts': 'participant',
};

/** Grammars that Sentinel loads, from `@vscode/tree-sitter-wasm`. */
const grammars = ['javascript', 'typescript', 'tsx', 'python'];

const lazyPlugin = {
  name: 'lazy-doors',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const door = relative(root, resolve(args.resolveDir, args.path)).replaceAll('\\', '/');
      const name = lazyDoors[door];
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

const production = !process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  alias: {
    // Bundled as CommonJS, the ES build of web-tree-sitter asks for `import.meta.url` and crashes at `Parser.init`.
    'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
    // The UMD build of jsonc-parser hides its `require` calls from the bundler.
    'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
  },
  // Keep class and function names: error names and the redaction by type rely on them.
  keepNames: false,
};

const nodeEntries = {
  extension: 'src/extension/main.ts',
  cli: 'src/cli/main.ts',
  recorder: 'src/platform/self-test/recorder.ts',
  ...Object.fromEntries(Object.entries(lazyDoors).map(([door, name]) => [name, door])),
};

const viewsRoot = join(root, 'src/views');
const viewEntries = Object.fromEntries(
  readdirSync(viewsRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(viewsRoot, entry.name, 'main.ts')))
    .map((entry) => [entry.name, `src/views/${entry.name}/main.ts`]),
);

/** What is built; a test builds the same in memory and holds each bundle to its budget. */
export const builds = [
  {
    ...common,
    entryPoints: nodeEntries,
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    plugins: [lazyPlugin],
  },
  { ...common, entryPoints: viewEntries, outdir: 'dist/views', platform: 'browser', format: 'iife', target: 'es2022' },
];

function copyGrammars() {
  const folder = join(dist, 'grammars');
  mkdirSync(folder, { recursive: true });
  for (const name of grammars) {
    const file = `tree-sitter-${name}.wasm`;
    copyFileSync(join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm', file), join(folder, file));
  }
  copyFileSync(join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'), join(folder, 'web-tree-sitter.wasm'));
}

if (resolve(process.argv[1] ?? '') !== fileURLToPath(import.meta.url)) {
  // Imported for its options only.
} else if (production) {
  rmSync(dist, { recursive: true, force: true });
  const results = [];
  for (const options of builds) {
    results.push(await esbuild.build(options));
  }
  copyGrammars();
  const packages = shippedPackages(
    root,
    results.map((result) => result.metafile),
  );
  writeNotices(root, packages, grammars);
  writeSbom(root, packages);
  if (process.argv.includes('--meta')) {
    writeFileSync(join(dist, 'meta.json'), JSON.stringify(results.map((result) => result.metafile)));
  }
} else {
  copyGrammars();
  for (const options of builds) {
    const context = await esbuild.context(options);
    await context.watch();
  }
}
