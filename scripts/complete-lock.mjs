/**
 * `node scripts/complete-lock.mjs`: writes into package-lock.json the other platforms' packages that the registry of this machine does not have.
 * npm leaves them out when it can't ask for them, and then `npm ci` refuses the lock file as incomplete. Their versions are exact in their
 * parent's `optionalDependencies`, their platform is in their name; without an integrity npm takes what its registry gives.
 */
import './setup/node24.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';

const systems = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
};
const processors = {
  arm: 'arm',
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
};
const libraries = { musl: 'musl', musleabihf: 'musl', gnu: 'glibc', gnueabihf: 'glibc' };

await runScript(() => {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = [];
  for (const [parent, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(lock.packages, parent, name)) continue;
      lock.packages[`node_modules/${name}`] = describe(name, version, entry);
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en')),
  );
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  say(
    added.length === 0
      ? 'package-lock.json is complete.'
      : `Added ${added.length} packages of other platforms to package-lock.json.`,
  );
});

/** Looks where Node would: beside the parent, then in each folder above. */
function isLocked(packages, parent, name) {
  for (let from = parent; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
    if (from === '') return false;
  }
}

function describe(name, version, parent) {
  const words = name.split(/[/-]/);
  const pick = (table) => words.map((word) => table[word]).find((found) => found !== undefined);
  const [os, cpu, libc] = [pick(systems), pick(processors), pick(libraries)];
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new SetupError(
      `${name}@${version} is missing from package-lock.json, and its platform can't be read from its name.`,
    );
  }
  return {
    version,
    cpu: [cpu],
    ...(parent.dev === true ? { dev: true } : {}),
    ...(os === 'linux' && libc !== undefined ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}
