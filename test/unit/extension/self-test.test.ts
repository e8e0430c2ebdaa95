import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantCanaries } from '../../../src/platform/self-test/canaries.ts';
import { findLeaks } from '../../../src/platform/self-test/encodings.ts';
import { startRecorder } from '../../../src/platform/self-test/recorder-process.ts';
import { type GuardedExchange, runSelfTest } from '../../../src/platform/self-test/self-test.ts';

let folder = '';
let recorder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'takumo-self-test-'));
  recorder = join(folder, 'recorder.js');
  await esbuild.build({
    entryPoints: ['src/platform/self-test/recorder.ts'],
    bundle: true,
    platform: 'node',
    outfile: recorder,
    logLevel: 'silent',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An exchange that masks with `mask`, and undoes it in the answer. The real guard runs in the tests in the host. */
function exchange(mask: (prompt: string) => { text: string; undo: (answer: string) => string }): GuardedExchange {
  return async ({ baseUrl, prompt }) => {
    const { text, undo } = mask(prompt);
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'recorder', stream: true, messages: [{ role: 'user', content: text }] }),
    });
    const answer = (await response.text())
      .split('\n\n')
      .map((line) => line.replace('data: ', ''))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line).choices[0].delta.content ?? '')
      .join('');
    return { text: undo(answer) };
  };
}

/** Replaces every word of 8 or more characters by a number. */
function numbers(prompt: string) {
  const words: string[] = [];
  const text = prompt.replace(/\S{8,}/g, (word) => `<${words.push(word) - 1}>`);
  return { text, undo: (answer: string) => answer.replace(/<(\d+)>/g, (_, index) => words[Number(index)]!) };
}

describe('the self-test', () => {
  it('passes when nothing leaks and all comes back', async () => {
    const report = await runSelfTest({ recorder, pii: true, exchange: exchange(numbers) });
    expect(report).toMatchObject({ passed: true, leaked: 0, cameBack: 6, requests: 1, refused: false });
    expect(report.canaries.map((canary) => canary.category).sort()).toEqual([
      'CONN',
      'HOST',
      'KEY',
      'PII',
      'SECRET',
      'TOKEN',
    ]);
  });

  it('fails when the guard is off', async () => {
    const report = await runSelfTest({
      recorder,
      pii: false,
      exchange: exchange((text) => ({ text, undo: (answer) => answer })),
    });
    expect(report).toMatchObject({ passed: false, leaked: 5, cameBack: 5 });
  });

  it.each([
    ['base64', (text: string) => Buffer.from(`x${text}`).toString('base64')],
    ['hex', (text: string) => Buffer.from(text).toString('hex')],
    ['url', (text: string) => encodeURIComponent(text)],
    ['reversed', (text: string) => text.split('').reverse().join('')],
  ])('fails when a canary gets out as %s', async (_, encode) => {
    const report = await runSelfTest({
      recorder,
      pii: false,
      exchange: exchange((text) => ({ text: encode(text), undo: () => text })),
    });
    expect(report.passed).toBe(false);
    expect(report.leaked).toBe(5);
  });

  it('fails when nothing arrives, when nothing comes back, and when the exchange breaks', async () => {
    const silent = await runSelfTest({ recorder, pii: false, exchange: async ({ prompt }) => ({ text: prompt }) });
    expect(silent.passed).toBe(false);
    const forgetful = await runSelfTest({
      recorder,
      pii: false,
      exchange: exchange((text) => ({ ...numbers(text), undo: (answer) => answer })),
    });
    expect(forgetful).toMatchObject({ passed: false, leaked: 0, cameBack: 0 });
    const broken = runSelfTest({
      recorder,
      pii: false,
      exchange: async () => {
        throw new Error('cut');
      },
    });
    await expect(broken).rejects.toThrow('cut');
  });

  it('a refusal passes only if nothing arrived', async () => {
    const refused = await runSelfTest({ recorder, pii: false, exchange: async () => ({ text: '', refused: true }) });
    expect(refused).toMatchObject({ passed: true, refused: true });
    const liar = await runSelfTest({
      recorder,
      pii: false,
      exchange: async (request) => ({ ...(await exchange(numbers)(request)), refused: true }),
    });
    expect(liar.passed).toBe(false);
  });
});

describe('the recorder', () => {
  it('is another process with none of our environment, and says what it received', async () => {
    const running = await startRecorder(recorder);
    expect(
      (await fetch(`${new URL(running.baseUrl).origin}/v1/chat/completions`, { method: 'POST', body: 'x' })).status,
    ).toBe(404);
    expect((await running.received()).length).toBe(1);
    running.dispose();
  });

  it('a missing script is an error', async () => {
    await expect(startRecorder(join(folder, 'absent.js'))).rejects.toThrow();
  });
});

describe('canaries and encodings', () => {
  it('are new each time, and found in any case and wrapped over lines', () => {
    const [first, second] = [plantCanaries({ pii: true }), plantCanaries({ pii: true })];
    for (const [index, { value }] of first.entries()) {
      expect(value).not.toBe(second[index]?.value);
      expect(findLeaks(value, `a ${value.toUpperCase()} b`)).not.toEqual([]);
      expect(findLeaks(value, `a ${value.slice(0, 5)}\n  ${value.slice(5)} b`)).not.toEqual([]);
      expect(findLeaks(value, second.map((canary) => canary.line).join())).toEqual([]);
      for (const shift of [0, 1, 2]) {
        expect(findLeaks(value, Buffer.from(`${'x'.repeat(shift)}${value}yz`).toString('base64url'))).not.toEqual([]);
      }
    }
  });
});
