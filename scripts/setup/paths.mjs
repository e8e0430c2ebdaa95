/** Where things are: the repository, its git-ignored cache, and what set-up puts there. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const cache = join(root, '.cache');
export const vsix = join(root, 'dist/takumo-guard.vsix');

/** The packages of `scripts/host/package.json`, installed. */
export const hostFolder = join(cache, 'host');
/** VS Code's server build, inside code-server's package. */
export const vscodeFolder = join(hostFolder, 'node_modules/code-server/lib/vscode');
