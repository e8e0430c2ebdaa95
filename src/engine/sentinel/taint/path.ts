/** Dotted paths: how values and places are named. */
import type { Node } from '../syntax/node.ts';

/** `a.b.c` of names, members and constant indexes, as written. */
export function pathOf(node: Node): string | undefined {
  if (node.kind === 'name') return node.name;
  if (node.kind === 'member') {
    const object = pathOf(node.object);
    return object === undefined ? node.property : `${object}.${node.property}`;
  }
  if (node.kind === 'index' && node.index.kind === 'literal') {
    const object = pathOf(node.object);
    return object === undefined ? undefined : `${object}.${node.index.value}`;
  }
  return undefined;
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
