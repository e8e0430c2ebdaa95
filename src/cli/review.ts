/** `takumo review`: weaknesses and licences in code, in files or in JSONL rows. */

import type { SentinelFinding, SentinelReview } from '../engine/sentinel/types.ts';
import { systemClock } from '../platform/clock.ts';
import { walkFiles } from './files.ts';
import { answerLines, type Io, readArguments, UsageError } from './io.ts';

const options = {
  jsonl: { type: 'boolean' },
  json: { type: 'boolean' },
  stdin: { type: 'boolean' },
  language: { type: 'string' },
  license: { type: 'string' },
} as const;

const languages: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  py: 'python',
  pyi: 'python',
};

export async function runReview(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const review = await createReviewer(io, values.license);

  if (values.jsonl) {
    let found = false;
    await answerLines(io, ['text', 'language'], async (row) => {
      const path = typeof row.path === 'string' ? row.path : undefined;
      const { findings, ms, incomplete } = await review(row.text as string, row.language as string, path);
      found ||= findings.length > 0;
      return { findings: findings.map(plain), ms, ...(incomplete === undefined ? {} : { incomplete }) };
    });
    return found ? 1 : 0;
  }

  if (values.stdin && values.language === undefined) throw new UsageError("'review --stdin' needs --language");
  if (!values.stdin && positionals.length === 0) throw new UsageError("'review' needs paths, --stdin or --jsonl");
  const all: { path: string; finding: SentinelFinding }[] = [];
  const add = async (path: string, text: string, language: string) => {
    const { findings, incomplete } = await review(text, language, path);
    if (incomplete !== undefined) io.err(`takumo: ${path} was reviewed in part: ${incomplete}\n`);
    for (const finding of findings) all.push({ path, finding });
  };
  if (values.stdin) await add('<stdin>', await io.text(), values.language ?? '');
  for await (const { path, text } of walkFiles(positionals, (path, why) =>
    io.err(`takumo: ${path} was not reviewed: ${why}\n`),
  )) {
    await add(path, text, languages[path.slice(path.lastIndexOf('.') + 1)] ?? 'plaintext');
  }

  if (values.json)
    io.out(
      `${JSON.stringify({ findings: all.map(({ path, finding }) => ({ path, ...plain(finding), message: finding.message })) }, undefined, 2)}\n`,
    );
  else {
    for (const { path, finding } of all)
      io.out(`${path}:${finding.line}: ${finding.severity}: ${finding.message} (${finding.rule}, ${cweOf(finding)})\n`);
    io.err(all.length === 0 ? 'Nothing found.\n' : `${all.length} found.\n`);
  }
  return all.length > 0 ? 1 : 0;
}

async function createReviewer(
  io: Io,
  projectLicense: string | undefined,
): Promise<(text: string, language: string, path: string | undefined) => Promise<SentinelReview>> {
  const [{ createSentinel }, { createDetector }, { createGrammarLoader }] = await Promise.all([
    import('../engine/sentinel/index.ts'),
    import('../engine/index.ts'),
    import('../platform/tree-sitter.ts'),
  ]);
  const sentinel = createSentinel({
    grammars: createGrammarLoader(io.grammars),
    detector: createDetector(),
    clock: systemClock,
  });
  return (text, language, path) =>
    sentinel.review({
      text,
      language,
      ...(path === undefined ? {} : { path }),
      ...(projectLicense === undefined ? {} : { projectLicense }),
    });
}

function plain({ line, cwe, rule, severity, confidence, license, category }: SentinelFinding) {
  return {
    line,
    cwe,
    rule,
    severity,
    confidence,
    ...(license === undefined ? {} : { license }),
    ...(category === undefined ? {} : { category }),
  };
}

function cweOf(finding: SentinelFinding): string {
  return finding.license ?? `CWE-${finding.cwe}`;
}
