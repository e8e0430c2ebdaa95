/**
 * `npm run screenshots [-- NAME ...]`: makes the listing's pictures from a real VS Code, in the demo workspace with the demo model, into
 * media/screenshots: each scene of scripts/screenshots/scenes.mjs in dark, light and high contrast. Look at them before you commit them.
 * With names only those scenes are written; all of them run. `--out FOLDER` puts them elsewhere, `--extension FOLDER` takes another build.
 */
import './setup/node24.mjs';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { scenes } from './screenshots/scenes.mjs';
import { shrink } from './screenshots/shrink.mjs';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureHost } from './setup/host.mjs';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { extensionSource } from './vscode/extension.mjs';
import { bundleDriver } from './vscode/host-build.mjs';
import { runInHost } from './vscode/host-session.mjs';
import { launchBrowser } from './vscode/window.mjs';

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern', 'high-contrast': 'Default High Contrast' };
/** What would be in the pictures and is not ours. */
const quiet = {
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
  'chat.viewSessions.enabled': false,
  'chat.byokUtilityModelDefault': 'mainAgent',
  'typescript.validate.enable': false,
  'remote.autoForwardPorts': false,
};
/** Bytes that a picture may have: a listing with many of them must still load at once. */
const most = 150 * 1024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: join(root, 'media/screenshots') }, extension: { type: 'string' } },
});

await runScript(async () => {
  const unknown = positionals.filter((name) => !scenes.some((scene) => scene.name === name));
  if (unknown.length > 0)
    throw new SetupError(
      `No such scene: ${unknown.join(', ')}. There are: ${scenes.map(({ name }) => name).join(', ')}`,
    );
  const wanted = scenes.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const vscode = await ensureHost();
  const work = join(cache, 'screenshots', `all-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const source = await extensionSource(values.extension, work);
  const browser = await launchBrowser(await ensureBrowser());
  const problem = join(work, 'error.txt');
  try {
    const stopped = await runInHost({
      vscode,
      browser,
      folder: work,
      source: join(root, 'demo'),
      runner: await bundleDriver(join(work, 'driver')),
      ...source,
      setup: { settings: { ...quiet, 'workbench.colorTheme': themes.dark } },
      env: {
        TAKUMO_DRIVE: JSON.stringify(
          scenes.flatMap(({ name, steps, clip }) => [...steps, { shots: name, clip, themes }]),
        ),
        TAKUMO_DRIVE_ERROR: problem,
      },
      size: { width: 1120, height: 700 },
      scale: 1.5,
      limit: 400_000,
    });
    if (stopped !== undefined) throw new SetupError(`The window did not come to its end: ${stopped}`);
    if (existsSync(problem))
      throw new SetupError(`A step failed: ${readFileSync(problem, 'utf8')}\nWhat there is is in ${work}`);
  } finally {
    await browser.close();
  }
  mkdirSync(values.out, { recursive: true });
  const large = [];
  for (const { name } of wanted) {
    for (const theme of Object.keys(themes)) {
      const file = join(values.out, `${name}-${theme}.png`);
      writeFileSync(file, shrink(readFileSync(join(work, `${name}-${theme}.png`))));
      const { size } = statSync(file);
      say(`${relative(process.cwd(), file)}: ${(size / 1024).toFixed(0)} KB`);
      if (size > most) large.push(file);
    }
  }
  rmSync(work, { recursive: true, force: true });
  if (large.length > 0) throw new SetupError(`Larger than ${most / 1024} KB: ${large.join(', ')}. Clip to less.`);
});
