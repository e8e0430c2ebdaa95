/**
 * Runs the in-host tests in desktop VS Code, through `@vscode/test-electron`: `node scripts/test-electron.mjs [FILTER ...] [--version 1.105.0]`.
 * For machines that may download VS Code; elsewhere scripts/test-host.mjs runs the same files. What the page shows is not looked at here.
 */
import './setup/node24.mjs';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { makeWorkspace } from './demo/workspace.mjs';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';
import { desktopProgram } from './vscode/desktop.mjs';
import { bundleHostTests } from './vscode/host-build.mjs';
import { findGroups } from './vscode/host-groups.mjs';
import { demoKey, demoSettings } from './vscode/settings.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { version: { type: 'string', default: 'stable' } },
});

await runScript(async () => {
  if (!existsSync(join(root, 'dist/extension.js')))
    throw new SetupError('dist/extension.js is missing. Build first: npm run build');
  const { executable } = await desktopProgram(values.version);
  const { startDemoModel } = await import('../test/support/demo-model.ts');
  const tests = [];
  for (const group of findGroups(positionals)) {
    const folder = join(cache, 'electron-tests', group.name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'user/User'), { recursive: true });
    const model = await startDemoModel({ key: demoKey });
    const report = join(folder, 'report.json');
    try {
      const fill = (value) => JSON.parse(JSON.stringify(value ?? {}).replaceAll('{{upstream}}', model.origin));
      const settings = demoSettings(model.origin, fill(group.setup.settings));
      writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(settings));
      const { runner, bundles } = await bundleHostTests(group.files, join(folder, 'tests'));
      const plan = { files: bundles, report, timeout: group.setup.timeout ?? 60_000 };
      await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: root,
        extensionTestsPath: runner,
        extensionTestsEnv: {
          TAKUMO_TEST_PLAN: JSON.stringify(plan),
          TAKUMO_DEMO_MODEL: model.origin,
          TAKUMO_DEMO_KEY: demoKey,
          ...fill(group.setup.env),
        },
        launchArgs: [
          makeWorkspace(group.source, join(folder, 'workspace')),
          '--user-data-dir',
          join(folder, 'user'),
          ...(group.setup.trust === false ? [] : ['--disable-workspace-trust']),
        ],
      }).catch(() => undefined);
    } finally {
      await model.close();
    }
    const found = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { tests: [], finished: false };
    tests.push(...found.tests);
    if (!found.finished) tests.push({ name: `${group.name} (the whole group)`, ok: false, error: 'it did not end' });
  }
  for (const test of tests) say(`  ${test.ok ? '✓' : '✗'} ${test.name}${test.ok ? '' : `\n${test.error}`}`);
  const failed = tests.filter((test) => !test.ok).length;
  say(`\n${tests.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
