/** Reads a flat tree: the few steps every language file takes, without an object a node. A node is its index. */
import type { FlatSyntax } from '../../ports.ts';
import type { Node } from './node.ts';

/** Deeper trees than this are cut off: recursion must not run out of stack, and no person writes them. */
const maxDepth = 160;

export class Reader {
  readonly flat: FlatSyntax;
  readonly text: string;
  /** Set when a stretch was nested too deep to be read. */
  tooDeep = false;
  depth = 0;

  constructor(flat: FlatSyntax, text: string) {
    this.flat = flat;
    this.text = text;
  }

  type(node: number): string {
    return this.flat.typeNames[this.flat.types[node] ?? 0] ?? '';
  }

  start(node: number): number {
    return this.flat.starts[node] ?? 0;
  }

  end(node: number): number {
    return this.flat.ends[node] ?? 0;
  }

  source(node: number): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  isNamed(node: number): boolean {
    return this.flat.named[this.flat.types[node] ?? 0] === 1;
  }

  /** All children, punctuation and keywords too. */
  children(node: number): number[] {
    const { skip } = this.flat;
    const last = skip[node] ?? 0;
    const found: number[] = [];
    for (let child = node + 1; child < last; child = skip[child] ?? last) found.push(child);
    return found;
  }

  /** Named children without comments. */
  named(node: number): number[] {
    return this.children(node).filter((child) => this.isNamed(child) && this.type(child) !== 'comment');
  }

  /** The first child in a field, or -1. */
  field(node: number, name: string): number {
    const { skip, fields, fieldNames } = this.flat;
    const last = skip[node] ?? 0;
    for (let child = node + 1; child < last; child = skip[child] ?? last) {
      if (fieldNames[fields[child] ?? 0] === name && this.type(child) !== 'comment') return child;
    }
    return -1;
  }

  fieldName(node: number): string {
    return this.flat.fieldNames[this.flat.fields[node] ?? 0] ?? '';
  }

  /** True if a direct child has this type: a keyword, an operator. */
  has(node: number, type: string): boolean {
    return this.children(node).some((child) => this.type(child) === type);
  }

  /** Lowers one level deeper, or gives an empty group where the nesting passes the limit. */
  deeper(node: number, lower: () => Node): Node {
    if (this.depth >= maxDepth) {
      this.tooDeep = true;
      return { kind: 'group', items: [], start: this.start(node), end: this.end(node) };
    }
    this.depth++;
    const lowered = lower();
    this.depth--;
    return lowered;
  }
}
