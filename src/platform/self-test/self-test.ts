/**
 * The self-test: plants a canary of each category, sends them through a guarded exchange to a recorder in another process, and compares
 * what arrived there and what came back. It passes only on evidence: something must have arrived, nothing may have leaked.
 */
import type { Category } from '../../engine/model.ts';
import { type Canary, plantCanaries } from './canaries.ts';
import { findLeaks } from './encodings.ts';
import { startRecorder } from './recorder-process.ts';

/** Sends a prompt to an OpenAI chat API at that address as a guarded model would, and gives the answer's text as the user would see it. */
export type GuardedExchange = (request: {
  readonly baseUrl: string;
  readonly prompt: string;
}) => Promise<ExchangeAnswer>;

interface ExchangeAnswer {
  readonly text: string;
  /** A policy that nobody here may loosen refused to send it: then nothing can come back. */
  readonly refused?: boolean;
}

export interface CanaryResult {
  readonly category: Category;
  /** Spellings in which it reached the recorder. */
  readonly leaks: readonly string[];
  readonly cameBack: boolean;
}

export interface SelfTestReport {
  readonly passed: boolean;
  readonly canaries: readonly CanaryResult[];
  /** Requests and bytes that reached the recorder. */
  readonly requests: number;
  readonly bytes: number;
  readonly leaked: number;
  readonly cameBack: number;
  readonly refused: boolean;
  readonly ms: number;
}

export interface SelfTestOptions {
  /** Path of the bundled recorder. */
  readonly recorder: string;
  readonly exchange: GuardedExchange;
  readonly pii: boolean;
}

/** Runs it once; about half a second. Rejects when the recorder or the exchange fails: that is a failed test, not a pass. */
export async function runSelfTest(options: SelfTestOptions): Promise<SelfTestReport> {
  const begin = performance.now();
  const canaries = plantCanaries({ pii: options.pii });
  const recorder = await startRecorder(options.recorder);
  try {
    const answer = await options.exchange({ baseUrl: recorder.baseUrl, prompt: promptOf(canaries) });
    const received = await recorder.received();
    return judge(canaries, answer, received, performance.now() - begin);
  } finally {
    recorder.dispose();
  }
}

/** Each canary once in its line, and those that are secrets by themselves once more out of their context. */
function promptOf(canaries: readonly Canary[]): string {
  const files = canaries.map((canary) => `${canary.path}\n\`\`\`\n${canary.line}\n\`\`\``);
  return `${files.join('\n\n')}\n\nRepeat these files.\n${canaries
    .filter((canary) => canary.alone)
    .map((canary) => canary.value)
    .join('\n')}\n`;
}

function judge(
  canaries: readonly Canary[],
  answer: ExchangeAnswer,
  received: readonly string[],
  ms: number,
): SelfTestReport {
  const everything = received.join('\n');
  const results = canaries.map(({ category, value }) => ({
    category,
    leaks: findLeaks(value, everything),
    cameBack: answer.text.includes(value),
  }));
  const leaked = results.filter((result) => result.leaks.length > 0).length;
  const cameBack = results.filter((result) => result.cameBack).length;
  const refused = answer.refused === true;
  const complete = refused ? received.length === 0 : received.length > 0 && cameBack === results.length;
  return {
    passed: leaked === 0 && complete,
    canaries: results,
    requests: received.length,
    bytes: everything.length,
    leaked,
    cameBack,
    refused,
    ms,
  };
}
