/**
 * Reads what the parser could not: in a stretch it gave up on, tokens still stand in order, and a name, a parenthesis and what follows are a
 * call even if its end is cut off.
 */
import type { Reader } from './cursor.ts';
import type { Argument, Node } from './node.ts';

type Lower = (node: number) => Node;

/** The parts of an unparsable node, with calls, assignments and sums put together again. */
export function recover(r: Reader, node: number, lower: Lower): Node[] {
  const recovery = new Recovery(
    r,
    r.children(node).filter((child) => r.type(child) !== 'comment'),
    lower,
  );
  const items: Node[] = [];
  while (!recovery.atEnd) {
    const item = recovery.expression();
    if (item !== undefined) items.push(item);
  }
  return items;
}

const callable = new Set(['identifier', 'member_expression', 'attribute', 'property_identifier']);
const opening: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

class Recovery {
  readonly #r: Reader;
  readonly #tokens: readonly number[];
  readonly #lower: Lower;
  #at = 0;

  constructor(r: Reader, tokens: readonly number[], lower: Lower) {
    this.#r = r;
    this.#tokens = tokens;
    this.#lower = lower;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** The next expression; undefined for a token that begins none, which is passed over. */
  expression(depth = 0): Node | undefined {
    let left = this.#primary(depth);
    while (left !== undefined && !this.atEnd && depth < 40) {
      const sign = this.#sign();
      if (sign === '+' || sign === '%') {
        this.#at++;
        const right = this.#primary(depth + 1);
        if (right === undefined) break;
        left = { kind: 'binary', op: sign, left, right, start: left.start, end: right.end };
      } else if ((sign === '=' || sign === '+=') && (left.kind === 'name' || left.kind === 'member')) {
        this.#at++;
        const value = this.expression(depth + 1);
        if (value === undefined) break;
        return { kind: 'assign', op: sign, target: left, value, start: left.start, end: value.end };
      } else break;
    }
    return left;
  }

  #sign(): string {
    const token = this.#tokens[this.#at];
    return token === undefined || this.#r.isNamed(token) ? '' : this.#r.type(token);
  }

  #primary(depth: number): Node | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    this.#at++;
    const type = this.#r.type(token);
    if (!this.#r.isNamed(token)) {
      const close = opening[type];
      if (close === undefined || depth > 40) return undefined;
      const args = this.#list(close, depth);
      return {
        kind: 'list',
        items: args.map((argument) => argument.value),
        start: this.#r.start(token),
        end: this.#end(),
      };
    }
    const lowered = this.#lower(token);
    if (!callable.has(type) || this.#sign() !== '(' || depth > 40) return lowered;
    this.#at++;
    const args = this.#list(')', depth);
    return { kind: 'call', callee: lowered, args, isNew: false, start: lowered.start, end: this.#end() };
  }

  /** Arguments or items up to the closing sign, or to the end of what there is. */
  #list(close: string, depth: number): Argument[] {
    const args: Argument[] = [];
    while (!this.atEnd) {
      const sign = this.#sign();
      if (sign === close) {
        this.#at++;
        break;
      }
      const token = this.#tokens[this.#at] ?? 0;
      if (this.#r.type(token) === 'keyword_argument') {
        this.#at++;
        const name = this.#r.field(token, 'name');
        const value = this.#r.field(token, 'value');
        if (name >= 0 && value >= 0) {
          args.push({
            keyword: this.#r.source(name),
            value: this.#lower(value),
            start: this.#r.start(token),
            end: this.#r.end(token),
          });
        }
        continue;
      }
      const value = this.expression(depth + 1);
      if (value === undefined) continue;
      if (value.kind === 'assign' && value.target.kind === 'name') {
        args.push({ keyword: value.target.name, value: value.value, start: value.start, end: value.end });
      } else args.push({ value, start: value.start, end: value.end });
    }
    return args;
  }

  #end(): number {
    const last = this.#tokens[this.#at - 1];
    return last === undefined ? 0 : this.#r.end(last);
  }
}
