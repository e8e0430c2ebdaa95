/**
 * Runs the in-host tests in a real VS Code with its real chat: `npm run test:host [-- FILTER ...] [--grep NAME] [--extension FOLDER] [--keep]`.
 * FILTER is a part of a test file's path. `--extension` takes an unpacked extension instead of building and packaging this one; `--keep`
 * leaves the profiles, screenshots and recorded requests of a green run too.
 */
import './setup/node24.mjs';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeWorkspace } from './demo/workspace.mjs';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureHost } from './setup/host.mjs';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { startBridge } from './vscode/bridge.mjs';
import { buildExtension } from './vscode/extension.mjs';
import { bundleHostTests } from './vscode/host-build.mjs';
import { findGroups } from './vscode/host-groups.mjs';
import { delay, installExtension, startServer } from './vscode/server.mjs';
import { demoKey, demoSettings } from './vscode/settings.mjs';
import { launchBrowser, openWindow } from './vscode/window.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, extension: { type: 'string' }, keep: { type: 'boolean', default: false } },
});

/** Milliseconds for one group, start included. */
const groupLimit = 120_000;
const runs = join(cache, 'host-tests');

await runScript(async () => {
  const groups = findGroups(positionals);
  if (groups.length === 0) throw new SetupError(`No test file in test/host matches: ${positionals.join(', ')}`);
  const vscode = await ensureHost();
  const browserProgram = await ensureBrowser();
  const run = newRun();
  const extension = values.extension === undefined ? await buildExtension(join(run, 'takumo-guard.vsix')) : undefined;
  const browser = await launchBrowser(browserProgram);
  const results = [];
  try {
    for (const group of groups) results.push(await runGroup(group, { vscode, browser, run, extension }));
  } finally {
    await browser.close();
  }
  const failed = results.flatMap(({ tests }) => tests).filter((test) => !test.ok);
  const passed = results.flatMap(({ tests }) => tests).length - failed.length;
  if (failed.length > 0) {
    say('\nFailed:');
    for (const test of failed) say(`  ${test.name}\n${indent(test.error ?? '')}`);
    say(`\nRecorded requests, screenshots and logs: ${relative(process.cwd(), run)}`);
  } else if (values.keep) {
    say(`\nKept: ${relative(process.cwd(), run)}`);
  } else {
    rmSync(run, { recursive: true, force: true });
  }
  say(`\n${passed} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
});

/** Runs one group in a VS Code of its own and gives its tests' results; what stops the whole group counts as one failed test. */
async function runGroup(group, { vscode, browser, run, extension }) {
  say(`\n${group.name}`);
  const begin = Date.now();
  const folder = join(run, group.name);
  mkdirSync(folder, { recursive: true });
  const { startDemoModel } = await import('../test/support/demo-model.ts');
  const model = await startDemoModel({ key: demoKey });
  const bridge = await startBridge(folder);
  const report = join(folder, 'report.json');
  let server;
  let window;
  let stopped;
  try {
    const workspace = makeWorkspace(group.source, join(folder, 'workspace'));
    const { runner, bundles } = await bundleHostTests(group.files, join(folder, 'tests'));
    const fill = (value) => JSON.parse(JSON.stringify(value ?? {}).replaceAll('{{upstream}}', model.origin));
    const data = join(folder, 'profile');
    if (extension !== undefined) await installExtension({ vscode, data, file: extension });
    const plan = {
      files: bundles,
      report,
      timeout: group.setup.timeout ?? 60_000,
      ...(values.grep === undefined ? {} : { pattern: values.grep }),
    };
    const environment = {
      TAKUMO_TEST_PLAN: JSON.stringify(plan),
      TAKUMO_TEST_BRIDGE: bridge.address,
      TAKUMO_DEMO_MODEL: model.origin,
      TAKUMO_DEMO_KEY: demoKey,
      ...fill(group.setup.env),
    };
    const settings = demoSettings(model.origin, fill(group.setup.settings));
    server = await startServer({ vscode, data, settings, env: environment, trust: group.setup.trust !== false });
    const development = values.extension === undefined ? probe(folder) : resolve(values.extension);
    window = await openWindow(browser, {
      url: server.url,
      folder: workspace,
      payload: { extensionDevelopmentPath: development, extensionTestsPath: runner },
      size: { width: 1400, height: 1600 },
      onPage: (page) => {
        bridge.page = page;
        page.on('request', (request) => {
          if (new URL(request.url()).origin !== server.url && /^https?:/.test(request.url()))
            bridge.outside.push(request.url());
        });
      },
    });
    stopped = await Promise.race([
      window.exited.then(() => undefined),
      server.ended.then(() => "VS Code's server ended"),
      delay(groupLimit).then(() => `the tests did not end within ${groupLimit / 1000} s`),
    ]);
    if (stopped !== undefined) await window?.page.screenshot({ path: join(folder, 'stopped.png') });
  } catch (error) {
    if (error instanceof SetupError) throw error;
    stopped = String(error?.stack ?? error);
  } finally {
    await window?.close();
    await server?.stop();
    bridge.close();
    writeFileSync(join(folder, 'requests.json'), JSON.stringify(model.requests(), null, 1));
    await model.close();
  }
  const { tests, finished } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { tests: [], finished: false };
  if (!finished && stopped === undefined)
    stopped = `the runner ended early; the extension host's log is in ${relative(root, folder)}/profile`;
  if (stopped !== undefined) tests.push({ name: `${group.name} (the whole group)`, ok: false, ms: 0, error: stopped });
  if (tests.length === 0 && values.grep === undefined)
    tests.push({ name: `${group.name} (the whole group)`, ok: false, ms: 0, error: 'no test ran' });
  for (const test of tests) say(`  ${test.skipped ? '○' : test.ok ? '✓' : '✗'} ${test.name} (${test.ms} ms)`);
  say(`  ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return { tests };
}

/** An extension that does nothing: VS Code wants one "under development" to run tests, and the real one is installed from its VSIX. */
function probe(folder) {
  const target = join(folder, 'probe');
  mkdirSync(target, { recursive: true });
  writeFileSync(
    join(target, 'package.json'),
    JSON.stringify({ name: 'probe', publisher: 'takumo', version: '0.0.0', engines: { vscode: '*' } }),
  );
  return target;
}

/** A folder for this run; the ones of runs before the last three go. */
function newRun() {
  mkdirSync(runs, { recursive: true });
  const age = (name) => statSync(join(runs, name)).mtimeMs;
  const old = readdirSync(runs).sort((one, other) => age(other) - age(one));
  const day = 3600_000;
  for (const name of old.slice(3))
    if (Date.now() - age(name) > day / 4) rmSync(join(runs, name), { recursive: true, force: true });
  const folder = join(runs, `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-${process.pid}`);
  mkdirSync(folder);
  return folder;
}

function indent(text) {
  return text
    .split('\n')
    .slice(0, 30)
    .map((line) => `      ${line}`)
    .join('\n');
}
