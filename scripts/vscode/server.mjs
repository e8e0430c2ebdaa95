/**
 * Runs VS Code's server build on a loopback port, with a profile folder of its own. `stop` ends the whole process group, extension host
 * included, so nothing outlives the script.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SetupError } from '../setup/say.mjs';

/**
 * @param {object} options
 * @param {string} options.vscode the folder of the server build
 * @param {string} options.data the profile: settings, extensions, logs
 * @param {Record<string, unknown>} options.settings the user's settings.json
 * @param {Record<string, string>} [options.env] added to the environment of the server and its extension host
 * @param {readonly string[]} [options.args] further flags
 * @param {boolean} [options.trust] false runs with Workspace Trust on
 * @param {boolean} [options.driven] a script looks at the window: VS Code lets it end the run, and shows no notifications as toasts
 * @param {number} [options.port] 0 or absent: a free one
 */
export async function startServer({ vscode, data, settings, env = {}, args = [], trust = true, driven = true, port }) {
  // A window whose folder is remote takes machine-scoped settings from the remote machine's file, the others from the user's.
  for (const folder of ['User', 'Machine']) {
    mkdirSync(join(data, 'user', folder), { recursive: true });
    writeFileSync(join(data, 'user', folder, 'settings.json'), JSON.stringify(settings, null, 2));
  }
  const chosen = port || (await freePort());
  const log = createWriteStream(join(data, 'server.log'));
  const child = spawn(
    process.execPath,
    [
      join(vscode, 'out/server-main.js'),
      ...profile(data),
      '--host',
      '127.0.0.1',
      '--port',
      String(chosen),
      '--without-connection-token',
      '--disable-telemetry',
      '--disable-experiments',
      '--disable-getting-started-override',
      ...(driven ? ['--enable-smoke-test-driver'] : []),
      ...(trust ? ['--disable-workspace-trust'] : []),
      ...args,
    ],
    { env: { ...cleanEnvironment(), ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  let exited = false;
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => (exited = true));

  const stop = async () => {
    if (!exited) signalGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, delay(3000)]);
    // The group may hold an extension host after the server itself has gone.
    signalGroup(child.pid, 'SIGKILL');
    log.end();
  };
  const url = `http://127.0.0.1:${chosen}`;
  for (let tries = 0; tries < 150; tries++) {
    if (exited) throw new SetupError(`VS Code's server ended at once; its log is ${join(data, 'server.log')}`);
    if (await answers(`${url}/version`)) return { url, port: chosen, stop, ended };
    await delay(100);
  }
  await stop();
  throw new SetupError(
    `VS Code's server did not answer on port ${chosen} within 15 s; its log is ${join(data, 'server.log')}`,
  );
}

/** Installs a VSIX into a profile. */
export function installExtension({ vscode, data, file }) {
  return new Promise((resolve, reject) => {
    const args = [join(vscode, 'out/server-main.js'), ...profile(data), '--install-extension', file, '--force'];
    const child = spawn(process.execPath, args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      if (code === 0 && !/^Failed Installing/im.test(output)) resolve(output);
      else reject(new SetupError(`VS Code did not accept ${file}:\n${output.trim()}`));
    });
  });
}

function profile(data) {
  return [
    '--accept-server-license-terms',
    '--server-data-dir',
    data,
    '--user-data-dir',
    join(data, 'user'),
    '--extensions-dir',
    join(data, 'ext'),
  ];
}

/** A script run from VS Code's own terminal inherits variables that would make this server think it is part of that window. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_|^npm_/.test(name)));
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** True when nothing listens on a loopback port. */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
