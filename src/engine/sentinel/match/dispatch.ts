/** Finds which rules an event meets. Rules are looked up by the last segment of the event's path, so that most events meet none. */
import type { Confidence, Severity } from '../../model.ts';
import type { RuleLanguage } from '../languages/language.ts';
import type { Condition, Match, Part, Rule } from '../rules/schema.ts';
import type { Event } from '../taint/events.ts';
import { lastSegment } from '../taint/path.ts';
import { danger, isDynamic, type Value } from '../taint/value.ts';
import { predicates, type Subject } from './predicates.ts';

export interface Hit {
  readonly rule: Rule;
  readonly match: Match;
  readonly event: Event;
  readonly subject: Value | undefined;
  readonly severity: Severity;
  readonly confidence: Confidence;
}

interface Candidate {
  readonly rule: Rule;
  readonly match: Match;
  readonly pattern: string;
}

export type Table = ReadonlyMap<string, readonly Candidate[]>;

/** The lookup table of a language's rules, keyed by kind of event and last segment. */
export function compile(rules: readonly Rule[], language: RuleLanguage): Table {
  const table = new Map<string, Candidate[]>();
  for (const rule of rules) {
    if (!rule.languages.includes(language)) continue;
    for (const match of rule.matches) {
      for (const pattern of match.paths) {
        const key = `${match.on} ${pattern === '*' ? '*' : lastSegment(pattern)}`;
        const candidates = table.get(key);
        if (candidates === undefined) table.set(key, [{ rule, match, pattern }]);
        else candidates.push({ rule, match, pattern });
      }
    }
  }
  return table;
}

/** The hits of an event; at most one a rule. `text` is the parsed text, which nodes' offsets are of. */
export function hitsOf(table: Table, event: Event, text: string): Hit[] {
  const direct = table.get(`${event.kind} ${lastSegment(event.path)}`);
  const any = table.get(`${event.kind} *`);
  if (direct === undefined && any === undefined) return [];
  const hits: Hit[] = [];
  for (const { rule, match, pattern } of [...(direct ?? []), ...(any ?? [])]) {
    if (hits.some((hit) => hit.rule === rule) || !fits(pattern, event)) continue;
    const hit = judge(rule, match, event, text);
    if (hit !== undefined) hits.push(hit);
  }
  return hits;
}

function fits(pattern: string, event: Event): boolean {
  if (pattern === '*' || event.kind === 'entry') return true;
  if (pattern.startsWith('*.')) return event.path.includes('.');
  return event.path === pattern || (pattern.includes('.') && event.path.endsWith(`.${pattern}`));
}

function judge(rule: Rule, match: Match, event: Event, text: string): Hit | undefined {
  if (match.of !== undefined && (event.kind !== 'entry' || !match.of.includes(event.of))) return undefined;
  const value = event.kind === 'call' ? partOf(event, match.subject) : event.value;
  const holds = (condition: Condition): boolean => isTrue(condition, event, value, text);
  const base = { rule, match, event, subject: value };
  const conditions = (): boolean => match.when?.every(holds) !== false && match.unless?.some(holds) !== true;
  if (match.danger === undefined) {
    if (!conditions()) return undefined;
    return { ...base, severity: match.severity ?? 'warning', confidence: match.confidence ?? rule.confidence };
  }
  if (value === undefined) return undefined;
  const bit = danger[match.danger];
  const isTainted = (value.tainted & bit) !== 0;
  const severity = isTainted
    ? match.tainted
    : (value.unknown & bit) === 0
      ? undefined
      : value.built
        ? match.built
        : match.bare;
  if (severity === undefined || !conditions()) return undefined;
  const confidence = isTainted ? (match.confidence ?? rule.confidence) : value.built ? 'medium' : 'low';
  return { ...base, severity, confidence };
}

/** A part of a call: positional, by keyword, or by key of an options object. */
function partOf(event: Event, part: Part | undefined): Value | undefined {
  if (event.kind !== 'call') return event.value;
  if (part === undefined) return event.args[0]?.value;
  if (typeof part === 'object') {
    for (const one of part.anyOf) {
      const found = partOf(event, one);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof part === 'number') {
    const argument = event.args[part];
    return argument?.keyword === undefined ? argument?.value : undefined;
  }
  const keyword = event.args.find((argument) => argument.keyword === part);
  if (keyword !== undefined) return keyword.value;
  for (let at = event.args.length - 1; at >= 0; at--) {
    const entry = event.args[at]?.value.entries?.get(part);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function isTrue(condition: Condition, event: Event, subject: Value | undefined, text: string): boolean {
  if ('receiver' in condition) return event.kind === 'call' && condition.receiver.test(event.receiver?.path ?? '');
  if ('named' in condition) return condition.named.test(event.context.names.slice(0, 3).join(' '));
  if ('code' in condition) return condition.code.test(text.slice(event.node.start, event.node.end));
  const value = condition.part === undefined ? subject : partOf(event, condition.part);
  if ('predicate' in condition) {
    const asked: Subject = { event, value, text };
    return predicates[condition.predicate](asked);
  }
  if ('text' in condition) return value?.text !== undefined && !isDynamic(value) && condition.text.test(value.text);
  if ('path' in condition) return value?.path !== undefined && condition.path.test(value.path);
  if ('below' in condition) {
    const number = Number(value?.text ?? Number.NaN);
    return value !== undefined && !isDynamic(value) && number > 0 && number < condition.below;
  }
  switch (condition.is) {
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'literal':
      return value?.text !== undefined && !isDynamic(value) && !value.text.includes('\uE0A5');
    case 'dynamic':
      return value !== undefined && isDynamic(value);
    case 'true':
      return value?.text !== undefined && /^true$/i.test(value.text) && !isDynamic(value);
    case 'false':
      return value?.text !== undefined && /^false$/i.test(value.text) && !isDynamic(value);
    case 'unfixed':
      // Not constant, or a constant whose text is not known here.
      return value !== undefined && (isDynamic(value) || value.text === undefined);
  }
}
