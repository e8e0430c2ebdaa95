/** Sources of models side by side. */

import { describe, expect, it, vi } from 'vitest';
import type * as api from 'vscode';
import type { Target } from '../../../src/extension/chat/target.ts';
import type { TargetSource } from '../../../src/extension/chat/targets.ts';
import { vscode } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { Targets } = await import('../../../src/extension/chat/targets.ts');

const token = new vscode.CancellationTokenSource().token as unknown as api.CancellationToken;
const info = (id: string) => ({ id }) as api.LanguageModelChatInformation;

function source(infos: readonly api.LanguageModelChatInformation[], name: string) {
  const changed = new vscode.EventEmitter<void>();
  const made: TargetSource = {
    onDidChange: changed.event as TargetSource['onDidChange'],
    list: () => infos,
    find: (one) => (infos.includes(one) ? ({ name } as Target) : undefined),
  };
  return { made, changed };
}

describe('targets', () => {
  it('lists all sources, and finds the target by the very object that was listed', async () => {
    const targets = new Targets();
    const one = info('a');
    const two = info('b');
    targets.add(source([one], 'first').made);
    targets.add(source([two], 'second').made);
    expect(await targets.list({ silent: true }, token)).toEqual([one, two]);
    expect(targets.find(two)?.name).toBe('second');
    expect(targets.find(info('b'))).toBeUndefined();
  });

  it('lists an id once, the earlier source first', async () => {
    const targets = new Targets();
    const first = info('same');
    targets.add(source([first], 'first').made);
    targets.add(source([info('same')], 'second').made);
    expect(await targets.list({ silent: true }, token)).toEqual([first]);
  });

  it('keeps the others when one source fails', async () => {
    const targets = new Targets();
    const failures: unknown[] = [];
    targets.add({ ...source([], 'bad').made, list: () => Promise.reject(new Error('down')) });
    targets.add(source([info('a')], 'good').made);
    expect(await targets.list({ silent: true }, token, (error) => failures.push(error))).toHaveLength(1);
    expect(failures).toHaveLength(1);
  });

  it('fires when a source comes, changes and goes, and not after that', () => {
    const targets = new Targets();
    let fired = 0;
    targets.onDidChange(() => fired++);
    const { made, changed } = source([], 'one');
    const added = targets.add(made);
    changed.fire();
    expect(fired).toBe(2);
    added.dispose();
    changed.fire();
    expect(fired).toBe(3);
  });
});
