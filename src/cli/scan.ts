/** `takumo scan`: secrets in files or in JSONL rows. Shows what and where, never the value. */

import { placesOf } from '../engine/lines.ts';
import type { Finding } from '../engine/model.ts';
import { walkFiles } from './files.ts';
import { answerLines, type Io, readArguments, UsageError } from './io.ts';

const options = {
  jsonl: { type: 'boolean' },
  json: { type: 'boolean' },
  stdin: { type: 'boolean' },
  pii: { type: 'boolean' },
  path: { type: 'string' },
} as const;

interface Located extends Finding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export async function runScan(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const { createDetector } = await import('../engine/index.ts');
  const detector = createDetector({ pii: values.jsonl === true || values.pii === true });

  if (values.jsonl) {
    let found = false;
    await answerLines(io, ['text'], (row) => {
      const path = typeof row.path === 'string' ? row.path : undefined;
      const findings = detector.detect(row.text as string, path === undefined ? {} : { path });
      found ||= findings.length > 0;
      return {
        findings: findings.map(({ start, end, rule, kind, confidence }) => ({ start, end, rule, kind, confidence })),
      };
    });
    return found ? 1 : 0;
  }

  if (!values.stdin && positionals.length === 0) throw new UsageError("'scan' needs paths, --stdin or --jsonl");
  const located: Located[] = [];
  const scan = (path: string, text: string) => {
    const placeOf = placesOf(text);
    for (const finding of detector.detect(text, { path }))
      located.push({ ...finding, path, ...placeOf(finding.start) });
  };
  if (values.stdin) scan(values.path ?? '<stdin>', await io.text());
  for await (const file of walkFiles(positionals, (path, why) => io.err(`takumo: ${path} was not scanned: ${why}\n`)))
    scan(file.path, file.text);

  if (values.json) {
    const shown = located.map(({ path, line, column, start, end, rule, kind, category, confidence, title, why }) => ({
      path,
      line,
      column,
      start,
      end,
      rule,
      kind,
      category,
      confidence,
      title,
      why,
    }));
    io.out(`${JSON.stringify({ findings: shown }, undefined, 2)}\n`);
  } else {
    for (const { path, line, column, title, rule, confidence } of located)
      io.out(`${path}:${line}:${column}: ${title} (${rule}, ${confidence})\n`);
    io.err(located.length === 0 ? 'No secrets found.\n' : `${located.length} found.\n`);
  }
  return located.length > 0 ? 1 : 0;
}
