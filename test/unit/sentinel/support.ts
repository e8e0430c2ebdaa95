/** A reviewer on the grammars of `node_modules`, and the rules' examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSentinel } from '../../../src/engine/sentinel/index.ts';
import { createGrammarLoader } from '../../../src/platform/tree-sitter.ts';

const root = join(import.meta.dirname, '../../..');

export const grammars = createGrammarLoader({
  folder: join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm'),
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
});

export const clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const sentinel = createSentinel({ grammars, clock });

export interface Example {
  readonly rule: string;
  readonly verdict: 'bad' | 'ok';
  readonly language: string;
  /** Cut out of the middle of something. */
  readonly fragment: boolean;
  readonly text: string;
}

/** The examples of `test/fixtures/sentinel/rules`: one file a rule, `=== bad|ok <language> [fragment]` before each. */
export function readExamples(): Example[] {
  const folder = join(root, 'test/fixtures/sentinel/rules');
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split(/^=== /m)
      .slice(1)
      .map((section): Example => {
        const [head = '', ...lines] = section.split('\n');
        const [verdict, language = '', fragment] = head.split(' ');
        return {
          rule: file.replace('.txt', ''),
          verdict: verdict === 'bad' ? 'bad' : 'ok',
          language,
          fragment: fragment === 'fragment',
          text: expand(lines.join('\n')),
        };
      }),
  );
}

/** `{{repeat A 36}}` stands for 36 letters, so that no file holds what looks like a secret. */
function expand(text: string): string {
  return text.replace(/\{\{repeat (\S+) (\d+)\}\}/g, (_, part: string, count: string) => part.repeat(Number(count)));
}
