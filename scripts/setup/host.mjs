/**
 * Brings a real VS Code (the server build inside code-server's npm package) into `.cache/host`, exactly as the committed lock files say.
 * Safe to call at every start: it does nothing when the stamp matches the lock files, and begins again where an earlier run was cut.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostFolder, root, vscodeFolder } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const locks = join(root, 'scripts/host');
const files = ['package.json', 'package-lock.json', 'vscode-shrinkwrap.json'];

/** Makes sure VS Code is there and gives the folder of its server build. Throws `SetupError` when it can't be had. */
export async function ensureHost() {
  const server = join(vscodeFolder, 'out/server-main.js');
  const stamp = join(hostFolder, 'complete');
  const wanted = fingerprint();
  if (existsSync(server) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return vscodeFolder;

  say('Setting up a real VS Code in .cache/host (about 700 MB, once) ...');
  mkdirSync(hostFolder, { recursive: true });
  rmSync(stamp, { force: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(locks, file), join(hostFolder, file));
  await npmCi(hostFolder, 'code-server and the browser');
  // The shrinkwrap in code-server's package lags behind its package.json, so `npm ci` refuses it; ours is the same tree, completed.
  cpSync(join(locks, 'vscode-shrinkwrap.json'), join(vscodeFolder, 'npm-shrinkwrap.json'));
  await npmCi(vscodeFolder, "VS Code's own modules");
  if (!existsSync(server))
    throw new SetupError('code-server was installed, but its lib/vscode/out/server-main.js is missing.');
  writeFileSync(stamp, wanted);
  return vscodeFolder;
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(join(locks, file)));
  return hash.digest('hex');
}

/** `npm ci` without install scripts: a compiler is never needed, and nothing is fetched but what the lock file names. */
function npmCi(folder, what) {
  say(`  npm ci: ${what}`);
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: folder, env: cleanEnvironment(), shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) =>
      reject(new SetupError(`npm could not be started (${error.message}). Install Node.js with npm.`)),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      reject(
        new SetupError(
          `npm could not install ${what} (exit code ${code}).\n${lastLines(output)}\n` +
            'It needs the npm registry (npm config get registry) and about 1 GB of free disk. Run the command again: it goes on where it stopped.',
        ),
      );
    });
  });
}

/** npm inside an npm script inherits its parent's settings as variables; `npm_config_*` of ours must not reach the other project. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command)/i.test(name)),
  );
}

/** What npm says is wrong, without its stack. */
function lastLines(text) {
  return text
    .split('\n')
    .filter(
      (line) =>
        line.startsWith('npm error') && !/^npm error\s*($|[{}]|at |errno|syscall|type:|A complete log)/.test(line),
    )
    .slice(-6)
    .join('\n');
}
