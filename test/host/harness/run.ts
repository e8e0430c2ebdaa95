/**
 * What VS Code's extension host runs as `extensionTestsPath`: it runs the bundled test files with Node's own test runner inside this
 * process, and writes what happened to the report file that the script outside reads.
 */
import { writeFileSync } from 'node:fs';
import { run as runFiles } from 'node:test';
import { endName } from './names.ts';

/** What the script outside hands over in `TAKUMO_TEST_PLAN`. */
interface Plan {
  /** Bundled test files, absolute; the last one is `end.ts`. */
  readonly files: readonly string[];
  /** Where the report goes. */
  readonly report: string;
  /** Only tests whose name matches. */
  readonly pattern?: string;
  /** Milliseconds a test may take. */
  readonly timeout: number;
}

interface TestReport {
  readonly name: string;
  readonly ok: boolean;
  readonly skipped: boolean;
  readonly ms: number;
  readonly error?: string;
}

/** Resolves when all passed; rejects otherwise, which makes VS Code end with exit code 1. */
export async function run(): Promise<void> {
  const plan = JSON.parse(process.env.TAKUMO_TEST_PLAN ?? '') as Plan;
  const tests: TestReport[] = [];
  const write = (finished: boolean) => writeFileSync(plan.report, JSON.stringify({ finished, tests }));
  write(false);
  const path: string[] = [];
  const stream = runFiles({
    files: [...plan.files],
    isolation: 'none',
    timeout: plan.timeout,
    ...(plan.pattern === undefined ? {} : { testNamePatterns: [new RegExp(plan.pattern, 'i'), endName] }),
  });
  stream.on('test:start', ({ name, nesting }) => {
    path.length = nesting;
    path[nesting] = name;
  });
  let finish = () => {};
  const over = new Promise<void>((resolve, reject) => {
    finish = resolve;
    stream.once('error', reject);
  });
  const ended =
    (ok: boolean) =>
    (event: TestEvent): void => {
      // A suite is reported like a test, after its tests; a suite fails by itself only through its hooks.
      const ownFailure = !ok && event.details.error !== undefined && !isSubtestFailure(event.details.error);
      if (event.details.type === 'suite' && !ownFailure) return;
      if (event.name === endName) {
        finish();
        return;
      }
      const error = event.details.error;
      tests.push({
        name: [...path.slice(0, event.nesting), event.name].join(' › '),
        ok,
        skipped: event.skip !== undefined,
        ms: Math.round(event.details.duration_ms),
        ...(error === undefined ? {} : { error: describe(error) }),
      });
      write(false);
    };
  stream.on('test:pass', ended(true));
  stream.on('test:fail', ended(false));
  stream.resume();
  await over;
  write(true);
  const failed = tests.filter((test) => !test.ok).length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

interface TestEvent {
  readonly name: string;
  readonly nesting: number;
  readonly skip?: string | boolean;
  readonly details: { readonly duration_ms: number; readonly type?: string; readonly error?: Error };
}

function isSubtestFailure(error: Error): boolean {
  return (error as { failureType?: unknown }).failureType === 'subtestsFailed';
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? String(cause);
}
