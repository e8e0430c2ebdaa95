/** Takes a secret that was found by its format out of the code: the literal that holds it becomes an environment variable. */

import type { Span } from '../../model.ts';
import type { RuleLanguage } from '../languages/language.ts';
import type { Node } from '../syntax/node.ts';
import type { Event } from '../taint/events.ts';
import { lastSegment } from '../taint/path.ts';
import type { Fix, FixEdit } from '../types.ts';
import { importEdit } from './workshop.ts';

/** A string literal that holds a secret, and the name of what takes it. */
export interface SecretLiteral extends Span {
  readonly name: string;
  readonly language: RuleLanguage;
  /** In JSX an attribute takes an expression in braces. */
  readonly attribute: boolean;
}

/** The literals of an event that overlap one of the spans, in offsets of the parsed text. */
export function literalsOf(event: Event, spans: readonly Span[]): SecretLiteral[] {
  const name =
    event.kind === 'call' || event.kind === 'return' ? (event.context.names[0] ?? '') : lastSegment(event.path);
  const nodes: readonly Node[] =
    event.kind === 'call'
      ? event.args.map((argument) => argument.node)
      : event.kind === 'assign'
        ? [event.node.value]
        : [event.node];
  return nodes
    .filter(
      (node) =>
        node.kind === 'literal' &&
        node.type === 'string' &&
        spans.some((span) => span.start < node.end && span.end > node.start),
    )
    .map((node) => ({
      start: node.start,
      end: node.end,
      name,
      language: event.context.language,
      attribute: event.kind === 'entry' && event.of === 'attribute',
    }));
}

/** The fix, in offsets of the reviewed text. `fallback` names the variable where the code gives no name. */
export function environmentFix(text: string, literal: SecretLiteral, fallback: string): Fix {
  const name = (literal.name === '' ? fallback : literal.name)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .toUpperCase();
  const { start, end } = literal;
  const title = `Read it from the environment variable ${name}`;
  if (literal.language === 'javascript') {
    const read = `process.env.${name}`;
    return { title, edits: [{ start, end, text: literal.attribute ? `{${read}}` : read }] };
  }
  const edits: FixEdit[] = [...importEdit(text, 'os', 'import os'), { start, end, text: `os.environ["${name}"]` }];
  return { title, edits };
}
