/**
 * An append-only store of small records, encrypted at rest with AES-256-GCM. Each process writes files of its own, a new one each day, so
 * windows never write over each other and expire nothing that another still writes; a record is bound to its file and place, so records
 * can't be swapped or moved unnoticed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

interface StoredRecords {
  /** Oldest first. */
  readonly records: readonly string[];
  /** Lines that could not be read: another key, a cut write, a change from outside. */
  readonly damaged: number;
}

export interface LocalStore {
  append(record: string): Promise<void>;
  /** Records of all processes, files in the order they were begun. */
  readAll(): Promise<StoredRecords>;
  /** Deletes files begun before that time (milliseconds since the epoch), but for the one in use. */
  expire(before: number): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;
}

const dayMs = 24 * 60 * 60_000;
const extension = '.receipts';
const namePattern = /^(\d{13})-[0-9a-f]{8}\.receipts$/;

/** `key`: 32 bytes. `folder` is made on the first write, readable by its owner only. */
export function createLocalStore(options: { folder: string; key: Buffer; now: () => number }): LocalStore {
  const { folder, key, now } = options;
  let file = fileName(now());
  let sequence = 0;
  const begin = (): void => {
    file = fileName(now());
    sequence = 0;
  };
  const write = async (record: string): Promise<void> => {
    if (now() - begunAt(file) >= dayMs) begin();
    const line = `${seal(key, record, `${file}:${sequence}`)}\n`;
    try {
      await appendFile(join(folder, file), line, { mode: 0o600, flag: sequence === 0 ? firstWrite : laterWrite });
      sequence += 1;
    } catch (error) {
      // Whatever is in that file now, the next record has its place in another one.
      const gone = sequence > 0 && (error as NodeJS.ErrnoException).code === 'ENOENT';
      begin();
      // Another window cleared the store: that is no failure of this record.
      if (!gone) throw error;
      await write(record);
    }
  };
  let tail: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work);
    tail = next.catch(() => undefined);
    return next;
  };
  const list = async (): Promise<string[]> => {
    const names = await readdir(folder).catch(() => [] as string[]);
    return names.filter((name) => namePattern.test(name)).sort();
  };
  return {
    append: (record) =>
      inOrder(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await write(record);
      }),
    readAll: () =>
      inOrder(async () => {
        const records: string[] = [];
        let damaged = 0;
        for (const name of await list()) {
          const lines = (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').slice(0, -1);
          for (const [index, line] of lines.entries()) {
            const record = open(key, line, `${name}:${index}`);
            if (record === undefined) damaged += 1;
            else records.push(record);
          }
        }
        return { records, damaged };
      }),
    expire: (before) =>
      inOrder(async () => {
        for (const name of await list()) {
          if (name !== file && begunAt(name) < before) await rm(join(folder, name), { force: true });
        }
      }),
    clear: () =>
      inOrder(async () => {
        for (const name of await list()) await rm(join(folder, name), { force: true });
        begin();
      }),
  };
}

/** A file that was deleted meanwhile is not made again: its next record would stand in the wrong place. */
const firstWrite = 'ax';
const laterWrite = constants.O_APPEND | constants.O_WRONLY;

function begunAt(name: string): number {
  return Number(namePattern.exec(name)?.[1]);
}

function fileName(time: number): string {
  return `${String(Math.trunc(time)).padStart(13, '0')}-${randomBytes(4).toString('hex')}${extension}`;
}

/** `base64(nonce 12 | tag 16 | cipher text)`; the place is authenticated with it. */
function seal(key: Buffer, text: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

function open(key: Buffer, line: string, place: string): string | undefined {
  try {
    const bytes = Buffer.from(line, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
