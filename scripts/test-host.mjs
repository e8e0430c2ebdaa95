/**
 * Runs the in-host tests in a real VS Code with its real chat: `npm run test:host [-- FILTER ...] [--grep NAME] [--extension FOLDER] [--keep]`.
 * FILTER is a part of a test file's path; without one the short groups run, with `--long` the long ones. `--extension` takes an unpacked extension instead of building and packaging this one; `--keep`
 * leaves the profiles, screenshots and recorded requests of a green run too.
 */
import './setup/node24.mjs';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './setup/browser.mjs';
import { ensureHost } from './setup/host.mjs';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { extensionSource } from './vscode/extension.mjs';
import { bundleExtension, bundleHostTests } from './vscode/host-build.mjs';
import { findGroups } from './vscode/host-groups.mjs';
import { runInHost } from './vscode/host-session.mjs';
import { launchBrowser } from './vscode/window.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string' },
    extension: { type: 'string' },
    keep: { type: 'boolean', default: false },
    long: { type: 'boolean' },
  },
});

/** Milliseconds for one group, start included. */
const groupLimit = 180_000;
/** Groups at a time. */
const lanes = 3;
const runs = join(cache, 'host-tests');

await runScript(async () => {
  const groups = findGroups(positionals, { long: values.long });
  if (groups.length === 0) throw new SetupError(`No test file in test/host matches: ${positionals.join(', ')}`);
  const vscode = await ensureHost();
  const browserProgram = await ensureBrowser();
  const run = newRun();
  const extension = await extensionSource(values.extension, run);
  const results = await inLanes(groups, browserProgram, { vscode, run, extension });
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

/**
 * Groups side by side, the long ones first: an in-host test mostly waits, for VS Code and for what it shows. Each lane has a browser of
 * its own, since the windows of one browser share a clipboard.
 */
async function inLanes(groups, browserProgram, about) {
  const waiting = [...groups].sort((one, other) => weight(other) - weight(one));
  const results = [];
  const lane = async () => {
    const browser = await launchBrowser(browserProgram);
    try {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
        results.push(await runGroup(group, { ...about, browser }));
    } finally {
      await browser.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, groups.length) }, lane));
  return results;
}

/** How long a group takes is not known before it ran; a long one says so in its host.json, or has much to say. */
function weight({ setup, files }) {
  return (setup.limit ?? 0) + files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Runs one group in a VS Code of its own and gives its tests' results; what stops the whole group counts as one failed test. */
async function runGroup(group, { vscode, browser, run, extension }) {
  const begin = Date.now();
  const folder = join(run, group.name);
  const report = join(folder, 'report.json');
  const { runner, bundles } = await bundleHostTests(group.files, join(folder, 'tests'));
  const plan = {
    files: bundles,
    report,
    timeout: group.setup.timeout ?? 60_000,
    ...(values.grep === undefined ? {} : { pattern: values.grep }),
  };
  const stopped = await runInHost({
    vscode,
    browser,
    folder,
    source: group.source,
    runner,
    ...extension,
    ...(group.beside === undefined ? {} : { beside: await bundleExtension(group.beside, join(folder, 'beside')) }),
    setup: group.setup,
    env: { TAKUMO_TEST_PLAN: JSON.stringify(plan) },
    // Tall, so that a long answer is on the page as a whole: the chat's rows are virtualized.
    size: { width: 1400, height: 1600 },
    limit: group.setup.limit ?? groupLimit,
  });
  const { tests, finished } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { tests: [], finished: false };
  const whole = (error) => tests.push({ name: `${group.name} (the whole group)`, ok: false, ms: 0, error });
  if (stopped !== undefined) whole(stopped);
  else if (!finished) whole(`the runner ended early; the extension host's log is in ${relative(root, folder)}/profile`);
  else if (tests.length === 0 && values.grep === undefined) whole('no test ran');
  say(`\n${group.name}`);
  for (const test of tests) say(`  ${test.skipped ? '○' : test.ok ? '✓' : '✗'} ${test.name} (${test.ms} ms)`);
  say(`  ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return { tests };
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
