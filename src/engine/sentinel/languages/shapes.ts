/**
 * The shapes that most grammars have in common, under whatever names they give to the fields. Each function gives nothing when a field is
 * missing, as in a fragment that was cut there; the language then falls back to a group of what is left.
 */
import type { Reader } from '../syntax/cursor.ts';
import type { Argument, Node } from '../syntax/node.ts';

/** How a language lowers one node of its tree. */
export type Lower = (r: Reader, node: number) => Node;

const spanOf = (r: Reader, node: number) => ({ start: r.start(node), end: r.end(node) });

/** `object.property` */
export function memberOf(r: Reader, node: number, lower: Lower, objectField: string, propertyField: string) {
  const object = r.field(node, objectField);
  const property = r.field(node, propertyField);
  if (object < 0 || property < 0) return undefined;
  return { kind: 'member', object: lower(r, object), property: r.source(property), ...spanOf(r, node) } as const;
}

/** `object[index]` */
export function indexOf(r: Reader, node: number, lower: Lower, objectField: string, indexField: string) {
  const object = r.field(node, objectField);
  const index = r.field(node, indexField);
  if (object < 0 || index < 0) return undefined;
  return { kind: 'index', object: lower(r, object), index: lower(r, index), ...spanOf(r, node) } as const;
}

/** `callee(arguments)`; `isNew` for constructors. */
export function callOf(
  r: Reader,
  node: number,
  lower: Lower,
  lowerArguments: (r: Reader, node: number) => readonly Argument[],
  calleeField: string,
  isNew = false,
) {
  const callee = r.field(node, calleeField);
  const args = r.field(node, 'arguments');
  if (callee < 0) return undefined;
  return {
    kind: 'call',
    callee: lower(r, callee),
    args: args < 0 ? [] : lowerArguments(r, args),
    isNew,
    ...spanOf(r, node),
  } as const;
}

/** `target = value`, `target += value` */
export function assignOf(
  r: Reader,
  node: number,
  lower: Lower,
  targetField: string,
  valueField: string,
  op: '=' | '+=' = '=',
) {
  const target = r.field(node, targetField);
  const value = r.field(node, valueField);
  if (target < 0 || value < 0) return undefined;
  return { kind: 'assign', op, target: lower(r, target), value: lower(r, value), ...spanOf(r, node) } as const;
}

/** `for left in right: body` */
export function loopOf(r: Reader, node: number, lower: Lower) {
  const left = r.field(node, 'left');
  const right = r.field(node, 'right');
  const body = r.field(node, 'body');
  if (left < 0 || right < 0 || body < 0) return undefined;
  const target = lower(r, left);
  return { kind: 'loop', target, iterable: lower(r, right), body: lower(r, body), ...spanOf(r, node) } as const;
}

/** `return value`, and `return` alone as an empty group. */
export function returnOf(r: Reader, node: number, lower: Lower): Node {
  const value = r.named(node)[0];
  if (value === undefined) return emptyGroup(r, node);
  return { kind: 'return', value: lower(r, value), ...spanOf(r, node) };
}

export function emptyGroup(r: Reader, node: number): Node {
  return { kind: 'group', items: [], ...spanOf(r, node) };
}
