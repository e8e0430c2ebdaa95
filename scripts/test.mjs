/**
 * `npm test`: lint, types, unit, build, boundary, and the tests in a real VS Code, in this order. Stops at the first section that fails and says
 * what did; the last line counts all tests that ran, a failed section without tests as one. `-- SECTION ...` runs only those.
 */
import './setup/node24.mjs';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache, root } from './setup/paths.mjs';
import { runScript, SetupError, say } from './setup/say.mjs';

const bin = (name) => join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const results = join(cache, 'test-results');
const minute = 60_000;
/** This Node first, also when the script was not started by npm: the tools' own first line asks for `node`. */
const path = [dirname(process.execPath), process.env.PATH].join(delimiter);

/** `limit` is in milliseconds; `count` reads how many tests passed and failed from what the section left or printed. */
const sections = [
  {
    name: 'lint',
    limit: 2 * minute,
    commands: [
      [bin('biome'), 'check', '.'],
      [bin('oxlint'), '--type-aware'],
      [bin('knip'), '--no-progress'],
    ],
  },
  { name: 'types', limit: 2 * minute, commands: [[bin('tsc'), '-b']] },
  {
    name: 'unit',
    limit: 4 * minute,
    commands: [vitest('unit', '--exclude', 'test/unit/boundary.test.ts')],
    count: () => vitestCount('unit'),
  },
  { name: 'build', limit: minute, commands: [[process.execPath, 'esbuild.config.mjs']] },
  {
    name: 'boundary',
    limit: minute,
    commands: [vitest('boundary', 'test/unit/boundary.test.ts')],
    count: () => vitestCount('boundary'),
  },
  { name: 'host', limit: 9 * minute, commands: [[process.execPath, 'scripts/test-host.mjs']], count: lastCount },
];

await runScript(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !sections.some((section) => section.name === name));
  if (unknown.length > 0) {
    throw new SetupError(
      `No such section: ${unknown.join(', ')}. There are: ${sections.map(({ name }) => name).join(', ')}`,
    );
  }
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const total = { passed: 0, failed: 0 };
  const begin = Date.now();
  for (const section of sections) {
    if (wanted.length > 0 && !wanted.includes(section.name)) continue;
    say(`\n── ${section.name} ${'─'.repeat(60 - section.name.length)}`);
    const start = Date.now();
    const { failure, output } = await runSection(section);
    const count = section.count?.(output) ?? { passed: 0, failed: 0 };
    total.passed += count.passed;
    total.failed += count.failed;
    if (failure !== undefined) {
      if (count.failed === 0) total.failed += 1;
      say(`\n✗ ${section.name} failed: ${failure}. The sections after it did not run.`);
      break;
    }
    say(`✓ ${section.name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  }
  say(`\nin ${((Date.now() - begin) / 1000).toFixed(0)} s`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
});

async function runSection({ commands, limit }) {
  const until = Date.now() + limit;
  let output = '';
  for (const command of commands) {
    const { code, text, late } = await runCommand(command, until - Date.now());
    output += text;
    const name = command[0] === process.execPath ? command[1] : command[0].split(/[\\/]/).at(-1);
    if (late) return { output, failure: `${name} was still running after ${limit / 1000} s` };
    if (code !== 0) return { output, failure: `${name} ended with exit code ${code}` };
  }
  return { output };
}

/** Runs a command with its output shown as it comes; ends it, and what it started, when the time is over. */
function runCommand([program, ...args], limit) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const env = { ...process.env, PATH: path, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      shell: windows,
    });
    let text = '';
    let late = false;
    const show = (stream) => (chunk) => {
      text += chunk;
      stream.write(chunk);
    };
    child.stdout.on('data', show(process.stdout));
    child.stderr.on('data', show(process.stderr));
    const end = (signal) => {
      const { pid } = child;
      if (pid === undefined) return;
      try {
        process.kill(windows ? pid : -pid, signal);
      } catch {
        // Already gone.
      }
    };
    const timer = setTimeout(() => {
      late = true;
      end('SIGTERM');
      setTimeout(() => end('SIGKILL'), 5000).unref();
    }, limit);
    const interrupted = () => end('SIGTERM');
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    child.on('error', (error) => {
      text += String(error);
      process.stderr.write(`${error.message}\n`);
      settle(1);
    });
    child.on('close', (code) => settle(code ?? 1));
    function settle(code) {
      clearTimeout(timer);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      resolve({ code, text, late });
    }
  });
}

function vitest(name, ...args) {
  const file = join(results, `${name}.json`);
  return [bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args];
}

function vitestCount(name) {
  try {
    const report = JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** The in-host tests end with their own line of this form. */
function lastCount(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return { passed: Number(found?.[1] ?? 0), failed: Number(found?.[2] ?? 0) };
}
