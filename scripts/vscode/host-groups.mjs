/**
 * In-host tests are grouped by folder: `test/host/<group>/*.test.ts` run in one VS Code, which `test/host/<group>/host.json` may set up:
 * `settings`, `env`, `trust: false` (Workspace Trust on), `locale`, `workspace` (a folder of templates beside it; else the demo; `false`
 * opens none), `extension` (a folder of a second extension beside it, with `extension.ts` as its entry), `timeout`, `limit` (milliseconds
 * for the whole group), `long` (runs when it is named, and with `--long`, not with all the others).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

const folder = join(root, 'test/host');

/** The groups that hold a test file whose path contains one of the filters; without one all short ones, or all long ones. */
export function findGroups(filters, { long = false } = {}) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'harness')
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const files = readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => `test/host/${name}/${file}`)
        .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
      const file = join(folder, name, 'host.json');
      const setup = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
      return {
        name,
        files,
        setup,
        ...(setup.extension === undefined ? {} : { beside: join(folder, name, setup.extension) }),
        source: typeof setup.workspace === 'string' ? join(folder, name, setup.workspace) : join(root, 'demo'),
      };
    })
    .filter((group) => group.files.length > 0)
    .filter(({ setup }) => filters.length > 0 || (setup.long === true) === long);
}
