/**
 * `takumo check`: may this text leave, and may it be committed? For pre-commit hooks and CI: `{allowed, reason, matched_policies, tokens}`
 * and an exit code. A token in a committed text is dead, since its value lives in the memory of one window: it is refused, unless its line
 * says `takumo:allow` and why.
 */

import { TakumoError } from '../engine/errors.ts';
import type { PlacedToken } from '../engine/index.ts';
import { lineAt, placesOf } from '../engine/lines.ts';
import { systemClock } from '../platform/clock.ts';
import { walkFiles } from './files.ts';
import { type Io, readArguments, readText, UsageError } from './io.ts';
import { stagedFiles } from './staged.ts';

const options = {
  stdin: { type: 'boolean' },
  staged: { type: 'boolean' },
  json: { type: 'boolean' },
  policy: { type: 'string', multiple: true },
  path: { type: 'string' },
} as const;

interface Verdict {
  allowed: boolean;
  reason: string;
  matched_policies: string[];
  /** Dead tokens, with their places; lines and columns are 1-based. */
  tokens: { path: string; line: number; column: number; token: string }[];
}

/** Dead tokens that are listed; a generated file could hold millions. */
const mostTokens = 1000;

export async function runCheck(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  if (values.stdin && values.staged) throw new UsageError("'check' takes --stdin or --staged, not both");
  if (!values.stdin && !values.staged && positionals.length === 0)
    throw new UsageError("'check' needs paths, --stdin or --staged");
  const judge = await createJudge(values.policy ?? []);

  const verdict: Verdict = { allowed: true, reason: '', matched_policies: [], tokens: [] };
  const skip = (path: string, why: string): void => refuseUnread(verdict, path, why);
  if (values.stdin) judge(verdict, values.path, await io.text());
  for await (const { path, text } of values.staged ? stagedFiles(positionals, skip) : walkFiles(positionals, skip))
    judge(verdict, path, text);
  if (verdict.reason === '') verdict.reason = 'No policy in block matched.';

  if (values.json) io.out(`${JSON.stringify(verdict)}\n`);
  else {
    for (const { path, line, column, token } of verdict.tokens)
      io.out(`${path}:${line}:${column}: dead token ${token}\n`);
    io.out(`${verdict.allowed ? 'allowed' : 'not allowed'}: ${verdict.reason}\n`);
  }
  return verdict.allowed ? 0 : 1;
}

/** What could not be scanned is never a success. */
function refuseUnread(verdict: Verdict, path: string, why: string): void {
  if (verdict.allowed) verdict.reason = `${path} could not be scanned: ${why}`;
  verdict.allowed = false;
}

async function createJudge(
  policyFiles: readonly string[],
): Promise<(verdict: Verdict, path: string | undefined, text: string) => void> {
  const { createDetector, createPolicySet, findStrayTokens, listRules } = await import('../engine/index.ts');
  const sources = await Promise.all(policyFiles.map(readSource));
  const policies = createPolicySet({ sources, clock: systemClock, rules: listRules() });
  const detector = policies.patternDetector(createDetector({ pii: policies.pii }));

  return (verdict, path, text) => {
    refuseTokens(verdict, path ?? '<stdin>', text, findStrayTokens(text));
    for (const finding of detector.detect(text, path === undefined ? {} : { path })) {
      const decision = policies.decide(finding, {
        surface: 'cli',
        direction: 'outbound',
        ...(path === undefined ? {} : { path }),
      });
      if (!verdict.matched_policies.includes(decision.policy)) verdict.matched_policies.push(decision.policy);
      if (decision.enforcement !== 'block' || !verdict.allowed) continue;
      const line = lineAt(text, finding.start);
      verdict.allowed = false;
      verdict.reason =
        decision.message ?? `${finding.title} detected at ${path ?? '<stdin>'}:${line}: ${decision.policy}`;
    }
  };
}

function refuseTokens(verdict: Verdict, path: string, text: string, found: readonly PlacedToken[]): void {
  const placeOf = placesOf(text);
  for (const { start, token } of found) {
    if (verdict.tokens.length === mostTokens) return;
    const { line, column } = placeOf(start);
    verdict.tokens.push({ path, line, column, token });
    if (!verdict.allowed) continue;
    verdict.allowed = false;
    verdict.reason = `A token stands at ${path}:${line} in the place of a value that only lived in the editor's memory: put the value back, or write 'takumo:allow' and a reason on the line.`;
  }
}

async function readSource(file: string) {
  const { parsePolicies } = await import('../engine/policy/index.ts');
  const text = await readText(file).catch(() => {
    throw new TakumoError('policy-invalid', 'The policy file could not be read.', {
      position: { file },
      action: 'Check the path.',
    });
  });
  return { source: 'user' as const, policies: parsePolicies(text, file), origin: file };
}
