/** `takumo check`: may this text leave? For pre-commit hooks and CI: `{allowed, reason, matched_policies}` and an exit code. */

import { TakumoError } from '../engine/errors.ts';
import { systemClock } from '../platform/clock.ts';
import { walkFiles } from './files.ts';
import { type Io, placeOf, readArguments, readText, UsageError } from './io.ts';

const options = {
  stdin: { type: 'boolean' },
  json: { type: 'boolean' },
  policy: { type: 'string', multiple: true },
  path: { type: 'string' },
} as const;

interface Verdict {
  allowed: boolean;
  reason: string;
  matched_policies: string[];
}

export async function runCheck(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  if (!values.stdin && positionals.length === 0) throw new UsageError("'check' needs paths or --stdin");
  const judge = await createJudge(values.policy ?? []);

  const verdict: Verdict = { allowed: true, reason: '', matched_policies: [] };
  if (values.stdin) judge(verdict, values.path, await io.text());
  for await (const { path, text } of walkFiles(positionals, (path, why) => refuseUnread(verdict, path, why)))
    judge(verdict, path, text);
  if (verdict.reason === '') verdict.reason = 'No policy in block matched.';

  if (values.json) io.out(`${JSON.stringify(verdict)}\n`);
  else io.out(`${verdict.allowed ? 'allowed' : 'not allowed'}: ${verdict.reason}\n`);
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
  const { createDetector, createPolicySet, listRules } = await import('../engine/index.ts');
  const sources = await Promise.all(policyFiles.map(readSource));
  const policies = createPolicySet({ sources, clock: systemClock, rules: listRules() });
  const detector = policies.patternDetector(createDetector({ pii: policies.pii }));

  return (verdict, path, text) => {
    for (const finding of detector.detect(text, path === undefined ? {} : { path })) {
      const decision = policies.decide(finding, {
        surface: 'cli',
        direction: 'outbound',
        ...(path === undefined ? {} : { path }),
      });
      if (!verdict.matched_policies.includes(decision.policy)) verdict.matched_policies.push(decision.policy);
      if (decision.enforcement !== 'block' || !verdict.allowed) continue;
      const { line } = placeOf(text, finding.start);
      verdict.allowed = false;
      verdict.reason =
        decision.message ?? `${finding.title} detected at ${path ?? '<stdin>'}:${line}: ${decision.policy}`;
    }
  };
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
