/** Checks that make a value harmless where they hold: membership in a list, a whole-text regular expression, a type test. */
import type { Node } from '../syntax/node.ts';

export interface Guard {
  /** The variables it vouches for. */
  readonly names: readonly string[];
  /** It holds in the other branch: `if (!allowed.includes(x)) return`. */
  readonly negated: boolean;
}

const membership = /^(?:includes|has|hasOwnProperty|__contains__|isIn)$/;
const typeTest =
  /^(?:isdigit|isnumeric|isalnum|isalpha|isidentifier|isdecimal|isInteger|isNumeric|isUUID|isAlphanumeric)$/;
const whole = /^(?:test|match|fullmatch)$/;

/** What a test vouches for. A test it does not understand vouches for nothing. */
export function guarded(test: Node): Guard {
  if (test.kind === 'group' && test.label === 'negation' && test.items.length === 1 && test.items[0] !== undefined) {
    const inner = guarded(test.items[0]);
    return { names: inner.names, negated: !inner.negated };
  }
  if (test.kind === 'choice') {
    const all = [...(test.test === undefined ? [] : [test.test]), ...test.branches].map(guarded);
    return {
      names: all.flatMap((guard) => guard.names),
      negated: all.some((guard) => guard.negated && guard.names.length > 0),
    };
  }
  if (test.kind === 'binary' && (test.op === 'in' || test.op === 'not in' || test.op === 'not')) {
    const listed =
      test.right.kind === 'list' ||
      test.right.kind === 'dictionary' ||
      test.right.kind === 'name' ||
      test.right.kind === 'member';
    return { names: listed ? nameOf(test.left) : [], negated: test.op !== 'in' };
  }
  if (test.kind === 'call' && test.callee.kind === 'member') {
    const { property, object } = test.callee;
    const first = test.args[0]?.value;
    if (membership.test(property) && first !== undefined) return { names: nameOf(first), negated: false };
    if (typeTest.test(property))
      return { names: [...nameOf(object), ...(first === undefined ? [] : nameOf(first))], negated: false };
    if (whole.test(property)) {
      const pattern = object.kind === 'literal' ? object.value : first?.kind === 'literal' ? first.value : undefined;
      const anchored = property === 'fullmatch' || pattern === undefined || /^\/?\^.*\$(?:\/[a-z]*)?$/.test(pattern);
      const subject = object.kind === 'literal' || test.args.length < 2 ? first : test.args[1]?.value;
      return { names: anchored && subject !== undefined ? nameOf(subject) : [], negated: false };
    }
  }
  if (test.kind === 'call' && test.callee.kind === 'name' && /^(?:isinstance|isNaN)$/.test(test.callee.name)) {
    const [value, type] = test.args;
    const isNumber =
      test.callee.name === 'isNaN' || (type?.value.kind === 'name' && /^(?:int|float|bool)$/.test(type.value.name));
    return { names: isNumber && value !== undefined ? nameOf(value.value) : [], negated: test.callee.name === 'isNaN' };
  }
  return { names: [], negated: false };
}

function nameOf(node: Node): string[] {
  return node.kind === 'name' ? [node.name] : [];
}

/** True for a branch that ends the function or the round of a loop. */
export function leaves(node: Node): boolean {
  switch (node.kind) {
    case 'return':
      return true;
    case 'block': {
      const last = node.items.at(-1);
      // `return;`, `raise`, `throw`, `continue` have no value of their own and come as empty groups.
      return (
        last !== undefined && (leaves(last) || (last.kind === 'group' && last.items.length === 0) || isThrow(last))
      );
    }
    case 'group':
      return (
        node.items.length === 0 || (node.items.length === 1 && node.items[0] !== undefined && isThrow(node.items[0]))
      );
    default:
      return isThrow(node);
  }
}

/** `throw new Error(...)` and `raise ValueError(...)` come as the call that makes the error; `abort(400)`, `sys.exit()` do the same. */
function isThrow(node: Node): boolean {
  const inner = node.kind === 'group' && node.items.length === 1 && node.items[0] !== undefined ? node.items[0] : node;
  if (inner.kind !== 'call') return false;
  const name =
    inner.callee.kind === 'name' ? inner.callee.name : inner.callee.kind === 'member' ? inner.callee.property : '';
  return /(?:Error|Exception)$|^(?:abort|exit|fail|send|json|status|sendStatus|end)$/.test(name);
}
