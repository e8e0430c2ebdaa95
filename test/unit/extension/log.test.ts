import { describe, expect, it } from 'vitest';
import { TakumoError } from '../../../src/engine/errors.ts';
import { Redacted } from '../../../src/engine/model.ts';
import { createLog, type LogSink, safeWord } from '../../../src/extension/log.ts';

function record(): { lines: string[]; sink: LogSink } {
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  return { lines, sink: { info: add, warn: add, error: add, debug: add } };
}

describe('the log takes safe types only', () => {
  const secret = 'x'.repeat(30);

  it('writes literals, numbers and booleans', () => {
    const { lines, sink } = record();
    createLog(sink).info('activated', { ms: 1.234, ready: true, count: 3 });
    expect(lines).toEqual(['activated ms=1.23 ready=true count=3']);
  });

  it('refuses plain strings at compile time', () => {
    const log = createLog(record().sink);
    const text: string = secret;
    // @ts-expect-error a message is a literal
    log.info(text);
    // @ts-expect-error a field is no free text
    log.info('sent', { prompt: text });
    // @ts-expect-error a redacted value is no field either
    log.info('sent', { key: new Redacted(text) });
    expect(true).toBe(true);
  });

  it('logs an error by code or class, never by message or stack', () => {
    const { lines, sink } = record();
    const log = createLog(sink);
    log.error('failed', new TakumoError('upstream-error', secret));
    log.error('failed', new TypeError(secret));
    log.error('failed', Object.assign(new Error(secret), { code: 'ENOENT' }));
    log.error('failed', Object.assign(new Error(secret), { name: secret, code: secret }));
    log.error('failed', secret);
    expect(lines).toEqual([
      'failed error=upstream-error',
      'failed error=TypeError',
      'failed error=Error:ENOENT',
      'failed error=other error',
      'failed error=string',
    ]);
  });

  it('lets only words of our own form through safeWord', () => {
    expect(safeWord('guarded-models')).toBe('guarded-models');
    for (const text of [secret, `AKIA${'7'.repeat(16)}`, 'a b', 'postgres://u:p@h', ''])
      expect(safeWord(text)).toBe('[other]');
  });
});
