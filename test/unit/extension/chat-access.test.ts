import { beforeEach, describe, expect, it, vi } from 'vitest';

/** One setting of VS Code, and a person who picks the first or the last entry of a list. */
const world = vi.hoisted(() => {
  const state = {
    value: undefined as boolean | undefined,
    known: true,
    agree: true,
    ran: [] as string[],
    copied: [] as string[],
    said: [] as string[],
    asked: [] as { title: string; detail: string | undefined }[],
  };
  const vscode = {
    ConfigurationTarget: { Global: 1 },
    env: { clipboard: { writeText: async (text: string) => void state.copied.push(text) } },
    commands: { executeCommand: async (id: string) => void state.ran.push(id) },
    l10n: { t: (text: string) => text },
    workspace: {
      getConfiguration: () => ({
        inspect: () => ({ ...(state.known ? { defaultValue: false } : {}), globalValue: state.value }),
        update: async (_name: string, value: boolean | undefined) => {
          if (!state.known) throw new Error('not a registered configuration');
          state.value = value;
        },
      }),
    },
    window: {
      showInformationMessage: async (text: string) => void state.said.push(text),
      setStatusBarMessage: () => undefined,
      showQuickPick: async (items: { label: string; detail?: string }[], options: { title: string }) => {
        state.asked.push({ title: options.title, detail: items[0]?.detail });
        return state.agree ? items[0] : items.at(-1);
      },
    },
  };
  return { state, vscode };
});
vi.mock('vscode', () => world.vscode);
const { toggleChatAccess } = await import('../../../src/extension/walkthrough/chat-access.ts');

function memento() {
  const kept = new Map<string, unknown>();
  return {
    get: <T>(key: string) => kept.get(key) as T | undefined,
    update: async (key: string, value: unknown) => void (value === undefined ? kept.delete(key) : kept.set(key, value)),
    kept,
  };
}

describe('the chat without an account', () => {
  beforeEach(() => {
    Object.assign(world.state, {
      value: undefined,
      known: true,
      agree: true,
      asked: [],
      ran: [],
      copied: [],
      said: [],
    });
  });

  it('asks first, says what it changes, and changes nothing without a yes', async () => {
    world.state.agree = false;
    expect(await toggleChatAccess(memento())).toBe(false);
    expect(world.state.value).toBeUndefined();
    expect(world.state.asked[0]?.detail).toMatch(/not guarded/);
    expect(world.state.asked[0]?.detail).toMatch(/undo/);
  });

  it.each([undefined, false])('gives the setting back what it was: %s', async (before) => {
    world.state.value = before;
    const storage = memento();
    expect(await toggleChatAccess(storage)).toBe(true);
    expect(world.state.value).toBe(true);
    expect(await toggleChatAccess(storage)).toBe(true);
    expect(world.state.value).toBe(before);
    expect(storage.kept.size).toBe(0);
  });

  it.each([
    [undefined, /Paste the copied line/, ['"chat.allowAnonymousAccess": true,']],
    [true, /Delete this line and save/, []],
  ])('opens the settings and says what to write where VS Code hides the setting: %s', async (value, said, copied) => {
    Object.assign(world.state, { known: false, value });
    const storage = memento();
    expect(await toggleChatAccess(storage)).toBe(false);
    expect(world.state.ran).toEqual(['workbench.action.openSettingsJson']);
    expect(world.state.copied).toEqual(copied);
    expect(world.state.said.join()).toMatch(said);
    expect(world.state.value).toBe(value);
    expect(storage.kept.size).toBe(0);
  });
});
