import { describe, expect, it, vi } from 'vitest';

/** A vscode of which only the ownership is real: whatever is registered, created or listened to is counted until it is disposed. */
const world = vi.hoisted(() => {
  const live = new Set<string>();
  let count = 0;
  const owned = (name: string): Record<string, unknown> => {
    const id = `${name}#${count++}`;
    live.add(id);
    return { dispose: () => live.delete(id) };
  };
  class EventEmitter {
    #own = owned('EventEmitter');
    event = () => owned('event');
    fire = () => undefined;
    dispose = () => (this.#own.dispose as () => void)();
  }
  const call =
    (name: string) =>
    (...given: unknown[]) => {
      if (/^(register|create|onDid)/.test(name)) {
        return new Proxy(owned(`${name} ${typeof given[0] === 'string' ? given[0] : ''}`), {
          get: (target, key) => {
            if (key in target) return target[key as string];
            if (String(key).startsWith('onDid')) return () => owned(`${name}.${String(key)}`);
            return () => undefined;
          },
        });
      }
      return Promise.resolve(undefined);
    };
  const space = (more: object = {}) =>
    new Proxy(more, { get: (target, key) => (key in target ? target[key as keyof typeof target] : call(String(key))) });
  const uri = { fsPath: '/nowhere', toString: () => 'file:///nowhere', path: '/nowhere' };
  const settings = {
    get: (_: string, otherwise: unknown) => otherwise,
    inspect: () => undefined,
    update: async () => undefined,
  };
  const vscode = {
    EventEmitter,
    Disposable: class {
      #undo: () => void;
      constructor(undo: () => void) {
        this.#undo = undo;
      }
      dispose() {
        this.#undo();
      }
      static from(...items: { dispose(): void }[]) {
        return { dispose: () => items.map((item) => item.dispose()) };
      }
    },
    ThemeColor: class {},
    DiagnosticSeverity: {},
    Uri: { joinPath: () => uri, from: () => uri, parse: () => uri },
    StatusBarAlignment: { Left: 1, Right: 2 },
    ViewColumn: { Active: -1 },
    CodeActionKind: { QuickFix: {}, RefactorExtract: {} },
    DecorationRangeBehavior: {},
    DocumentDropOrPasteEditKind: { Empty: { append: () => ({}) }, Text: {} },
    FileType: { File: 1, Directory: 2 },
    l10n: { t: (text: string) => text },
    env: { language: 'en' },
    window: space(),
    workspace: space({ textDocuments: [], workspaceFolders: [], getConfiguration: () => settings, fs: space() }),
    languages: space(),
    commands: space(),
    lm: space(),
  };
  return { live, vscode, uri };
});
vi.mock('vscode', () => world.vscode);

function context() {
  const memento = { get: () => undefined, update: async () => undefined, keys: () => [] };
  return {
    subscriptions: [] as { dispose(): void }[],
    globalState: memento,
    workspaceState: memento,
    secrets: {
      get: async () => undefined,
      store: async () => undefined,
      delete: async () => undefined,
      onDidChange: world.vscode.window,
    },
    extensionUri: world.uri,
    globalStorageUri: world.uri,
  };
}

describe('activation', () => {
  it('owns what it registers, and deactivating leaves nothing', async () => {
    const main = await import('../../../src/extension/main.ts');
    for (let round = 0; round < 3; round++) {
      const given = context();
      given.secrets.onDidChange = (() => (world.vscode.window as { onDidX(): unknown }).onDidX()) as never;
      const begin = performance.now();
      expect(main.activate(given as never)).toBeUndefined();
      // The budget is 10 ms; the first call compiles, and a test machine is busy.
      expect(performance.now() - begin).toBeLessThan(round === 0 ? 60 : 20);
      expect(world.live.size).toBeGreaterThan(50);
      // The commands of every feature: none failed to start.
      for (const name of [
        'newSession',
        'connect',
        'answerHeldRequest',
        'addModel',
        'openMenu',
        'copyTokenized',
        'moveToEnvironment',
        'protectSecretFiles',
        'restoreWorkspace',
        'revealToken',
        'previewTokenized',
        'dismissFinding',
        'showWhatLeft',
        'selfTest',
      ]) {
        expect(
          [...world.live].some((id) => id.includes(`takumo.${name}#`)),
          name,
        ).toBe(true);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      main.deactivate();
      for (const item of given.subscriptions) item.dispose();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([...world.live]).toEqual([]);
    }
  });
});
