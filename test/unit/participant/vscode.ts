/** As much of the `vscode` module as `@takumo` needs, on top of what other extensions' models need. */
import { vscode as models } from '../forward/vscode.ts';

export class Uri {
  readonly scheme = 'file';
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(path);
  }
  toString(): string {
    return `file://${this.path}`;
  }
  static file = (path: string): Uri => new Uri(path);
  static joinPath = (base: Uri, ...parts: readonly string[]): Uri => new Uri([base.path, ...parts].join('/'));
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(fromLine: number, from: number, toLine: number, to: number) {
    this.start = new Position(fromLine, from);
    this.end = new Position(toLine, to);
  }
}

export class Location {
  readonly uri: Uri;
  readonly range: Range | Position;
  constructor(uri: Uri, range: Range | Position) {
    this.uri = uri;
    this.range = range;
  }
}

export class ChatRequestTurn {
  readonly prompt: string;
  readonly references: readonly object[];
  constructor(prompt: string, references: readonly object[] = []) {
    this.prompt = prompt;
    this.references = references;
  }
}

export class ChatResponseMarkdownPart {
  readonly value: { readonly value: string };
  constructor(value: string) {
    this.value = { value };
  }
}

export class ChatResponseTurn {
  readonly response: readonly object[];
  readonly result: object;
  constructor(response: readonly object[], result: object) {
    this.response = response;
    this.result = result;
  }
}

/** Files by path: `/w` is the workspace. A folder is `undefined`. */
export const files = new Map<string, string | undefined>();
export const executed: unknown[][] = [];
export const told: string[] = [];

function document(uri: Uri) {
  const text = files.get(uri.path);
  if (text === undefined) throw new Error('no such file');
  const lines = text.split('\n');
  return {
    uri,
    languageId: uri.path.endsWith('.ts') ? 'typescript' : 'plaintext',
    getText: (range?: Range) =>
      range === undefined ? text : lines.slice(range.start.line, range.end.line + 1).join('\n'),
  };
}

const more = {
  Uri,
  Position,
  Range,
  Location,
  ChatRequestTurn,
  ChatResponseTurn,
  ChatResponseMarkdownPart,
  FileType: { File: 1, Directory: 2 },
  DiagnosticSeverity: { 0: 'Error', 1: 'Warning' },
  env: { language: 'en' },
  extensions: { getExtension: () => undefined },
  commands: { executeCommand: async (...given: unknown[]) => void executed.push(given) },
  window: {
    activeTextEditor: undefined,
    showInformationMessage: async (text: string) => void told.push(text),
  },
  workspace: {
    ...models.workspace,
    textDocuments: [],
    workspaceFolders: [{ name: 'w', index: 0, uri: new Uri('/w') }],
    asRelativePath: (given: Uri | string) => (typeof given === 'string' ? given : given.path).replace(/^\/w\//, ''),
    openTextDocument: async (uri: Uri) => document(uri),
    fs: {
      stat: async (uri: Uri) => {
        if (!files.has(uri.path)) throw new Error('no such file');
        const text = files.get(uri.path);
        return { type: text === undefined ? 2 : 1, size: text?.length ?? 0 };
      },
      readFile: async (uri: Uri) => Buffer.from(files.get(uri.path) ?? ''),
    },
  },
};

export const vscode: Omit<typeof models, 'workspace'> & typeof more = { ...models, ...more } as never;
