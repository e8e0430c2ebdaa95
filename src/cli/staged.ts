/**
 * What a commit would hold, as text: the blobs of git's index that differ from the last commit. Git is run without a shell and asked in
 * forms that names can't break (NUL-separated paths, blobs by their id), so spaces, quotes and line breaks in a name are no matter. Of a
 * rename the new file counts. Submodules have no text here and binary files none at all.
 */
import { spawn } from 'node:child_process';
import { isBinary, largest, type TextFile } from './files.ts';
import { UsageError } from './io.ts';

/** Bytes that are in memory at once. */
const groupBytes = 32 * 1024 * 1024;

interface StagedBlob {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly id: string;
}

/** Gives each staged text file. `paths` limits it to these files and folders, taken literally. `skip` is told of what was not read. */
export async function* stagedFiles(
  paths: readonly string[],
  skip: (path: string, why: string) => void,
  folder: string = process.cwd(),
): AsyncGenerator<TextFile> {
  const listed = await git(
    folder,
    [
      'diff',
      '--cached',
      '--raw',
      '-z',
      '--no-abbrev',
      '--no-renames',
      '--no-ext-diff',
      '--diff-filter=ACMT',
      '--',
      ...paths,
    ],
    '',
  );
  const blobs = readRaw(listed.toString('utf8'));
  const sizes = readSizes(await git(folder, ['cat-file', '--batch-check'], idsOf(blobs)));
  let group: StagedBlob[] = [];
  let bytes = 0;
  for (const blob of blobs) {
    const size = sizes.get(blob.id);
    if (size === undefined) skip(blob.path, 'git does not have its content');
    else if (size > largest) skip(blob.path, `larger than ${largest / 1024 / 1024} MiB`);
    else {
      if (bytes + size > groupBytes) {
        yield* readGroup(folder, group);
        group = [];
        bytes = 0;
      }
      group.push(blob);
      bytes += size;
    }
  }
  yield* readGroup(folder, group);
}

/** Reads blobs with one run of git: `<id> blob <size>`, a line break, the bytes, a line break. */
async function* readGroup(folder: string, blobs: readonly StagedBlob[]): AsyncGenerator<TextFile> {
  if (blobs.length === 0) return;
  const answer = await git(folder, ['cat-file', '--batch'], idsOf(blobs));
  let at = 0;
  for (const { path } of blobs) {
    const headerEnd = answer.indexOf(10, at);
    const size = Number(answer.subarray(at, headerEnd).toString('utf8').split(' ')[2]);
    if (headerEnd < 0 || !Number.isInteger(size)) throw new UsageError('git answered in a form that is not known');
    const content = answer.subarray(headerEnd + 1, headerEnd + 1 + size);
    at = headerEnd + 1 + size + 1;
    if (!isBinary(content)) yield { path, text: content.toString('utf8') };
  }
}

const idsOf = (blobs: readonly StagedBlob[]): string => blobs.map(({ id }) => `${id}\n`).join('');

/** Reads `:100644 100644 <old> <new> M\0path\0`. A gitlink (mode 160000) is a submodule's commit. */
function readRaw(raw: string): readonly StagedBlob[] {
  const fields = raw.split('\0');
  const blobs: StagedBlob[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, , id] = /^:\d{6} (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/.exec(fields[at]!) ?? [];
    if (mode === undefined || id === undefined) throw new UsageError('git answered in a form that is not known');
    if (mode !== '160000') blobs.push({ path: fields[at + 1]!, id });
  }
  return blobs;
}

/** Reads `<id> blob <size>` lines. */
function readSizes(answer: Buffer): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const line of answer.toString('utf8').split('\n')) {
    const [id, type, size] = line.split(' ');
    if (id !== undefined && type === 'blob') sizes.set(id, Number(size));
  }
  return sizes;
}

/** Runs git and gives what it wrote. What it says of an error goes no further: it may quote a file. */
function git(folder: string, args: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // A repository's own settings must not run a program here, nor change what a path means.
    const fixed = ['--literal-pathspecs', '--no-optional-locks', '-c', 'core.fsmonitor=false'];
    const child = spawn('git', [...fixed, ...args], {
      cwd: folder,
      // Nor is a missing blob fetched: a transport runs what the settings name.
      env: { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on('error', () => {
      // Git ended before it read everything: its exit code says why.
    });
    child.on('error', () => reject(new UsageError("git could not be run, which '--staged' needs")));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new UsageError("git gave an error: '--staged' works inside a repository, on paths that are in it"));
    });
    child.stdin.end(input);
  });
}
