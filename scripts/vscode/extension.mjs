/** Builds the extension and packages it, as it would be published. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { root } from '../setup/paths.mjs';
import { SetupError, say } from '../setup/say.mjs';

/** Builds, writes the VSIX to `out` and gives its path. */
export async function buildExtension(out) {
  await runNode('The build', ['esbuild.config.mjs']);
  const { packageExtension } = await import('../package.mjs');
  const { bytes, files } = await packageExtension(out);
  say(`Packaged Takumo Guard: ${(bytes / 1024).toFixed(0)} KB, ${files.length} files`);
  return out;
}

/** What to install: an unpacked extension where a folder is given, else this one, built and packaged into `folder`. */
export async function extensionSource(extension, folder) {
  return extension === undefined
    ? { vsix: await buildExtension(join(folder, 'takumo-guard.vsix')) }
    : { unpacked: resolve(extension) };
}

function runNode(what, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new SetupError(`${what} failed; what it said is above. (${join(...args)})`)),
    );
  });
}
