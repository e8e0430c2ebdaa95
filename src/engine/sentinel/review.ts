/** Composes the layers of a review, the cheapest first. A layer that fails or runs out of time leaves the findings of the others. */
import { type PlaceOf, placesOf } from '../lines.ts';
import type { Finding } from '../model.ts';
import type { Clock, GrammarLoader } from '../ports.ts';
import { environmentFix } from './fixes/secrets.ts';
import { applyEdits, verifiedFixes } from './fixes/verify.ts';
import { findLanguage } from './languages/index.ts';
import { findLicenses } from './license/licenses.ts';
import type { Hit } from './match/dispatch.ts';
import { secretTexts } from './rules/secret.ts';
import { isWorthParsing, longestParsed, type Scan, scan, spanOf } from './scan.ts';
import type { Fix, ReviewRequest, Sentinel, SentinelFinding, SentinelReview } from './types.ts';

export interface SentinelOptions {
  readonly grammars: GrammarLoader;
  /** Finds credentials by their format; without it only literals in secret-named places are found. */
  readonly detector?: { detect(text: string, context?: { path?: string; languageId?: string }): readonly Finding[] };
  readonly clock: Clock;
  /** Milliseconds a review may take, 1,000 by default; loading a grammar is not counted. */
  readonly timeLimitMs?: number;
}

/** Creates a reviewer. It keeps no text between reviews. */
export function createSentinel(options: SentinelOptions): Sentinel {
  return {
    review: (request) => review(options, request),
    warm: async (language) => {
      const known = findLanguage(language);
      if (known !== undefined) await options.grammars.load(known.grammar).catch(() => undefined);
    },
  };
}

async function review(options: SentinelOptions, request: ReviewRequest): Promise<SentinelReview> {
  const { clock } = options;
  const { text } = request;
  const began = clock.monotonic();
  const deadline = began + (options.timeLimitMs ?? 1000);
  const incomplete: string[] = [];
  const placeOf = placesOf(text);
  const findings: SentinelFinding[] = [];
  const layer = (name: string, run: () => readonly SentinelFinding[]): void => {
    try {
      findings.push(...run());
    } catch {
      incomplete.push(`The check for ${name} failed.`);
    }
  };

  layer('secrets', () => secretsOf(options, request, placeOf));
  layer('licences', () => findLicenses(text, request.projectLicense, placeOf));
  const language = findLanguage(request.language, request.path);
  if (language === undefined) {
    incomplete.push('There are no rules for this language: only secrets and licences were looked for.');
  } else if (text.length > longestParsed) {
    incomplete.push('The code is too long to be parsed: only secrets and licences were looked for.');
  } else if (findings.some((one) => one.family === 'secret') || isWorthParsing(text)) {
    const parser = await options.grammars.load(language.grammar).catch(() => undefined);
    if (parser === undefined) {
      incomplete.push('The grammar could not be loaded: only secrets and licences were looked for.');
    } else {
      layer('weaknesses', () => {
        const budget = { clock, deadline: Math.max(deadline, clock.monotonic() + 50) };
        const secrets = findings.filter((one) => one.family === 'secret');
        const found = scan(text, language, parser, budget, secrets);
        incomplete.push(...found.incomplete);
        const hits = distinct(found, findings);
        const fixes = verifiedFixes(hits, {
          text,
          scan: found,
          rescan: (mended) => scan(mended, language, parser, budget),
          budget,
        });
        const mended = mendSecrets(
          options,
          request,
          found,
          secrets,
          (changed) => scan(changed, language, parser, budget).errors,
        );
        for (const [at, one] of findings.entries()) findings[at] = mended.get(one) ?? one;
        return hits.map((hit) => findingOf(hit, found, placeOf, fixes.get(hit)));
      });
    }
  }
  findings.sort((a, b) => a.start - b.start || a.end - b.end);
  const ms = clock.monotonic() - began;
  return incomplete.length === 0 ? { findings, ms } : { findings, ms, incomplete: incomplete.join(' ') };
}

/** Credentials by their format. Hosts and user names are no weakness of the code. */
function secretsOf(options: SentinelOptions, request: ReviewRequest, placeOf: PlaceOf): SentinelFinding[] {
  const context = { languageId: request.language, ...(request.path === undefined ? {} : { path: request.path }) };
  const found = options.detector?.detect(request.text, context) ?? [];
  return found
    .filter(
      (one) => one.kind === 'secret' && one.confidence !== 'low' && one.category !== 'HOST' && one.category !== 'USER',
    )
    .map((one) => ({
      start: one.start,
      end: one.end,
      line: placeOf(one.start).line,
      endLine: placeOf(Math.max(one.start, one.end - 1)).line,
      rule: `secret/${one.rule}`,
      cwe: 798,
      family: 'secret',
      // A format is evidence; a keyword and the looks of a value are a good guess.
      severity: one.tier <= 2 ? 'error' : 'warning',
      confidence: one.confidence,
      message: `A secret is written into the code: ${one.title}.`,
      ...secretTexts,
    }));
}

/** Secrets with the fix that takes them into the environment, where it holds: no new error, and the detector no longer finds it. */
function mendSecrets(
  options: SentinelOptions,
  request: ReviewRequest,
  found: Scan,
  secrets: readonly SentinelFinding[],
  errorsOf: (text: string) => number,
): ReadonlyMap<SentinelFinding, SentinelFinding> {
  const mended = new Map<SentinelFinding, SentinelFinding>();
  for (const secret of secrets.slice(0, 10)) {
    const literal = found.literals.find((one) => one.start <= secret.start && one.end >= secret.end);
    if (literal === undefined) continue;
    const fix = environmentFix(request.text, literal, secret.rule.replace('secret/', ''));
    const text = applyEdits(request.text, fix.edits);
    const left = secretsOf(options, { ...request, text }, placesOf(text));
    if (left.length < secrets.length && errorsOf(text) <= found.errors) mended.set(secret, { ...secret, fix });
  }
  return mended;
}

/** One hit a rule and place; a literal that the detector has named is not reported again. */
function distinct(found: Scan, already: readonly SentinelFinding[]): Hit[] {
  const seen = new Set<string>();
  return found.hits.filter((hit) => {
    const span = spanOf(hit);
    const start = span.start - found.shift;
    const end = span.end - found.shift;
    const key = `${hit.rule.id} ${start} ${end}`;
    if (seen.has(key) || start < 0) return false;
    seen.add(key);
    return (
      hit.rule.family !== 'secret' ||
      !already.some((one) => one.family === 'secret' && one.start < end && one.end > start)
    );
  });
}

function findingOf(hit: Hit, found: Scan, placeOf: PlaceOf, fix: Fix | undefined): SentinelFinding {
  const { rule, match, subject } = hit;
  const span = spanOf(hit);
  const start = span.start - found.shift;
  const end = span.end - found.shift;
  const source = match.danger !== undefined && subject?.tainted !== 0 ? subject?.source : undefined;
  return {
    start,
    end,
    line: placeOf(start).line,
    endLine: placeOf(Math.max(start, end - 1)).line,
    rule: rule.id,
    cwe: match.cwe ?? rule.cwe,
    family: rule.family,
    severity: hit.severity,
    confidence: hit.confidence,
    message: source === undefined ? rule.message : `${rule.message} It holds \`${source}\`, which comes from outside.`,
    why: rule.why,
    attack: rule.attack,
    safe: rule.safe,
    ...(fix === undefined ? {} : { fix }),
  };
}
