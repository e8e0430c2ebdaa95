/**
 * Finds a Chromium to run the workbench in: the one named by `TAKUMO_BROWSER`, the system's, or the one from npm, with the libraries that it
 * carries for machines without them.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { cache, hostFolder } from './paths.mjs';
import { SetupError, say } from './say.mjs';

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Gives `{ executablePath, env }` for Playwright's launch. Throws `SetupError` when there is no browser that starts. */
export async function ensureBrowser() {
  const named = process.env.TAKUMO_BROWSER;
  if (named !== undefined && named !== 'npm') {
    if (!existsSync(named)) throw new SetupError(`TAKUMO_BROWSER names ${named}, which does not exist.`);
    return { executablePath: named, env: {} };
  }
  const installed = named === 'npm' ? undefined : systemBrowsers.find((file) => existsSync(file));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError('No Chromium, Chrome or Edge was found. Install one, or name its program in TAKUMO_BROWSER.');
  }
  return npmBrowser();
}

async function npmBrowser() {
  const entry = join(hostFolder, 'node_modules/@sparticuz/chromium/build/esm/index.js');
  if (!existsSync(entry))
    throw new SetupError('The browser package is missing from .cache/host. Delete that folder and run again.');
  const folder = join(cache, 'browser');
  const executablePath = join(folder, 'chromium');
  if (!existsSync(executablePath)) {
    say('Unpacking Chromium from its npm package ...');
    mkdirSync(folder, { recursive: true });
    const packed = join(hostFolder, 'node_modules/@sparticuz/chromium/bin');
    await unpackTar(join(packed, 'al2023.tar.br'), folder);
    await unpackTar(join(packed, 'fonts.tar.br'), folder);
    await unpackTar(join(packed, 'swiftshader.tar.br'), folder);
    await unpackFile(join(packed, 'chromium.br'), executablePath);
  }
  const env = { LD_LIBRARY_PATH: [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_FILE = ownFonts(folder);
  try {
    execFileSync(executablePath, ['--headless', '--no-sandbox', '--version'], {
      env: { ...process.env, ...env },
      stdio: 'pipe',
    });
  } catch (error) {
    const missing = /lib[\w.+-]+\.so[.\d]*/.exec(String(error.stderr ?? error))?.[0];
    throw new SetupError(
      `Chromium from npm does not start${missing === undefined ? '' : `: ${missing} is missing`}.\n` +
        'Install the system browser (Debian: apt-get install chromium), or name one in TAKUMO_BROWSER.',
    );
  }
  return { executablePath, env };
}

/** A font configuration for machines without one: the font that comes with the browser. */
function ownFonts(folder) {
  const file = join(folder, 'own-fonts.conf');
  const [fonts, made] = [join(folder, 'fonts'), join(folder, 'fonts-cache')];
  writeFileSync(file, `<?xml version="1.0"?><fontconfig><dir>${fonts}</dir><cachedir>${made}</cachedir></fontconfig>`);
  return file;
}

async function unpackTar(file, folder) {
  const require = createRequire(pathToFileURL(join(hostFolder, 'package.json')));
  const { extract } = require('tar-fs');
  await pipeline(createReadStream(file), createBrotliDecompress(), extract(folder));
}

async function unpackFile(file, target) {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  await pipeline(createReadStream(file), createBrotliDecompress(), createWriteStream(part, { mode: 0o755 }));
  renameSync(part, target);
}
