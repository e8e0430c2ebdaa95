/** Runs the gate over a text, lets each rule's verifier look where its literal stands, and settles overlaps. Built once, on first use. */
import type { Finding } from '../model.ts';
import { fileKindOf } from './file-kind.ts';
import { createGate, type Gate } from './gate.ts';
import { type Candidate, resolve } from './resolve.ts';
import { families } from './rules/index.ts';
import { isDistinctive } from './score.ts';
import { verifyShape } from './shape.ts';
import type { DetectContext, Detector, Match, Rule, RuleInfo, Scan, Verify } from './types.ts';

export interface DetectorOptions {
  /** Personal data too: e-mail addresses, card numbers, social security numbers. Off by default. */
  readonly pii?: boolean;
  /** Published example keys of vendors' documentation too, with low confidence. Off by default. */
  readonly examples?: boolean;
}

/** A detector over all rules. Cheap to create: the tables are built when it first reads a text, and shared. */
export function createDetector(options: DetectorOptions = {}): Detector {
  const pii = options.pii === true;
  const examples = options.examples === true;
  return {
    detect(text: string, context?: DetectContext): readonly Finding[] {
      const engine = tables(pii);
      const candidates: Candidate[] = [];
      const scan: Scan = { text, file: fileKindOf(context), judged: -1 };
      engine.gate.scan(text, (literal, end) => {
        const entry = engine.entries[literal]!;
        const answer = entry.verify(scan, end - entry.length, end);
        if (answer === undefined) return;
        for (const match of 'start' in answer ? [answer] : answer) {
          if (match.example === true && !examples) continue;
          candidates.push({ finding: toFinding(entry.rule, match, text), whole: entry.rule.whole === true });
        }
      });
      return resolve(candidates);
    },
  };
}

/** Every rule, in the order of its family. */
export function listRules(): readonly RuleInfo[] {
  return families.flatMap(({ policy, rules }) =>
    rules.map(({ id, title, category, kind = 'secret', tier, source }) => ({
      id,
      title,
      category,
      kind,
      tier,
      source,
      policy,
    })),
  );
}

interface Entry {
  readonly rule: Rule;
  readonly length: number;
  readonly verify: Verify;
}

interface Engine {
  readonly gate: Gate;
  readonly entries: readonly Entry[];
}

const built = new Map<boolean, Engine>();

function tables(pii: boolean): Engine {
  const known = built.get(pii);
  if (known !== undefined) return known;
  const fresh = build(pii);
  built.set(pii, fresh);
  return fresh;
}

function build(pii: boolean): Engine {
  const entries: Entry[] = [];
  const literals: string[] = [];
  for (const { rules } of families) {
    for (const rule of rules) {
      if (!pii && rule.kind === 'pii') continue;
      for (const literal of rule.shape?.prefixes ?? rule.literals ?? []) {
        literals.push(literal.toLowerCase());
        entries.push({ rule, length: literal.length, verify: rule.verify ?? verifyShape(rule.shape!, literal) });
      }
    }
  }
  return { gate: createGate(literals), entries };
}

function toFinding(rule: Rule, match: Match, text: string): Finding {
  const tier = match.tier ?? rule.tier;
  const value = text.slice(match.start, match.end);
  return {
    start: match.start,
    end: match.end,
    rule: rule.id,
    category: rule.category,
    kind: rule.kind ?? 'secret',
    confidence: match.example === true ? 'low' : (match.confidence ?? rule.confidence),
    tier,
    distinctive: isDistinctive(value),
    title: match.title ?? rule.title,
    why: match.why ?? rule.why ?? `Has the form of: ${rule.title}`,
  };
}
