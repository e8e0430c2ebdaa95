/** As much of `vscode` as the tools use, over a folder on the disk. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';

const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };

export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  constructor(scheme: string, authority: string, path: string) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
  }
  static file(path: string): Uri {
    return new Uri('file', '', path);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return base.with({ path: `${base.path}/${parts.join('/')}` });
  }
  get fsPath(): string {
    return this.path;
  }
  with({ scheme = this.scheme, authority = this.authority, path = this.path }): Uri {
    return new Uri(scheme, authority, path);
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }
}

export interface FakeDocument {
  readonly uri: Uri;
  readonly languageId: string;
  readonly lineCount: number;
  getText(): string;
  lineAt(line: number): { range: { end: number } };
  offsetAt(place: number): number;
}

export function document(uri: Uri, languageId: string, text: string): FakeDocument {
  return {
    uri,
    languageId,
    lineCount: 1,
    getText: () => text,
    lineAt: () => ({ range: { end: text.length } }),
    offsetAt: (place) => place,
  };
}

/** What a test sets, and every path that a file system was asked about. */
export const world = {
  root: '',
  documents: [] as FakeDocument[],
  active: undefined as FakeDocument | undefined,
  changes: [] as Uri[],
  asked: [] as string[],
};

function typeOf(path: string): number {
  const link = lstatSync(path).isSymbolicLink();
  const to = statSync(path);
  return (to.isDirectory() ? FileType.Directory : to.isFile() ? FileType.File : 0) | (link ? FileType.SymbolicLink : 0);
}

class CancellationError extends Error {}

export const vscode = {
  FileType,
  Uri,
  CancellationError,
  l10n: { t: (text: string) => text },
  window: {
    get activeTextEditor() {
      return world.active === undefined ? undefined : { document: world.active };
    },
  },
  extensions: {
    getExtension: () => ({
      isActive: true,
      exports: {
        enabled: true,
        getAPI: () => ({
          repositories: [
            {
              state: {
                workingTreeChanges: world.changes.map((uri) => ({ uri })),
                indexChanges: world.changes.map((uri) => ({ uri })),
                mergeChanges: [],
                untrackedChanges: [],
              },
            },
          ],
        }),
      },
    }),
  },
  workspace: {
    get workspaceFolders() {
      return [{ name: 'app', uri: Uri.file(world.root) }];
    },
    get textDocuments() {
      return world.documents;
    },
    notebookDocuments: [],
    getConfiguration: () => ({ get: (_: string, value: unknown) => value }),
    getWorkspaceFolder: (uri: Uri) =>
      uri.path.startsWith(`${world.root}/`) ? { name: 'app', uri: Uri.file(world.root) } : undefined,
    asRelativePath: (uri: Uri) => relative(world.root, uri.path) || '.',
    fs: {
      async stat(uri: Uri) {
        world.asked.push(uri.path);
        return { type: typeOf(uri.path), size: statSync(uri.path).size };
      },
      async readDirectory(uri: Uri) {
        world.asked.push(uri.path);
        return readdirSync(uri.path).map((name): [string, number] => {
          try {
            return [name, typeOf(`${uri.path}/${name}`)];
          } catch {
            return [name, FileType.SymbolicLink];
          }
        });
      },
      async readFile(uri: Uri) {
        world.asked.push(uri.path);
        return new Uint8Array(readFileSync(uri.path));
      },
    },
  },
};

export function cancellation(): { token: { isCancellationRequested: boolean }; cancel: () => void } {
  const token = { isCancellationRequested: false };
  return {
    token,
    cancel: () => {
      token.isCancellationRequested = true;
    },
  };
}
