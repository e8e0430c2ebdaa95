/**
 * `npm run start:desktop`: the demo in a desktop VS Code, with a profile of its own: the one named by `TAKUMO_CODE`, `code` in the PATH, or one
 * that `@vscode/test-electron` downloads where that is possible. Your own profile, extensions and settings are not touched.
 */
import './setup/node24.mjs';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { makeWorkspace } from './demo/workspace.mjs';
import { cache, root, vsix } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { thingsToTry } from './vscode/demo-text.mjs';
import { desktopProgram } from './vscode/desktop.mjs';
import { buildExtension } from './vscode/extension.mjs';
import { demoKey, demoSettings } from './vscode/settings.mjs';

await runScript(async () => {
  const code = findCode() ?? (await downloadCode());
  const file = await buildExtension(vsix);
  const workspace = makeWorkspace(join(root, 'demo'), join(cache, 'demo'));
  const { startDemoModel } = await import('../test/support/demo-model.ts');
  const model = await startDemoModel({ key: demoKey });
  const data = join(cache, 'desktop');
  const profile = ['--user-data-dir', join(data, 'user'), '--extensions-dir', join(data, 'ext')];
  mkdirSync(join(data, 'user/User'), { recursive: true });
  writeFileSync(join(data, 'user/User/settings.json'), JSON.stringify(demoSettings(model.origin), null, 2));
  try {
    run(code, [...profile, '--install-extension', file, '--force']);
    say(
      `\nOpening desktop VS Code with the demo workspace (${relative(process.cwd(), workspace)}).\n${thingsToTry(model.origin)}`,
    );
    say('Close its window, or press Ctrl+C, to end.');
    await openUntilClosed(code, [...profile, '--new-window', '--wait', '--disable-workspace-trust', workspace]);
  } finally {
    await model.close();
  }
});

function findCode() {
  const named = process.env.TAKUMO_CODE;
  if (named !== undefined) {
    if (!existsSync(named)) throw new SetupError(`TAKUMO_CODE names ${named}, which does not exist.`);
    return named;
  }
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code', 'codium'];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

async function downloadCode() {
  say('There is no `code` in the PATH; asking @vscode/test-electron for a desktop VS Code ...');
  return (await desktopProgram()).command;
}

function run(code, args) {
  try {
    execFileSync(code, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  } catch (error) {
    throw new SetupError(`${code} did not accept the extension:\n${String(error.stderr ?? error.message).trim()}`);
  }
}

function openUntilClosed(code, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TAKUMO_DEMO_KEY: demoKey };
    const child = spawn(code, args, { env, stdio: 'ignore', shell: process.platform === 'win32' });
    child.on('error', (error) => reject(new SetupError(`${code} could not be started: ${error.message}`)));
    child.on('close', resolve);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill());
  });
}
