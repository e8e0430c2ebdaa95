/** The layers behind the parser: tree, nodes, values, rules. One call looks at one text and gives hits with their offsets in it. */
import type { Span } from '../model.ts';
import type { Clock, SyntaxParser } from '../ports.ts';
import { literalsOf, type SecretLiteral } from './fixes/secrets.ts';
import type { Language, RuleLanguage } from './languages/language.ts';
import { compile, type Hit, hitsOf, type Table } from './match/dispatch.ts';
import { ruleFamilies, rules } from './rules/index.ts';
import { openFragment } from './syntax/fragment.ts';
import type { Node } from './syntax/node.ts';
import { evaluate } from './taint/evaluate.ts';

export interface Scan {
  readonly hits: readonly Hit[];
  /** String literals that hold one of the secrets that were given, in offsets of the text that was given. */
  readonly literals: readonly SecretLiteral[];
  /** Subtract it from a node's offset to get the offset in the text that was given. */
  readonly shift: number;
  /** What was parsed: the text with the lines that open its blocks. */
  readonly parsed: string;
  /** Errors the parser had to step over. */
  readonly errors: number;
  /** One sentence each. */
  readonly incomplete: readonly string[];
}

export interface Budget {
  readonly clock: Clock;
  /** On the clock's monotonic scale. */
  readonly deadline: number;
}

/** Longer texts are not parsed: no person reads them, and the lexical layers still run. */
export const longestParsed = 1_000_000;
const mostNodes = 400_000;

/** True if some family's text is in here; without it no rule can match, and nothing is parsed. */
export function isWorthParsing(text: string): boolean {
  return ruleFamilies.some((family) => family.gate.test(text));
}

const tables = new Map<RuleLanguage, Table>();

function tableOf(language: RuleLanguage): Table {
  let table = tables.get(language);
  if (table === undefined) {
    table = compile(rules, language);
    tables.set(language, table);
  }
  return table;
}

const outOfTime = Symbol('out of time');

/** Scans a text, and finds the literals of `secrets`. Never throws: what goes wrong is a reason in `incomplete`. */
export function scan(
  text: string,
  language: Language,
  parser: SyntaxParser,
  budget: Budget,
  secrets: readonly Span[] = [],
): Scan {
  const { clock, deadline } = budget;
  const fragment = openFragment(text, language.indented === true);
  const base = { shift: fragment.shift, parsed: fragment.text };
  const tree = parser.parse(fragment.text, Math.max(1, deadline - clock.monotonic()));
  if (tree === null)
    return { ...base, hits: [], literals: [], errors: 0, incomplete: ['The time limit was reached while parsing.'] };
  const incomplete: string[] = [];
  const hits: Hit[] = [];
  const literals: SecretLiteral[] = [];
  const shifted = secrets.map(({ start, end }) => ({ start: start + fragment.shift, end: end + fragment.shift }));
  let errors = 0;
  try {
    const flat = tree.flatten(mostNodes);
    errors = flat.errors;
    if (flat.cut) incomplete.push('The code is too large to be looked at as a whole.');
    const { root, tooDeep } = language.lower(flat, fragment.text);
    if (tooDeep) incomplete.push('Some of the code is nested too deep to be looked at.');
    const table = tableOf(language.rules);
    let ticks = 0;
    evaluate(root, language.rules, {
      event(event) {
        hits.push(...hitsOf(table, event, fragment.text));
        if (shifted.length > 0) literals.push(...literalsOf(event, shifted));
      },
      tick() {
        ticks++;
        if ((ticks & 255) === 0 && clock.monotonic() > deadline) throw outOfTime;
      },
    });
  } catch (error) {
    incomplete.push(error === outOfTime ? 'The time limit was reached.' : 'The code could not be followed as a whole.');
  } finally {
    tree.delete();
  }
  const unshifted = literals.map((one) => ({
    ...one,
    start: one.start - fragment.shift,
    end: one.end - fragment.shift,
  }));
  return { ...base, hits, literals: unshifted, errors, incomplete };
}

/** Where a hit stands in the parsed text: a call that is the end of a chain over many lines begins at its own name. */
export function spanOf(hit: Hit): { readonly start: number; readonly end: number } {
  const node: Node = hit.event.node;
  if (node.kind !== 'call' || node.callee.kind !== 'member') return { start: node.start, end: node.end };
  const { callee } = node;
  const isChain = callee.object.kind === 'call';
  return { start: isChain ? callee.end - callee.property.length : node.start, end: node.end };
}
