import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

/** A vscode of which only the ownership is real: whatever is registered, created or listened to is counted until it is disposed. */
const world = vi.hoisted(() => {
  const live = new Set<string>();
  const bars: Record<string, unknown>[] = [];
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
        const made = new Proxy(owned(`${name} ${typeof given[0] === 'string' ? given[0] : ''}`), {
          get: (target, key) => {
            if (key in target) return target[key as string];
            if (String(key).startsWith('onDid')) return () => owned(`${name}.${String(key)}`);
            return () => undefined;
          },
        });
        if (name === 'createStatusBarItem') bars.push(made);
        return made;
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
    ThemeIcon: class {},
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
    chat: space(),
  };
  return { live, bars, vscode, uri };
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

/** Timers that are due, of whoever set them; those of the test itself come from `wait`. */
const timers = vi.hoisted(() => {
  const due = new Set<unknown>();
  const { setTimeout: later, clearTimeout: never, setInterval: often, clearInterval: stop } = globalThis;
  const setTimer = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const timer = later(() => {
      due.delete(timer);
      run(...given);
    }, ms);
    due.add(timer);
    return timer;
  };
  const setEvery = (...given: Parameters<typeof often>) => {
    const timer = often(...given);
    due.add(timer);
    return timer;
  };
  const clear = (timer: Parameters<typeof never>[0]) => {
    due.delete(timer);
    never(timer);
    stop(timer);
  };
  return {
    due,
    wait: (ms: number) => new Promise<void>((done) => later(done, ms)),
    watch() {
      Object.assign(globalThis, {
        setTimeout: setTimer,
        clearTimeout: clear,
        setInterval: setEvery,
        clearInterval: clear,
      });
    },
    restore() {
      Object.assign(globalThis, { setTimeout: later, clearTimeout: never, setInterval: often, clearInterval: stop });
    },
  };
});

const commands: string[] = JSON.parse(readFileSync('package.json', 'utf8')).contributes.commands.map(
  (each: { command: string }) => each.command,
);

/** Kinds of what keeps a process alive or watches the disk. */
const held = () =>
  process.getActiveResourcesInfo().filter((kind) => /Server|TCP|Pipe(?!Wrap)|FSEvent|Child/.test(kind));

describe('activation', () => {
  it('owns what it registers, and deactivating leaves nothing', async () => {
    const main = await import('../../../src/extension/main.ts');
    const heldBefore = held().length;
    timers.watch();
    for (let round = 0; round < 3; round++) {
      const given = context();
      given.secrets.onDidChange = (() => (world.vscode.window as { onDidX(): unknown }).onDidX()) as never;
      const begin = performance.now();
      expect(main.activate(given as never)).toBeUndefined();
      // The budget is 10 ms; the first call compiles, and a test machine is busy.
      expect(performance.now() - begin).toBeLessThan(round === 0 ? 60 : 20);
      expect(world.live.size).toBeGreaterThan(50);
      const isRegistered = (name: string) => [...world.live].some((id) => id.startsWith(`registerCommand ${name}#`));
      expect(commands.filter((name) => !isRegistered(name))).toEqual([]);
      await timers.wait(300);
      main.deactivate();
      for (const item of given.subscriptions) item.dispose();
      await timers.wait(50);
      expect([...world.live]).toEqual([]);
      expect(timers.due.size, 'timers that are still due').toBe(0);
      expect(held()).toHaveLength(heldBefore);
    }
    timers.restore();
  });

  it('gives each item of the status bar a name, a tooltip, a command and words for a screen reader', () => {
    // The fake gives a function for what was never set: such an item is not shown yet.
    const shown = world.bars.filter(({ text }) => typeof text === 'string');
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const { name, tooltip, command, accessibilityInformation } of shown) {
      expect(name).toMatch(/^Takumo: /);
      expect(tooltip).toBeTruthy();
      expect(commands).toContain(typeof command === 'string' ? command : (command as { command: string }).command);
      expect(accessibilityInformation).toEqual({ label: expect.stringMatching(/\w{3}/), role: 'button' });
    }
  });
});
