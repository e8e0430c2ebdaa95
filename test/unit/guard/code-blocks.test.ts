import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeBlocks } from '../../../src/engine/guard/code-blocks.ts';

function read(chunks: readonly string[]) {
  const blocks = new CodeBlocks();
  return [...chunks.flatMap((chunk) => blocks.push(chunk)), ...blocks.end()];
}

const text = [
  'Text with `inline` code and ``` in a line.',
  '```ts title="a.ts"',
  'const a = 1;',
  '',
  '```',
  '~~~~Python',
  'x = """',
  '```',
  '~~~',
  '"""',
  '~~~~',
  '  ```',
  'indented',
  '  ```',
  '````md',
  '```js',
  'inner',
  '```',
  '````',
  '```sql',
  'select 1',
].join('\n');

describe('code blocks', () => {
  const whole = read([text]);

  it('are found as CommonMark has them, the unfinished last one too', () => {
    expect(whole).toEqual([
      { language: 'ts', text: 'const a = 1;\n' },
      { language: 'python', text: 'x = """\n```\n~~~\n"""' },
      { language: '', text: 'indented' },
      { language: 'md', text: '```js\ninner\n```' },
      { language: 'sql', text: 'select 1' },
    ]);
  });

  it('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts.sort((left, right) => left - right), text.length];
        expect(read(at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });
});
