/** Sentinel on code blocks of an answer, beside a peer on the same text: tree-sitter's parse alone. The first review of a process is cold. */
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { createDetector } from '../../src/engine/detect/index.ts';
import { createSentinel } from '../../src/engine/sentinel/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createGrammarLoader } from '../../src/platform/tree-sitter.ts';
import { code } from './conversation.ts';
import { report, reportTasks } from './report.ts';

const modules = join(process.cwd(), 'node_modules');
const hole = "export function find(db, name) {\n  return db.query(`SELECT * FROM users WHERE name = '${name}'`);\n}\n";
const one = hole + code(900, 1);
const ten = hole + code(9_900, 2);

const started = performance.now();
const grammars = createGrammarLoader({
  folder: join(modules, '@vscode/tree-sitter-wasm/wasm'),
  runtime: join(modules, 'web-tree-sitter/web-tree-sitter.wasm'),
});
const sentinel = createSentinel({ grammars, detector: createDetector(), clock: systemClock });
const first = await sentinel.review({ text: one, language: 'typescript' });
report('review: first of the process, 1 KB', [performance.now() - started]);
if (first.findings.length === 0) throw new Error('the hole was not found');

const parser = await grammars.load('typescript');
const bench = new Bench({ time: 2000, warmupTime: 1000, retainSamples: true });
bench
  .add('peer: parse 10 KB', () => parser.parse(ten, 1000)?.delete())
  .add('review: 1 KB', async () => (await sentinel.review({ text: one, language: 'typescript' })).findings.length)
  .add('review: 10 KB', async () => (await sentinel.review({ text: ten, language: 'typescript' })).findings.length);
await bench.run();
reportTasks(bench);
