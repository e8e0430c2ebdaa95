/** Makes a workspace out of a folder of templates: expands what stands for secrets, and names that can't be committed as they are. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expand } from './expand.mjs';

/** Writes `target` anew from `source`. `_env` becomes `.env`, `_vscode/` becomes `.vscode/`. */
export function makeWorkspace(source, target) {
  rmSync(target, { recursive: true, force: true });
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(
      target,
      ...relative(source, from)
        .split(/[\\/]/)
        .map((part) => part.replace(/^_/, '.')),
    );
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, expand(readFileSync(from, 'utf8')));
  }
  return target;
}
