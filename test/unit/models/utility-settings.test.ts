/** Which settings name the model of inline chat and of the utility requests, and putting them back. */
import { describe, expect, it } from 'vitest';
import {
  apply,
  plan,
  readChanges,
  type UserSettings,
  undoable,
} from '../../../src/extension/models/utility-settings.ts';

const demo = { vendor: 'takumo', id: 'demo', name: 'Demo Model' };
const other = { vendor: 'takumo-openai', id: 'org/other', name: 'Other' };
const [inline, utility, small] = ['inlineChat.defaultModel', 'chat.utilityModel', 'chat.utilitySmallModel'] as const;

function user(values: Record<string, string> = {}, unknown: readonly string[] = []) {
  const data = new Map(Object.entries(values));
  const settings: UserSettings = {
    inspect: (key) => (unknown.includes(key) ? undefined : { user: data.get(key), workspace: undefined }),
    update: async (key, value) => void (value === undefined ? data.delete(key) : data.set(key, value)),
  };
  const undo = async (changes: Parameters<typeof undoable>[1]) => {
    for (const { key, to } of undoable(settings, changes)) await settings.update(key, to);
  };
  return { data, settings, undo };
}

describe('the settings of utility models', () => {
  it('name a model as VS Code reads it', async () => {
    const { data, settings } = user();
    await apply(settings, plan(settings, other), {});
    expect(Object.fromEntries(data)).toEqual({
      [inline]: 'Other (takumo-openai)',
      [utility]: 'takumo-openai/org/other',
      [small]: 'takumo-openai/org/other',
    });
  });

  it('are shown with what they are and would be, and only where they would change', () => {
    const { settings } = user({ [utility]: 'takumo/demo', [small]: 'copilot/x' }, [inline]);
    expect(plan(settings, demo)).toMatchObject([{ key: small, from: 'copilot/x', to: 'takumo/demo' }]);
  });

  it('go back to exactly what was there, also after a second model', async () => {
    const before = { [small]: 'copilot/x' };
    const { data, settings, undo } = user(before);
    const first = await apply(settings, plan(settings, demo), {});
    const second = await apply(settings, plan(settings, other), first);
    await undo(readChanges(JSON.parse(JSON.stringify(second))));
    expect(Object.fromEntries(data)).toEqual(before);
  });

  it('stay as somebody else has set them since', async () => {
    const { data, settings, undo } = user();
    const changes = await apply(settings, plan(settings, demo), {});
    data.set(utility, 'mine/own');
    await undo(changes);
    expect(Object.fromEntries(data)).toEqual({ [utility]: 'mine/own' });
  });

  it('are not changed by what is no record of ours', () => {
    expect(readChanges(undefined)).toEqual({});
    expect(readChanges({ 'editor.fontSize': { set: 'x' }, [utility]: { set: 7 }, [small]: null })).toEqual({});
    expect(readChanges({ [utility]: { set: 'a' } })).toEqual({ [utility]: { set: 'a' } });
  });
});
