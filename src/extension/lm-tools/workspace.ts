/** What looking at files needs of the editor: its folders and their file systems. No `vscode` here, so that it is tried with real links. */

/** As much of an address as is needed; `vscode.Uri` is one. */
export interface Address {
  readonly scheme: string;
  readonly authority: string;
  /** With `/` between its parts, on every system. */
  readonly path: string;
}

export interface Folder<A extends Address> {
  readonly name: string;
  readonly uri: A;
}

export interface Entry {
  /** `other`: a device, a pipe, a socket. */
  readonly kind: 'file' | 'folder' | 'other';
  /** It is a link; `kind` is what it leads to. */
  readonly link: boolean;
}

export interface Workspace<A extends Address> {
  readonly folders: readonly Folder<A>[];
  /** Paths have `\` and drives, and upper case is lower case. */
  readonly windows: boolean;
  /** The same file system's file of another path. */
  at(base: A, path: string): A;
  /** Undefined for what isn't there or can't be asked about. `size` in bytes. */
  stat(uri: A): Promise<(Entry & { readonly size: number }) | undefined>;
  /** Rejects when it can't be read. */
  list(uri: A): Promise<readonly (Entry & { readonly name: string })[]>;
  /** Rejects when it can't be read. */
  read(uri: A): Promise<Uint8Array>;
  /** With every link on the way resolved; the address itself where a file system has no links. Rejects when it isn't there. */
  real(uri: A): Promise<A>;
  /** The text of an open document, saved or not. */
  open(uri: A): { readonly text: string; readonly language: string } | undefined;
  /** As a person reads it: from the workspace folder. */
  shown(uri: A): string;
}

/** A text that is looked at: a file of the workspace, or a text that was handed over (no path). */
export interface LookedAt {
  /** As a person reads it. */
  readonly path?: string;
  readonly text: string;
  /** A VS Code language id, the info word of a fenced block, or nothing where only the path is known. */
  readonly language?: string;
  /** 1-based line of its file at which the text begins: of a selection. 1 when absent. */
  readonly line?: number;
}

/** Something that the caller of a tool can mend: said in words for a model, without any text that the caller gave. */
export class ToolInputError extends Error {
  override readonly name = 'ToolInputError';
}
