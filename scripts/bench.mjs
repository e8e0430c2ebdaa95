/**
 * Runs every `test/bench/*.bench.ts`, each in a process of its own, and prints what it measured: milliseconds and the ratio to the peer of
 * the same run. `npm run bench [-- FILTER]`. Times depend on the machine; the ratio is what compares between machines.
 */
import './setup/node24.mjs';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { cache, root } from './setup/paths.mjs';

/** Milliseconds at p95, from the budgets of the project. */
const budgets = {
  'agent turn, warm: history resent, 4 KB new': 6,
  'agent turn, warm: resent as it is': 6,
  'stream chunk': 0.3,
  'detect: 4 KB prompt': 0.5,
  'keystroke in a 50 KB file': 2,
  'review: first of the process, 1 KB': 80,
  'review: 1 KB': 4,
  'review: 10 KB': 12,
  'load the entry': 30,
  'activate()': 10,
};
/** Bytes that a heap may wander by. */
const heapBudget = 4_000_000;

const folder = join(root, 'test/bench');
const filter = process.argv[2] ?? '';
let missed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.bench.ts') && name.includes(filter))) {
  console.log(`\n${file}`);
  const program = join(cache, 'bench', file.replace('.ts', '.mjs'));
  esbuild.buildSync({
    entryPoints: [join(folder, file)],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  });
  const run = spawnSync(process.execPath, ['--expose-gc', program], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) {
    console.error(run.stderr);
    process.exitCode = 1;
    continue;
  }
  const rows = run.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const measure = rows.find((row) => row.name.startsWith('peer'));
  const peer = measure?.p50;
  if (measure !== undefined && measure.p95 > 2 * measure.p50) {
    console.log('  The machine was busy with other things: the peer itself took more than twice its median at p95.');
  }
  for (const row of rows) missed += show(row, peer) ? 0 : 1;
}
if (missed > 0) {
  console.log(`\n${missed} over budget`);
  process.exitCode = 1;
}

/** Prints one row; false when it is over its budget. */
function show(row, peer) {
  if (row.p50 === undefined) {
    console.log(
      `  ${row.name.padEnd(46)} ${(row.bytes / 1000).toFixed(0)} KB${row.of === undefined ? '' : ` on ${(row.of / 1e6).toFixed(1)} MB`}`,
    );
    return row.of === undefined || row.bytes < heapBudget;
  }
  const budget = budgets[row.name];
  const good = budget === undefined || row.p95 <= budget;
  const times = [row.p50, row.p95, row.p99].map((value) => value.toFixed(3).padStart(9)).join(' ');
  const ratio = peer === undefined ? '' : `  ${(row.p50 / peer).toFixed(2)} x peer`;
  console.log(
    `  ${row.name.padEnd(46)} p50/p95/p99 ${times} ms${ratio}${budget === undefined ? '' : `  budget ${budget}${good ? '' : '  OVER'}`}`,
  );
  return good;
}
