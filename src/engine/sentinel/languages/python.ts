/** Lowers the trees of Python, version 2's `print` and `exec` statements included. */
import type { FlatSyntax } from '../../ports.ts';
import { Reader } from '../syntax/cursor.ts';
import { unescaped } from '../syntax/escape.ts';
import type { Argument, Entry, Node, Parameter } from '../syntax/node.ts';
import { recover } from '../syntax/recover.ts';
import type { Lowered } from './language.ts';
import { assignOf, callOf, emptyGroup, indexOf, loopOf, memberOf, returnOf } from './shapes.ts';

export function lowerPython(flat: FlatSyntax, text: string): Lowered {
  const reader = new Reader(flat, text);
  return { root: lower(reader, 0), tooDeep: reader.tooDeep };
}

const transparent = new Set([
  'parenthesized_expression',
  'expression_statement',
  'await',
  'list_splat',
  'dictionary_splat',
  'as_pattern_target',
  'type',
]);

const valueless = new Set([
  'comment',
  'type',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'global_statement',
  'nonlocal_statement',
  'line_continuation',
]);

function lower(r: Reader, node: number): Node {
  return r.deeper(node, () => lowerHere(r, node));
}

function lowerHere(r: Reader, node: number): Node {
  const type = r.type(node);
  const start = r.start(node);
  const end = r.end(node);
  const at = { start, end };
  const group = (label?: 'class'): Node => ({
    kind: 'group',
    items: parts(r, node),
    ...(label === undefined ? {} : { label }),
    ...at,
  });
  if (transparent.has(type)) {
    const inner = parts(r, node);
    return inner.length === 1 && inner[0] !== undefined ? inner[0] : group();
  }
  switch (type) {
    case 'identifier':
      return { kind: 'name', name: r.source(node), ...at };
    case 'string':
      return lowerString(r, node);
    case 'concatenated_string':
      return lowerConcatenated(r, node);
    case 'integer':
    case 'float':
      return { kind: 'literal', type: 'number', value: r.source(node).replaceAll('_', ''), ...at };
    case 'true':
    case 'false':
      return { kind: 'literal', type: 'boolean', value: type, ...at };
    case 'none':
      return { kind: 'literal', type: 'null', value: 'null', ...at };
    case 'attribute':
      return memberOf(r, node, lower, 'object', 'attribute') ?? group();
    case 'subscript':
      return indexOf(r, node, lower, 'value', 'subscript') ?? group();
    case 'call':
      return callOf(r, node, lower, lowerArguments, 'function') ?? group();
    case 'binary_operator': {
      const left = r.field(node, 'left');
      const right = r.field(node, 'right');
      const op = r.field(node, 'operator');
      if (left < 0 || right < 0 || op < 0) return group();
      return { kind: 'binary', op: r.source(op), left: lower(r, left), right: lower(r, right), ...at };
    }
    case 'comparison_operator': {
      const [left, right] = r.named(node);
      if (left === undefined || right === undefined) return group();
      const op = r.children(node).find((child) => !r.isNamed(child));
      return {
        kind: 'binary',
        op: op === undefined ? '==' : r.source(op),
        left: lower(r, left),
        right: lower(r, right),
        ...at,
      };
    }
    case 'boolean_operator': {
      const left = r.field(node, 'left');
      const right = r.field(node, 'right');
      if (left < 0 || right < 0) return group();
      if (r.has(node, 'and')) return { kind: 'choice', test: lower(r, left), branches: [lower(r, right)], ...at };
      return { kind: 'choice', branches: [lower(r, left), lower(r, right)], ...at };
    }
    case 'not_operator':
    case 'unary_operator':
      return { kind: 'group', label: 'negation', items: parts(r, node), ...at };
    case 'conditional_expression': {
      const [then, test, otherwise] = r.named(node);
      if (then === undefined || test === undefined || otherwise === undefined) return group();
      return { kind: 'choice', test: lower(r, test), branches: [lower(r, then), lower(r, otherwise)], ...at };
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
      return { kind: 'list', items: parts(r, node), ...at };
    case 'dictionary':
      return { kind: 'dictionary', entries: r.named(node).map((child) => lowerEntry(r, child)), ...at };
    case 'assignment':
      return assignOf(r, node, lower, 'left', 'right') ?? emptyGroup(r, node);
    case 'augmented_assignment':
      return assignOf(r, node, lower, 'left', 'right', '+=') ?? emptyGroup(r, node);
    case 'named_expression':
      return assignOf(r, node, lower, 'name', 'value') ?? group();
    case 'as_pattern': {
      const [value, target] = r.named(node);
      if (value === undefined || target === undefined) return group();
      return { kind: 'assign', op: '=', target: lower(r, target), value: lower(r, value), ...at };
    }
    case 'return_statement':
      return returnOf(r, node, lower);
    case 'exec_statement': {
      // `exec code in scope` of Python 2: a call in all but name.
      const code = r.field(node, 'code');
      const value = code >= 0 ? code : r.named(node)[0];
      if (value === undefined) return group();
      const callee: Node = { kind: 'name', name: 'exec', start, end: start + 4 };
      const argument = { value: lower(r, value), start: r.start(value), end: r.end(value) };
      return { kind: 'call', callee, args: [argument], isNew: false, ...at };
    }
    case 'if_statement':
    case 'elif_clause':
      return lowerIf(r, node);
    case 'for_statement':
      return loopOf(r, node, lower) ?? group();
    case 'while_statement':
      return { kind: 'loop', body: { kind: 'block', items: parts(r, node), ...at }, ...at };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return lowerComprehension(r, node);
    case 'function_definition':
    case 'lambda':
      return lowerFunction(r, node, []);
    case 'decorated_definition': {
      const definition = r.field(node, 'definition');
      const decorators = r.named(node).filter((child) => r.type(child) === 'decorator');
      const lowered = decorators.flatMap((child) => parts(r, child));
      if (definition >= 0 && r.type(definition) === 'function_definition') return lowerFunction(r, definition, lowered);
      return group();
    }
    case 'class_definition':
      return group('class');
    case 'module':
    case 'block':
      return { kind: 'block', items: parts(r, node), ...at };
    case 'import_statement':
    case 'import_from_statement':
      return lowerImport(r, node, type);
    case 'ERROR':
      return { kind: 'group', label: 'error', items: recover(r, node, (child) => lower(r, child)), ...at };
    default:
      return group();
  }
}

function parts(r: Reader, node: number): Node[] {
  return r
    .named(node)
    .filter((child) => !valueless.has(r.type(child)))
    .map((child) => lower(r, child));
}

function lowerArguments(r: Reader, node: number): Argument[] {
  if (r.type(node) === 'generator_expression') {
    return [{ value: lower(r, node), start: r.start(node), end: r.end(node) }];
  }
  return r.named(node).map((child) => {
    const at = { start: r.start(child), end: r.end(child) };
    if (r.type(child) === 'keyword_argument') {
      const name = r.field(child, 'name');
      const value = r.field(child, 'value');
      if (name >= 0 && value >= 0) return { keyword: r.source(name), value: lower(r, value), ...at };
    }
    const spread = r.type(child).endsWith('_splat');
    return { value: lower(r, child), ...(spread ? { spread } : {}), ...at };
  });
}

function lowerEntry(r: Reader, node: number): Entry {
  const at = { start: r.start(node), end: r.end(node) };
  const key = r.field(node, 'key');
  const value = r.field(node, 'value');
  if (key < 0 || value < 0) return { value: lower(r, node), ...at };
  const keyNode = lower(r, key);
  const constant = keyNode.kind === 'literal' ? { key: keyNode.value } : { keyNode };
  return { ...constant, value: lower(r, value), ...at };
}

/** A string with its prefix: raw ones keep their backslashes, f-strings become templates. */
function lowerString(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const children = r.children(node);
  const opening = children.find((child) => r.type(child) === 'string_start');
  const closing = children.find((child) => r.type(child) === 'string_end');
  const prefix = opening === undefined ? '' : r.source(opening);
  const raw = /^[a-z]*r/i.test(prefix);
  const read = (from: number, to: number): string => {
    const source = r.text.slice(from, to);
    return raw ? source : unescaped(source);
  };
  const from = opening === undefined ? at.start : r.end(opening);
  const to = closing === undefined ? at.end : r.start(closing);
  const found: (string | Node)[] = [];
  let last = from;
  for (const child of children) {
    if (r.type(child) !== 'interpolation') continue;
    const expression = r.field(child, 'expression');
    found.push(read(last, r.start(child)), lower(r, expression < 0 ? child : expression));
    last = r.end(child);
  }
  if (found.length === 0) return { kind: 'literal', type: 'string', value: read(from, to), ...at };
  found.push(read(last, to));
  return { kind: 'template', parts: found.filter((part) => part !== ''), ...at };
}

function lowerConcatenated(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const strings = parts(r, node);
  const joined = strings.flatMap((part): (string | Node)[] => {
    if (part.kind === 'template') return [...part.parts];
    return [part.kind === 'literal' ? part.value : part];
  });
  if (joined.every((part) => typeof part === 'string')) {
    return { kind: 'literal', type: 'string', value: joined.join(''), ...at };
  }
  return { kind: 'template', parts: joined, ...at };
}

function lowerIf(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const test = r.field(node, 'condition');
  const then = r.field(node, 'consequence');
  if (test < 0 || then < 0) return { kind: 'group', items: parts(r, node), ...at };
  const others = r.children(node).filter((child) => r.fieldName(child) === 'alternative');
  // `elif` clauses stand beside each other in the tree; each is tried when those before it failed.
  let otherwise: Node | undefined;
  for (const child of others.reverse()) {
    const lowered = lower(r, child);
    otherwise = lowered.kind === 'if' && otherwise !== undefined ? { ...lowered, otherwise } : lowered;
  }
  return {
    kind: 'if',
    test: lower(r, test),
    taken: lower(r, then),
    ...(otherwise === undefined ? {} : { otherwise }),
    ...at,
  };
}

function lowerComprehension(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const body = r.field(node, 'body');
  let lowered = body < 0 ? emptyGroup(r, node) : lower(r, body);
  const clauses = r.named(node).filter((child) => r.type(child) === 'for_in_clause');
  for (const clause of clauses.reverse()) {
    const left = r.field(clause, 'left');
    const right = r.field(clause, 'right');
    if (left < 0 || right < 0) continue;
    lowered = { kind: 'loop', target: lower(r, left), iterable: lower(r, right), body: lowered, ...at };
  }
  return lowered;
}

function lowerFunction(r: Reader, node: number, decorators: readonly Node[]): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const list = r.field(node, 'parameters');
  const params: Parameter[] = (list < 0 ? [] : r.named(list)).map((child) => {
    const name = r.field(child, 'name');
    const value = r.field(child, 'value');
    const inner = name >= 0 ? name : r.type(child) === 'identifier' ? child : (r.named(child)[0] ?? child);
    return {
      target: lower(r, inner),
      ...(value < 0 ? {} : { fallback: lower(r, value) }),
      start: r.start(child),
      end: r.end(child),
    };
  });
  const name = r.field(node, 'name');
  const body = r.field(node, 'body');
  const isLambda = r.type(node) === 'lambda';
  const lowered = body < 0 ? emptyGroup(r, node) : lower(r, body);
  return {
    kind: 'function',
    ...(name < 0 ? {} : { name: r.source(name) }),
    params,
    body: isLambda ? { kind: 'return', value: lowered, start: lowered.start, end: lowered.end } : lowered,
    decorators,
    inline: isLambda,
    ...at,
  };
}

function lowerImport(r: Reader, node: number, type: string): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const moduleNode = r.field(node, 'module_name');
  const module = moduleNode < 0 ? '' : r.source(moduleNode);
  const bindings: { local: string; path: string }[] = [];
  for (const child of r.named(node)) {
    if (child === moduleNode) continue;
    const aliased = r.type(child) === 'aliased_import';
    const nameNode = aliased ? r.field(child, 'name') : child;
    const aliasNode = aliased ? r.field(child, 'alias') : -1;
    if (nameNode < 0 || !/^(dotted_name|identifier)$/.test(r.type(nameNode))) continue;
    const name = r.source(nameNode);
    if (type === 'import_from_statement') {
      bindings.push({ local: aliasNode < 0 ? name : r.source(aliasNode), path: `${module}.${name}` });
    } else if (aliasNode >= 0) {
      bindings.push({ local: r.source(aliasNode), path: name });
    } else {
      // `import a.b` binds `a`.
      const first = name.split('.')[0] ?? name;
      bindings.push({ local: first, path: first });
    }
  }
  return { kind: 'import', bindings, ...at };
}
