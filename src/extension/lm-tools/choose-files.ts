/**
 * Reads the text files that paths name, folders with all that is in them, as many as can be looked at in reasonable time. Nothing outside
 * the workspace folders is read, wherever a link leads, and what was passed over is told.
 */
import { isWithin, resolvePath } from './paths.ts';
import { type Address, type LookedAt, ToolInputError, type Workspace } from './workspace.ts';

export interface Limits {
  /** Files that are read. */
  readonly files: number;
  /** Of one file, in bytes. */
  readonly fileBytes: number;
  /** Of all files together. */
  readonly bytes: number;
  /** Files and folders that are come across. */
  readonly entries: number;
}

export const scanLimits: Limits = { files: 2000, fileBytes: 2_000_000, bytes: 40_000_000, entries: 20_000 };
export const reviewLimits: Limits = { files: 100, fileBytes: 1_000_000, bytes: 10_000_000, entries: 20_000 };

/** Why something was not looked at, in words for a model. */
export const reasons = {
  binary: 'binary',
  large: 'too large',
  outside: 'a link out of the workspace',
  link: 'a link',
  unreadable: 'unreadable',
  other: 'no file',
  limit: 'the limit of one call was reached',
} as const;

export interface LeftOut {
  readonly path: string;
  readonly why: keyof typeof reasons;
}

/** What a walk passed over; filled while it goes. */
export interface Walked {
  readonly left: LeftOut[];
  /** Names of folders that are never entered unless a path names them. */
  readonly skipped: Set<string>;
}

export interface Choice<A extends Address> {
  readonly workspace: Workspace<A>;
  readonly limits: Limits;
  /** Files of folders that are of interest; files that a path names always are. */
  readonly wanted?: (path: string) => boolean;
  readonly cancelled: () => boolean;
}

const skippedFolders = new Set(
  'node_modules .git .hg .svn dist out build vendor .venv venv __pycache__ target .cache'.split(' '),
);

/** The files that paths name, not yet read. Throws a `ToolInputError` for a path that is outside or isn't there. */
export async function findNamed<A extends Address>(choice: Choice<A>, paths: readonly string[]): Promise<readonly A[]> {
  const { workspace } = choice;
  // All are judged by their words before the first is looked for.
  const candidates = paths.map((path, index) => resolvePath(workspace, path, `paths[${index}]`));
  const found: A[] = [];
  for (const [index, some] of candidates.entries()) {
    const there = await firstThere(workspace, some);
    if (there === undefined) {
      throw new ToolInputError(
        `"paths[${index}]" does not exist. Give the path of a file or folder, not a pattern; list the folder to see what is there.`,
      );
    }
    if (!(await isInside(workspace, there))) {
      throw new ToolInputError(
        `"paths[${index}]" is a link that leads out of the workspace folders, which is not followed.`,
      );
    }
    found.push(there);
  }
  return found;
}

/** Reads what was found, in the order given and by name inside folders, each file once. */
export async function* readFiles<A extends Address>(
  choice: Choice<A>,
  found: readonly A[],
  walked: Walked,
): AsyncGenerator<LookedAt> {
  const walk = new Walk(choice, walked);
  for (const uri of found) yield* walk.enter(uri, true);
}

class Walk<A extends Address> {
  readonly #choice: Choice<A>;
  readonly #walked: Walked;
  readonly #seen = new Set<string>();
  #files = 0;
  #bytes = 0;
  #entries = 0;

  constructor(choice: Choice<A>, walked: Walked) {
    this.#choice = choice;
    this.#walked = walked;
  }

  async *enter(uri: A, named: boolean): AsyncGenerator<LookedAt> {
    const { workspace, limits, wanted, cancelled } = this.#choice;
    if (cancelled() || this.#seen.has(keyOf(uri))) return;
    this.#seen.add(keyOf(uri));
    this.#entries += 1;
    const path = workspace.shown(uri);
    const entry = await workspace.stat(uri);
    if (entry === undefined) this.#leave(path, 'unreadable');
    else if (entry.kind === 'other') this.#leave(path, 'other');
    else if (this.#entries > limits.entries) this.#leave(path, 'limit');
    else if (entry.kind === 'folder') yield* this.#below(uri, path);
    else if (named || wanted === undefined || wanted(path)) {
      if (this.#files >= limits.files || this.#bytes + entry.size > limits.bytes) this.#leave(path, 'limit');
      else if (entry.size > limits.fileBytes) this.#leave(path, 'large');
      else {
        const text = await this.#read(uri, path);
        if (text !== undefined) yield text;
      }
    }
  }

  async *#below(uri: A, path: string): AsyncGenerator<LookedAt> {
    const { workspace, limits, cancelled } = this.#choice;
    const entries = await workspace.list(uri).catch(() => undefined);
    if (entries === undefined) {
      this.#leave(path, 'unreadable');
      return;
    }
    for (const { name, kind, link } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (cancelled()) return;
      const child = workspace.at(uri, `${uri.path.replace(/\/$/, '')}/${name}`);
      // What a link leads to is looked at where it is, if it is in the workspace; a circle of links would have no end.
      if (link) this.#leave(workspace.shown(child), 'link');
      else if (kind === 'folder' && skippedFolders.has(name)) this.#walked.skipped.add(name);
      else if (this.#entries > limits.entries || this.#files >= limits.files) {
        this.#leave(workspace.shown(child), 'limit');
        return;
      } else yield* this.enter(child, false);
    }
  }

  /** The text: of an open document as it stands in its editor, else of the file that is really there. */
  async #read(uri: A, path: string): Promise<LookedAt | undefined> {
    const { workspace, limits } = this.#choice;
    try {
      const real = await workspace.real(uri);
      if (!(await isReallyInside(workspace, real))) {
        this.#leave(path, 'outside');
        return undefined;
      }
      const open = workspace.open(uri);
      // The resolved address: a link that is put in its place meanwhile changes nothing.
      const bytes = open === undefined ? await workspace.read(real) : undefined;
      if ((bytes?.length ?? open!.text.length) > limits.fileBytes) {
        this.#leave(path, 'large');
        return undefined;
      }
      const text = open?.text ?? (isBinary(bytes!) ? undefined : new TextDecoder().decode(bytes));
      if (text === undefined) {
        this.#leave(path, 'binary');
        return undefined;
      }
      this.#files += 1;
      this.#bytes += bytes?.length ?? text.length;
      return { path, text, ...(open === undefined ? {} : { language: open.language }) };
    } catch {
      this.#leave(path, 'unreadable');
      return undefined;
    }
  }

  #leave(path: string, why: keyof typeof reasons): void {
    // The first of a kind tell enough; the count is bounded by the entries.
    this.#walked.left.push({ path, why });
  }
}

async function firstThere<A extends Address>(
  workspace: Workspace<A>,
  candidates: readonly A[],
): Promise<A | undefined> {
  for (const uri of candidates) if ((await workspace.stat(uri)) !== undefined) return uri;
  return undefined;
}

/** False for what a link leads to outside of every folder: a repository may hold links to anywhere. */
export async function isInside<A extends Address>(workspace: Workspace<A>, uri: A): Promise<boolean> {
  try {
    return await isReallyInside(workspace, await workspace.real(uri));
  } catch {
    return false;
  }
}

async function isReallyInside<A extends Address>(workspace: Workspace<A>, real: A): Promise<boolean> {
  for (const folder of workspace.folders) {
    const root = await workspace.real(folder.uri).catch(() => undefined);
    if (root !== undefined && isWithin(real, root, workspace.windows)) return true;
  }
  return false;
}

/** A NUL byte near the start is how git, too, tells a binary file. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

function keyOf({ scheme, authority, path }: Address): string {
  return `${scheme}://${authority}${path}`;
}
