/** Which third-party packages are in what we ship: those whose code esbuild put into a bundle, and those whose files are copied. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose files are copied, not bundled. */
const copied = ['node_modules/web-tree-sitter', 'node_modules/@vscode/tree-sitter-wasm'];

/**
 * `metafiles`: esbuild's own account of each build. Gives `{ keys, folder, name, version, license }`, sorted by name; `keys` are those of
 * package-lock.json. A package whose code was dropped as unused is not among them.
 */
export function shippedPackages(root, metafiles) {
  const keys = new Set(copied);
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const key = bytesInOutput > 0 ? packageKey(file) : undefined;
        if (key !== undefined) keys.add(key);
      }
    }
  }
  const packages = new Map();
  for (const key of [...keys].sort()) {
    const folder = join(root, key);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    // The same version may be installed in several places.
    const known = packages.get(`${name} ${version}`);
    if (known === undefined)
      packages.set(`${name} ${version}`, { keys: [key], folder, name, version, license: String(license) });
    else known.keys.push(key);
  }
  return [...packages].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, found]) => found);
}

/** `node_modules/a/node_modules/@b/c` of a file in that package; undefined for a file of ours. */
function packageKey(file) {
  return /(?:^|\/)(node_modules\/(?:.+\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1];
}
