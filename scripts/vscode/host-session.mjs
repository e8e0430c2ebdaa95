/**
 * One real VS Code window, from the start to the end of a program in its extension host: a generated workspace, a profile of its own, the
 * extension installed, a demo model behind the guarded model, and the bridge by which the program sees its own window.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startDemoModel } from '../../test/support/demo-model.ts';
import { makeWorkspace } from '../demo/workspace.mjs';
import { SetupError } from '../setup/say.mjs';
import { startBridge } from './bridge.mjs';
import { installLanguage } from './language.mjs';
import { installExtension, startServer } from './server.mjs';
import { demoKey, demoSettings } from './settings.mjs';
import { openWindow } from './window.mjs';

/**
 * Runs `runner` (a bundled module that exports `run`) and gives why it was stopped, or undefined when it came to its own end. Everything
 * that was recorded is in `folder` afterwards.
 *
 * @param {object} options
 * @param {string} options.vscode the folder of the server build
 * @param {import('playwright-core').Browser} options.browser
 * @param {string} options.folder where profile, workspace, screenshots and `requests.json` go
 * @param {string} options.source the folder of templates that becomes the workspace
 * @param {string} options.runner
 * @param {string} [options.vsix] the extension to install
 * @param {string} [options.unpacked] an unpacked extension to load instead
 * @param {string} [options.beside] a second extension to load beside it
 * @param {{ settings?: object, env?: object, trust?: boolean, locale?: string }} [options.setup] `{{upstream}}` in it becomes the demo model's origin
 * @param {Record<string, string>} [options.env]
 * @param {{ width: number, height: number }} [options.size]
 * @param {number} [options.scale] device pixels to a CSS pixel
 * @param {number} options.limit milliseconds, start included
 */
export async function runInHost({
  vscode,
  browser,
  folder,
  source,
  runner,
  vsix,
  unpacked,
  beside,
  setup = {},
  env,
  size,
  scale,
  limit,
}) {
  mkdirSync(folder, { recursive: true });
  const model = await startDemoModel({ key: demoKey });
  const bridge = await startBridge(folder);
  const tooLong = setTimeout(limit, `it did not end within ${limit / 1000} s`, { ref: false });
  let server;
  let window;
  try {
    const workspace = makeWorkspace(source, join(folder, 'workspace'));
    const fill = (value) => JSON.parse(JSON.stringify(value ?? {}).replaceAll('{{upstream}}', model.origin));
    const data = join(folder, 'profile');
    if (vsix !== undefined) await installExtension({ vscode, data, file: vsix });
    if (setup.locale !== undefined) installLanguage({ data, locale: setup.locale });
    server = await startServer({
      vscode,
      data,
      ...(setup.locale === undefined ? {} : { args: ['--locale', setup.locale] }),
      settings: demoSettings(model.origin, fill(setup.settings)),
      env: {
        TAKUMO_TEST_BRIDGE: bridge.address,
        TAKUMO_DEMO_MODEL: model.origin,
        TAKUMO_DEMO_KEY: demoKey,
        ...env,
        ...fill(setup.env),
      },
      trust: setup.trust !== false,
    });
    const { url } = server;
    const place = { url, ...(setup.workspace === false ? {} : { folder: workspace }) };
    const loaded = [unpacked, beside].filter((each) => each !== undefined);
    const extensionDevelopmentPath = loaded.length > 0 ? loaded : emptyExtension(folder);
    const other = join(dirname(runner), 'other.js');
    bridge.openOther = () =>
      openWindow(browser, {
        ...place,
        payload: { extensionDevelopmentPath, extensionTestsPath: other },
        beside: window,
      });
    window = await openWindow(browser, {
      ...place,
      payload: { extensionDevelopmentPath, extensionTestsPath: runner },
      size,
      scale,
      onPage: (page) => {
        bridge.page = page;
        page.on('request', (request) => {
          const address = request.url();
          if (/^https?:/.test(address) && new URL(address).origin !== url) bridge.outside.push(address);
        });
      },
    });
    const stopped = await Promise.race([
      window.exited.then(() => undefined),
      server.ended.then(() => "VS Code's server ended"),
      tooLong,
    ]);
    if (stopped !== undefined) await window.page.screenshot({ path: join(folder, 'stopped.png') });
    return stopped;
  } catch (error) {
    if (error instanceof SetupError) throw error;
    return String(error?.stack ?? error);
  } finally {
    await window?.close();
    await server?.stop();
    bridge.close();
    writeFileSync(join(folder, 'requests.json'), JSON.stringify(model.requests(), null, 1));
    await model.close();
  }
}

/** An extension that does nothing: VS Code runs tests only beside one "under development", and the real one is installed from its VSIX. */
function emptyExtension(folder) {
  const target = join(folder, 'probe');
  mkdirSync(target, { recursive: true });
  const manifest = { name: 'probe', publisher: 'takumo', version: '0.0.0', engines: { vscode: '*' } };
  writeFileSync(join(target, 'package.json'), JSON.stringify(manifest));
  return target;
}
