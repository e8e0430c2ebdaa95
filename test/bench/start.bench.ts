/**
 * What VS Code pays for the extension at its start: loading the entry and `activate()`, each sample in a process of its own, with a stub
 * in place of `vscode`. The peer is the load of a bundle that is twice the size, our own `policy.js`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './report.ts';

const dist = join(process.cwd(), 'dist');

/** Runs in the child. Everything of `vscode` is one thing that can be called, constructed, read and listed, and is never a promise. */
const child = `
const Module = require('node:module');
const anything = new Proxy(function () {}, {
  get: (_, key) => key === 'then' ? undefined : key === Symbol.iterator ? () => [][Symbol.iterator]() : key === Symbol.toPrimitive ? () => '' : anything,
  apply: () => anything,
  construct: () => anything,
});
const names = process.argv[2].split(' ');
const vscode = Object.fromEntries(names.map((name) => [name, anything]));
const load = Module._load;
Module._load = (name, ...rest) => name === 'vscode' ? vscode : load(name, ...rest);
const t0 = performance.now();
require(process.argv[1] + '/policy.js');
const t1 = performance.now();
const entry = require(process.argv[1] + '/extension.js');
const t2 = performance.now();
entry.activate({ subscriptions: [], secrets: anything, globalState: anything, workspaceState: anything, extensionUri: anything, globalStorageUri: anything, extension: anything, extensionPath: process.argv[1], asAbsolutePath: () => process.argv[1] });
const t3 = performance.now();
console.log(JSON.stringify([t1 - t0, t2 - t1, t3 - t2]));
process.exit(0);
`;

/** Every name of the API that our sources use. */
const names = new Set<string>();
for (const file of readdirSync('src/extension', { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts')) continue;
  for (const match of readFileSync(join('src/extension', file), 'utf8').matchAll(/\bvscode\.([A-Za-z0-9]+)/g))
    names.add(match[1]!);
}

const samples: [number[], number[], number[]] = [[], [], []];
for (let run = 0; run < 21; run++) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', child, dist, [...names].join(' ')], {
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(
      `The entry did not start. Build first: npm run build\n${stderr
        .split('\n')
        .filter((line) => /Error|^ {4}at/.test(line))
        .join('\n')}`,
    );
  const times = JSON.parse(stdout) as [number, number, number];
  for (const [index, time] of times.entries()) samples[index]?.push(time);
}
report('peer: load policy.js', samples[0]);
report('load the entry', samples[1]);
report('activate()', samples[2]);
