/**
 * `npm start`: builds and packages the extension, installs it into a real VS Code, opens the demo workspace with a demo model behind the
 * guarded model, and keeps running until Ctrl+C. No account, no key, nothing outside this machine. `-- --port N` chooses the port,
 * `-- --extension FOLDER.vsix` another package.
 */
import './setup/node24.mjs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeWorkspace } from './demo/workspace.mjs';
import { ensureHost } from './setup/host.mjs';
import { cache, root, vsix } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { thingsToTry } from './vscode/demo-text.mjs';
import { buildExtension } from './vscode/extension.mjs';
import { freePort, installExtension, isFree, startServer } from './vscode/server.mjs';
import { demoKey, demoSettings } from './vscode/settings.mjs';

const usualPort = 8117;

const { values } = parseArgs({ options: { port: { type: 'string' }, extension: { type: 'string' } } });

await runScript(async () => {
  const interrupted = askedToStop();
  const vscode = await ensureHost();
  const file = values.extension === undefined ? await buildExtension(vsix) : resolve(values.extension);
  const workspace = makeWorkspace(join(root, 'demo'), join(cache, 'demo'));
  const port = await choosePort();

  const { startDemoModel } = await import('../test/support/demo-model.ts');
  const model = await startDemoModel({ key: demoKey });
  let server;
  try {
    const data = join(cache, 'start');
    await installExtension({ vscode, data, file });
    server = await startServer({
      vscode,
      data,
      settings: demoSettings(model.origin),
      env: { TAKUMO_DEMO_KEY: demoKey },
      driven: false,
      port,
    });
    say(`
VS Code with Takumo Guard is running:

  ${server.url}/?folder=${encodeURIComponent(workspace)}

Open it in a browser on this machine. The demo workspace is ${relative(process.cwd(), workspace)}; every credential in it was made up just now.
${thingsToTry(model.origin)}
Ctrl+C ends it.`);
    const why = await Promise.race([interrupted.then(() => 'asked'), server.ended.then(() => 'ended')]);
    if (why === 'ended')
      throw new SetupError(
        `VS Code's server ended by itself; its log is ${relative(process.cwd(), join(data, 'server.log'))}`,
      );
    say('\nStopping ...');
  } finally {
    await server?.stop();
    await model.close();
  }
});

/**
 * Resolves at Ctrl+C, at any other signal to end, and when what started this script has gone without passing one on. The handlers stay: npm
 * passes on the signal that the terminal has sent to the whole group, and the second one must not cut the stopping short.
 */
function askedToStop() {
  const parent = process.ppid;
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, done);
    setInterval(() => process.ppid !== parent && done(), 1000).unref();
  });
}

async function choosePort() {
  if (values.port !== undefined) {
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new SetupError(`--port ${values.port} is not a port.`);
    if (!(await isFree(port)))
      throw new SetupError(`Port ${port} is in use. Choose another with: npm start -- --port N`);
    return port;
  }
  return (await isFree(usualPort)) ? usualPort : freePort();
}
