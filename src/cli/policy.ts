/** `takumo policy validate FILE`: every error of a policy file with its place. */

import { type Io, readArguments, readText, UsageError } from './io.ts';

const options = { json: { type: 'boolean' } } as const;

export async function runPolicy(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const [action, ...files] = positionals;
  if (action !== 'validate')
    throw new UsageError(
      action === undefined ? "'policy' needs an action: validate" : `'policy' has no action '${action}'`,
    );
  if (files.length === 0) throw new UsageError("'policy validate' needs a file");

  const { readPolicies } = await import('../engine/policy/index.ts');
  const all: {
    file: string;
    line?: number;
    column?: number;
    field?: string;
    code: string;
    message: string;
    action?: string;
  }[] = [];
  let policies = 0;
  for (const file of files) {
    const read = readPolicies(await readText(file), file);
    policies += read.policies.length;
    for (const { code, message, details } of read.errors) {
      const { line, column, field } = details.position ?? {};
      all.push({
        file,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
        ...(field === undefined ? {} : { field }),
        code,
        message,
        ...(details.action === undefined ? {} : { action: details.action }),
      });
    }
  }

  if (values.json) io.out(`${JSON.stringify({ valid: all.length === 0, policies, errors: all }, undefined, 2)}\n`);
  else {
    for (const { file, line, column, message, action: next } of all) {
      io.out(
        `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${[message, next].filter(Boolean).join(' ')}\n`,
      );
    }
    io.err(all.length === 0 ? `${policies} valid.\n` : `${all.length} to mend.\n`);
  }
  return all.length === 0 ? 0 : 2;
}
