/** The command line's doors to the outside: standard streams, arguments, files. Commands get them as data, so that tests need no process. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { GrammarFolder } from '../platform/tree-sitter.ts';

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Standard input, line by line. */
  lines(): AsyncIterable<string>;
  /** Standard input as one text. */
  text(): Promise<string>;
  /** Where Sentinel's grammars are. */
  readonly grammars: GrammarFolder;
}

/** Bad usage: the message is followed by where help is. */
export class UsageError extends Error {}

export function processIo(): Io {
  process.stdout.on('error', () => process.exit(2));
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    text: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    grammars: { folder: join(__dirname, 'grammars') },
  };
}

/** Parses a command's arguments; an unknown option is bad usage. */
export function readArguments<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\.$/, '') : 'bad arguments',
    );
  }
}

/** Reads JSONL rows and writes one answer line a row. A row that isn't an object with the needed string fields is bad input. */
export async function answerLines<R extends object>(
  io: Io,
  fields: readonly string[],
  answer: (row: Readonly<Record<string, unknown>>) => R | Promise<R>,
): Promise<void> {
  let number = 0;
  for await (const line of io.lines()) {
    number += 1;
    if (line.trim() === '') continue;
    const row = parseRow(line, number, fields);
    io.out(`${JSON.stringify({ id: row.id, ...(await answer(row)) })}\n`);
  }
}

function parseRow(line: string, number: number, fields: readonly string[]): Readonly<Record<string, unknown>> {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new UsageError(`line ${number} of standard input is not JSON`);
  }
  if (typeof row !== 'object' || row === null)
    throw new UsageError(`line ${number} of standard input is not an object`);
  const record = row as Readonly<Record<string, unknown>>;
  const missing = fields.find((field) => typeof record[field] !== 'string');
  if (missing !== undefined) throw new UsageError(`line ${number} of standard input has no text in '${missing}'`);
  return record;
}

export async function readText(path: string): Promise<string> {
  return (await readFile(path)).toString('utf8');
}
