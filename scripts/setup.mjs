/** `node scripts/setup.mjs`: brings VS Code and a browser that starts, and says which. `npm start` and `npm test` do it by themselves. */
import './setup/node24.mjs';
import { execFileSync } from 'node:child_process';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureHost } from './setup/host.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';

await runScript(async () => {
  say(`VS Code: ${await ensureHost()}`);
  const { executablePath, env } = await ensureBrowser();
  try {
    const version = execFileSync(executablePath, ['--version'], { env: { ...process.env, ...env }, stdio: 'pipe' });
    say(`Browser: ${executablePath} (${String(version).trim()})`);
  } catch (error) {
    throw new SetupError(
      `${executablePath} does not start: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
  }
});
