/** Which files of the given paths are read: text files, without folders that hold other people's code or build output. */

import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

const skippedFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'dist',
  'out',
  'build',
  'vendor',
  '.venv',
  'venv',
  '__pycache__',
  'target',
  '.cache',
]);

/** A file above this is passed over and said so, in bytes. */
export const largest = 5 * 1024 * 1024;

export interface TextFile {
  /** As a person gave it, or relative to the working folder. */
  readonly path: string;
  readonly text: string;
}

/** A NUL byte near the start is how git, too, tells a binary file. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

/** Walks files and folders. `skip` is told of each file that was not read, and why. A path that isn't there rejects with `ENOENT`. */
export async function* walkFiles(
  paths: readonly string[],
  skip: (path: string, why: string) => void,
): AsyncGenerator<TextFile> {
  for (const path of paths) {
    const info = await stat(path);
    if (info.isDirectory()) yield* walkFolder(path, skip);
    else yield* readOne(path, info.size, skip);
  }
}

async function* walkFolder(folder: string, skip: (path: string, why: string) => void): AsyncGenerator<TextFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) yield* walkFolder(path, skip);
    } else if (entry.isFile()) {
      yield* readOne(path, (await stat(path)).size, skip);
    }
  }
}

async function* readOne(
  path: string,
  size: number,
  skip: (path: string, why: string) => void,
): AsyncGenerator<TextFile> {
  const shown = relative(process.cwd(), path) || path;
  if (size > largest) {
    skip(shown, `larger than ${largest / 1024 / 1024} MiB`);
    return;
  }
  const file = await open(path);
  try {
    const bytes = await file.readFile();
    if (isBinary(bytes)) return;
    yield { path: shown.startsWith('..') ? path : shown, text: bytes.toString('utf8') };
  } finally {
    await file.close();
  }
}
