/**
 * The detector on prompt-sized and file-sized text, beside a peer on the same text: one V8 regular expression of the commonest prefixes.
 * Then what a keystroke costs in a document that is watched for inserted code.
 */
import { Bench } from 'tinybench';
import { createDetector } from '../../src/engine/detect/index.ts';
import { insertedSpan } from '../../src/extension/sentinel/insertion.ts';
import { TextMirror } from '../../src/extension/sentinel/mirror.ts';
import { code } from './conversation.ts';
import { reportTasks } from './report.ts';

const small = code(4_000, 1);
const file = code(50_000, 2);
const bulk = code(1_000_000, 3);
const peerPattern = /(?:AKIA|gh[pousr]_|sk-|xox[abp]-|-----BEGIN|:\/\/[^\s:@/]+:)[^\s'"]+/g;
const detector = createDetector();

const mirror = new TextMirror(file);
let at = 0;

const bench = new Bench({ time: 1500, warmupTime: 500, retainSamples: true });
bench
  .add('peer: one regex pass over 50 KB', () => [...file.matchAll(peerPattern)].length)
  .add('detect: 4 KB prompt', () => detector.detect(small, { path: 'src/a.ts' }).length)
  .add('detect: 50 KB file', () => detector.detect(file, { path: 'src/a.ts' }).length)
  .add('detect: 1 MB', () => detector.detect(bulk, { path: 'src/a.ts' }).length)
  .add('keystroke in a 50 KB file', () => {
    at = (at + 7919) % 50_000;
    const changes = [{ offset: at, replaced: 0, text: 'x' }];
    insertedSpan(changes, 'none', (offset, length) => mirror.text.slice(offset, offset + length));
    mirror.record(changes);
  });
await bench.run();
reportTasks(bench);
