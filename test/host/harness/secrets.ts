/** The demo workspace's secrets, and every way in which one could leave. */
import assert from 'node:assert/strict';
import { readWorkspaceFile } from './chat.ts';

/** Every value in the demo's `src/config.ts` that a provider must not see. */
export async function secretsOfConfig(): Promise<readonly string[]> {
  const text = await readWorkspaceFile('src/config.ts');
  const take = (pattern: RegExp) => pattern.exec(text)?.[1] ?? assert.fail(`the demo has no ${pattern}`);
  return [
    take(/orders_app:([^@]+)@/),
    take(/accessKeyId: '([^']+)'/),
    take(/secretAccessKey: '([^']+)'/),
    take(/token: '([^']+)'/),
  ];
}

/** Plain, URL-encoded, base64 at each offset, hex and JSON-escaped. */
function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const base64 = [0, 1, 2].map((pad) => {
    const text = Buffer.concat([Buffer.alloc(pad), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Without the characters that depend on the neighbours.
    return text.slice(pad === 0 ? 0 : 4, -2);
  });
  return [value, encodeURIComponent(value), ...base64, bytes.toString('hex'), JSON.stringify(value).slice(1, -1)];
}

/** Fails, without printing the value, when one stands in a body in any spelling. */
export function assertNoneIn(body: string, values: readonly string[]): void {
  values.forEach((value, index) => {
    for (const [way, spelling] of spellings(value).entries())
      assert.equal(body.includes(spelling), false, `value ${index} left the machine, spelled in way ${way}`);
  });
}
