#!/usr/bin/env node
/**
 * `takumo`: the guard's parts on the command line, for hooks, CI and measuring. Exit codes: 0 clean, 1 findings or not allowed, 2 bad usage
 * or input. A message names what is wrong and what to do; a stack never reaches the user.
 */

import { isTakumoError } from '../engine/errors.ts';
import { runCheck } from './check.ts';
import { type Io, processIo, UsageError } from './io.ts';
import { runPolicy } from './policy.ts';
import { runReview } from './review.ts';
import { runScan } from './scan.ts';

const usage = `takumo: finds secrets and weaknesses in text and code, on this machine.

  takumo scan [paths]            secrets in files; --stdin reads one text, --json writes JSON, --pii adds personal data
  takumo scan --jsonl            {id,text,path?} lines in, {id,findings} lines out
  takumo review [paths]          weaknesses and licences in code; --stdin with --language, --json
  takumo review --jsonl          {id,language,text,path?} lines in, {id,findings,ms} lines out
  takumo check [paths]           {allowed,reason,matched_policies,tokens}; --stdin, --staged, --json, --policy FILE
                                 also refuses tokens that stand in the text; 'takumo:allow' and a reason on the line allows them
  takumo check --staged          the same for what git would commit: the line for .git/hooks/pre-commit
  takumo policy validate FILE    errors with their places

Exit codes: 0 clean or allowed, 1 findings or not allowed, 2 bad usage or input.
`;

const commands: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
  scan: runScan,
  review: runReview,
  check: runCheck,
  policy: runPolicy,
};

/** Runs one command and gives its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (!command) throw new UsageError(`there is no command '${name}'`);
    return await command(args, io);
  } catch (error) {
    io.err(`takumo: ${describeError(error)}\n`);
    return 2;
  }
}

function describeError(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}. 'takumo --help' lists the commands.`;
  if (isTakumoError(error)) {
    const { position, action } = error.details;
    const place = [position?.file, position?.line, position?.column].filter((part) => part !== undefined).join(':');
    return [place && `${place}:`, error.message, action].filter(Boolean).join(' ');
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const path = (error as NodeJS.ErrnoException | undefined)?.path;
  if (code !== undefined && path !== undefined)
    return `${path}: ${code === 'ENOENT' ? 'no such file or folder' : code}`;
  return 'something went wrong that should not; please report it with the command and without the text.';
}

if (require.main === module) {
  run(process.argv.slice(2), processIo()).then(
    (code) => {
      process.exitCode = code;
    },
    () => {
      process.exitCode = 2;
    },
  );
}
