/** A vscode in which nothing happens but that every text on its way to a person is written down. */

export interface Shown {
  readonly surface: string;
  readonly text: string;
}

type Bundle = Readonly<Record<string, string>>;
type Any = Record<string, unknown>;

const texts = ['label', 'description', 'detail', 'tooltip', 'title', 'placeHolder', 'placeholder', 'prompt', 'message'];

/** `pick` answers a question: the first of the items, or nothing; after many questions nothing, so that no command asks for ever. */
export function recordingVscode(bundle: Bundle, pick: { first: boolean; left: number }) {
  const shown: Shown[] = [];
  const commands = new Map<string, (...given: unknown[]) => unknown>();

  const record = (surface: string, value: unknown): void => {
    if (typeof value === 'string') shown.push({ surface, text: value });
    else if (Array.isArray(value)) for (const each of value) record(surface, each);
    else if (typeof value === 'object' && value !== null) {
      const fields = value as Any;
      // A Markdown string of ours, and what a screen reader says.
      if (typeof fields.value === 'string' && 'isTrusted' in fields) record(surface, fields.value);
      const { accessibilityInformation } = fields as { accessibilityInformation?: { label?: string } };
      record(surface, accessibilityInformation?.label);
      for (const name of texts) record(surface, fields[name]);
      record(surface, fields.buttons);
    }
  };
  const answer = (items: readonly unknown[]): unknown => {
    pick.left -= 1;
    return pick.first && pick.left > 0 ? items[0] : undefined;
  };

  const nothing = (): unknown => inert;
  const inert: unknown = new Proxy(() => undefined, {
    get: (_, key) =>
      key === 'then' || typeof key === 'symbol' ? undefined : key === 'dispose' ? () => undefined : nothing,
    apply: () => inert,
  });
  const space = (more: Any): Any =>
    new Proxy(more, {
      get: (target, key) =>
        key in target
          ? target[String(key)]
          : /^(?:on|create|register)/.test(String(key))
            ? nothing
            : async () => undefined,
    });

  /** What a feature sets on it is written down: a status bar item, a picker. */
  const watched = (surface: string, more: Any): Any =>
    new Proxy(more, {
      set: (target, key, value) => {
        target[String(key)] = value;
        if (
          /^(?:text|items|buttons|name|value)$|^accessibilityInformation$/.test(String(key)) ||
          texts.includes(String(key))
        ) {
          record(surface, String(key) === 'accessibilityInformation' ? (value as Any).label : value);
        }
        return true;
      },
      get: (target, key) => (key in target ? target[String(key)] : nothing),
    });
  const picker = (surface: string): Any => {
    const hidden: (() => void)[] = [];
    const listen = (listener: () => void) => {
      hidden.push(listener);
      return { dispose: () => undefined };
    };
    const hide = (): void => {
      for (const listener of hidden.splice(0)) listener();
    };
    return watched(surface, {
      onDidHide: listen,
      hide,
      show: () => setTimeout(hide, 0),
      items: [],
      buttons: [],
      value: '',
    });
  };
  const message =
    (surface: string) =>
    async (...given: unknown[]): Promise<unknown> => {
      record(surface, given);
      const items = given.slice(1).filter((each) => typeof each === 'string' || (each as Any)?.title !== undefined);
      return answer(items);
    };

  const window = space({
    showInformationMessage: message('message'),
    showWarningMessage: message('message'),
    showErrorMessage: message('message'),
    showQuickPick: async (given: unknown, options: unknown) => {
      const items = (await given) as readonly unknown[];
      record('quick pick', [items, options]);
      return answer(items);
    },
    showInputBox: async (options: { validateInput?: (text: string) => unknown }) => {
      record('input', options);
      for (const text of ['', 'not good: \u{1F511}', 'http://example.com/?a#b', 'sk-x']) {
        record('input check', await options.validateInput?.(text));
      }
      return answer(['https://api.example.com/v1']);
    },
    showSaveDialog: async (options: unknown) => record('dialog', options),
    showOpenDialog: async (options: unknown) => record('dialog', options),
    setStatusBarMessage: (text: string) => {
      record('status bar message', text);
      return { dispose: () => undefined };
    },
    withProgress: async (options: unknown, task: (...given: unknown[]) => unknown) => {
      record('progress', options);
      return task(
        { report: (step: unknown) => record('progress', step) },
        { isCancellationRequested: false, onCancellationRequested: nothing },
      );
    },
    createQuickPick: () => picker('quick pick'),
    createInputBox: () => picker('input'),
    createStatusBarItem: () => watched('status bar', {}),
    createTreeView: (id: string, options: { treeDataProvider: TreeProvider }) => {
      void readTree(options.treeDataProvider, `view ${id}`);
      return watched(`view ${id}`, {});
    },
    createWebviewPanel: (_: string, title: string) => {
      record('webview', title);
      const webview = {
        asWebviewUri: (uri: unknown) => uri,
        cspSource: '',
        onDidReceiveMessage: nothing,
        postMessage: async () => true,
      };
      return watched('webview', {
        webview: { ...webview, html: '' },
        onDidDispose: nothing,
        reveal: nothing,
        dispose: () => undefined,
      });
    },
    tabGroups: { all: [], activeTabGroup: { tabs: [] }, onDidChangeTabs: nothing },
    visibleTextEditors: [],
    activeTextEditor: undefined,
    state: { focused: true },
  });

  interface TreeProvider {
    getChildren(element?: unknown): unknown;
    getTreeItem(element: unknown): unknown;
  }
  async function readTree(provider: TreeProvider, surface: string, element?: unknown, depth = 0): Promise<void> {
    const children = (await provider.getChildren(element)) as readonly unknown[] | undefined;
    for (const child of children ?? []) {
      record(surface, await provider.getTreeItem(child));
      if (depth < 3) await readTree(provider, surface, child, depth + 1);
    }
  }

  const uri = {
    fsPath: '/nowhere/config.ts',
    path: '/nowhere/config.ts',
    scheme: 'file',
    toString: () => 'file:///nowhere/config.ts',
    with: () => uri,
  };
  class Item {
    readonly label: unknown;
    constructor(label: unknown) {
      this.label = label;
    }
  }
  class Emitter {
    event = () => ({ dispose: () => undefined });
    fire = () => undefined;
    dispose = () => undefined;
  }
  class Owned {
    readonly dispose: () => void;
    constructor(dispose: () => void) {
      this.dispose = dispose;
    }
    static from(...items: { dispose(): void }[]): Owned {
      return new Owned(() => void items.map((item) => item.dispose()));
    }
  }
  class Markdown {
    value: string;
    isTrusted = false;
    constructor(value = '') {
      this.value = value;
    }
    appendMarkdown(text: string): this {
      this.value += text;
      return this;
    }
    appendText(text: string): this {
      this.value += text;
      return this;
    }
    appendCodeblock(): this {
      return this;
    }
  }
  const configuration = {
    get: (_: string, otherwise: unknown) => otherwise,
    inspect: () => undefined,
    update: async () => undefined,
    has: () => true,
  };

  const vscode: Any = new Proxy(
    {
      EventEmitter: Emitter,
      Disposable: Owned,
      MarkdownString: Markdown,
      TreeItem: Item,
      ThemeIcon: Item,
      ThemeColor: Item,
      Uri: { joinPath: () => uri, from: () => uri, parse: () => uri, file: () => uri },
      StatusBarAlignment: { Left: 1, Right: 2 },
      ViewColumn: { Active: -1, Beside: -2 },
      FileType: { File: 1, Directory: 2 },
      l10n: {
        bundle,
        t: (text: string, ...given: (string | number)[]) =>
          (bundle[text] ?? text).replace(/\{(\d+)\}/g, (place, at) => String(given[Number(at)] ?? place)),
      },
      env: space({ language: 'qps-ploc', clipboard: { writeText: async () => undefined, readText: async () => '' } }),
      window,
      workspace: space({
        textDocuments: [],
        notebookDocuments: [],
        workspaceFolders: [],
        isTrusted: true,
        getConfiguration: () => configuration,
        getWorkspaceFolder: () => undefined,
        asRelativePath: (path: unknown) => String(path),
        fs: space({}),
        openTextDocument: async (given: { content?: string; language?: string }) => {
          if (given.language === 'markdown') record('document', given.content);
          return { uri, getText: () => given.content ?? '', languageId: given.language ?? '', lineCount: 1 };
        },
      }),
      languages: space({}),
      lm: space({ selectChatModels: async () => [] }),
      chat: space({}),
      authentication: space({}),
      extensions: { all: [], getExtension: () => undefined, onDidChange: nothing },
      commands: space({
        registerCommand: (id: string, run: (...given: unknown[]) => unknown) => {
          commands.set(id, run);
          return { dispose: () => commands.delete(id) };
        },
        registerTextEditorCommand: nothing,
        executeCommand: async () => undefined,
        getCommands: async () => [],
      }),
    } as Any,
    // Enumerations and classes that no text depends on.
    {
      get: (target, key) =>
        key in target ? target[String(key)] : typeof key === 'symbol' || key === 'then' ? undefined : enumeration,
      has: () => true,
    },
  );
  const enumeration: unknown = new Proxy(class {}, {
    get: (target, key) => (key in target ? Reflect.get(target, key) : key === 'then' ? undefined : inert),
  });
  return { vscode, shown, commands, uri };
}
