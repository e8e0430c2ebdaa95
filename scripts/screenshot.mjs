/**
 * Takes a picture of the extension at work in a real VS Code, in the demo workspace with the demo model:
 * `node scripts/screenshot.mjs [--theme dark|light|high-contrast] [--locale ja] [--out FILE] [--size 1400x900] [--extension FOLDER] STEP ...`
 * A step is `open=PATH`, `command=ID`, `ask=QUESTION`, `agent=QUESTION`, `attach=PATH` (for the questions after it), `press=KEY`, `type=TEXT`,
 * `click=SELECTOR`, `sleep=MS`. Several themes, separated by commas, give FILE-dark.png, FILE-light.png ...
 */
import './setup/node24.mjs';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureHost } from './setup/host.mjs';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { extensionSource } from './vscode/extension.mjs';
import { bundleDriver } from './vscode/host-build.mjs';
import { runInHost } from './vscode/host-session.mjs';
import { launchBrowser } from './vscode/window.mjs';

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'dark' },
    out: { type: 'string', default: join(cache, 'screenshots/shot.png') },
    size: { type: 'string', default: '1400x900' },
    extension: { type: 'string' },
    locale: { type: 'string' },
  },
});

await runScript(async () => {
  const chosen = values.theme.split(',');
  const unknown = chosen.filter((name) => !(name in themes));
  if (unknown.length > 0)
    throw new SetupError(`No such theme: ${unknown.join(', ')}. There are: ${Object.keys(themes).join(', ')}`);
  const [width = 1400, height = 900] = values.size.split('x').map(Number);
  const vscode = await ensureHost();
  const work = join(cache, 'screenshots', `work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const source = await extensionSource(values.extension, work);
  const browser = await launchBrowser(await ensureBrowser());
  try {
    for (const theme of chosen) {
      const folder = join(work, theme);
      const problem = join(folder, 'error.txt');
      const stopped = await runInHost({
        vscode,
        browser,
        folder,
        source: join(root, 'demo'),
        runner: await bundleDriver(join(folder, 'driver')),
        ...source,
        setup: {
          settings: { 'workbench.colorTheme': themes[theme] },
          ...(values.locale === undefined ? {} : { locale: values.locale }),
        },
        env: {
          TAKUMO_DRIVE: JSON.stringify([...readSteps(positionals), { sleep: 1200 }, { shot: 'shot' }]),
          TAKUMO_DRIVE_ERROR: problem,
        },
        size: { width, height },
        limit: 120_000,
      });
      if (stopped !== undefined) throw new SetupError(`The window did not come to its end: ${stopped}`);
      if (existsSync(problem)) throw new SetupError(`A step failed: ${readFileSync(problem, 'utf8')}`);
      const out = chosen.length === 1 ? resolve(values.out) : named(resolve(values.out), theme);
      mkdirSync(dirname(out), { recursive: true });
      copyFileSync(join(folder, 'shot.png'), out);
      say(out);
    }
  } finally {
    await browser.close();
  }
  rmSync(work, { recursive: true, force: true });
});

function readSteps(words) {
  let attach = [];
  return words.flatMap((word) => {
    const at = word.indexOf('=');
    const [kind, value] = [word.slice(0, at), word.slice(at + 1)];
    switch (kind) {
      case 'attach':
        attach = [...attach, value];
        return [];
      case 'ask':
      case 'agent':
        return [{ chat: value, mode: kind, attach }];
      case 'press':
        return [{ press: [value] }];
      case 'sleep':
        return [{ sleep: Number(value) }];
      case 'open':
      case 'command':
      case 'type':
      case 'click':
        return [{ [kind]: value }];
      default:
        throw new SetupError(`Unknown step: ${word}`);
    }
  });
}

function named(file, theme) {
  const end = extname(file);
  return `${file.slice(0, file.length - end.length)}-${theme}${end}`;
}
