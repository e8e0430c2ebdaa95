/** Lowers the trees of JavaScript, TypeScript and TSX. What has no value (types, labels) is left out; what is unknown keeps its parts. */

import type { FlatSyntax } from '../../ports.ts';
import { Reader } from '../syntax/cursor.ts';
import { unescaped } from '../syntax/escape.ts';
import type { Argument, Entry, Node, Parameter } from '../syntax/node.ts';
import { recover } from '../syntax/recover.ts';
import type { Lowered } from './language.ts';
import { assignOf, callOf, emptyGroup, indexOf, loopOf, memberOf, returnOf } from './shapes.ts';

export function lowerJavaScript(flat: FlatSyntax, text: string): Lowered {
  const reader = new Reader(flat, text);
  return { root: lower(reader, 0), tooDeep: reader.tooDeep };
}

/** Nodes that pass their one expression through. */
const transparent = new Set([
  'parenthesized_expression',
  'expression_statement',
  'await_expression',
  'yield_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
  'spread_element',
  'template_substitution',
  'jsx_expression',
  'export_statement',
  'computed_property_name',
  'throw_statement',
]);

const functions = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'function',
  'arrow_function',
  'method_definition',
]);

const valueless = new Set([
  'type_annotation',
  'type_arguments',
  'type_parameters',
  'interface_declaration',
  'type_alias_declaration',
  'ambient_declaration',
  'hash_bang_line',
  'comment',
  'break_statement',
  'continue_statement',
  'empty_statement',
  'debugger_statement',
  'accessibility_modifier',
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
  if (functions.has(type)) return lowerFunction(r, node, type);
  switch (type) {
    case 'identifier':
    case 'property_identifier':
    case 'private_property_identifier':
    case 'shorthand_property_identifier':
    case 'shorthand_property_identifier_pattern':
    case 'this':
    case 'super':
    case 'undefined':
    case 'import':
      return { kind: 'name', name: r.source(node), ...at };
    case 'string':
      return { kind: 'literal', type: 'string', value: unescaped(r.text.slice(start + 1, end - 1)), ...at };
    case 'number':
      return { kind: 'literal', type: 'number', value: r.source(node).replaceAll('_', ''), ...at };
    case 'true':
    case 'false':
      return { kind: 'literal', type: 'boolean', value: type, ...at };
    case 'null':
      return { kind: 'literal', type: 'null', value: 'null', ...at };
    case 'regex':
      return { kind: 'literal', type: 'regex', value: r.source(node), ...at };
    case 'template_string':
      return lowerTemplate(r, node);
    case 'member_expression':
      return memberOf(r, node, lower, 'object', 'property') ?? group();
    case 'subscript_expression':
      return indexOf(r, node, lower, 'object', 'index') ?? group();
    case 'call_expression': {
      const callee = r.field(node, 'function');
      const args = r.field(node, 'arguments');
      if (callee >= 0 && args >= 0 && r.type(args) === 'template_string') {
        const template = lowerTemplate(r, args);
        return template.kind === 'template' ? { ...template, tag: lower(r, callee), ...at } : template;
      }
      return callOf(r, node, lower, lowerArguments, 'function') ?? group();
    }
    case 'new_expression':
      return callOf(r, node, lower, lowerArguments, 'constructor', true) ?? group();
    case 'binary_expression': {
      const left = r.field(node, 'left');
      const right = r.field(node, 'right');
      const op = r.field(node, 'operator');
      if (left < 0 || right < 0) return group();
      const sign = op < 0 ? '' : r.source(op);
      if (sign === '||' || sign === '??') {
        return { kind: 'choice', branches: [lower(r, left), lower(r, right)], ...at };
      }
      if (sign === '&&') return { kind: 'choice', test: lower(r, left), branches: [lower(r, right)], ...at };
      return { kind: 'binary', op: sign, left: lower(r, left), right: lower(r, right), ...at };
    }
    case 'unary_expression': {
      const argument = r.field(node, 'argument');
      return { kind: 'group', label: 'negation', items: argument < 0 ? [] : [lower(r, argument)], ...at };
    }
    case 'ternary_expression': {
      const branches = ['consequence', 'alternative'].map((name) => r.field(node, name)).filter((child) => child >= 0);
      const test = r.field(node, 'condition');
      return {
        kind: 'choice',
        ...(test < 0 ? {} : { test: lower(r, test) }),
        branches: branches.map((child) => lower(r, child)),
        ...at,
      };
    }
    case 'array':
    case 'array_pattern':
    case 'sequence_expression':
      return { kind: 'list', items: parts(r, node), ...at };
    case 'object':
    case 'object_pattern':
      return { kind: 'dictionary', entries: r.named(node).flatMap((child) => lowerEntry(r, child)), ...at };
    case 'variable_declarator':
    case 'field_definition':
    case 'public_field_definition': {
      const name = type === 'field_definition' ? 'property' : 'name';
      return assignOf(r, node, lower, name, 'value') ?? emptyGroup(r, node);
    }
    case 'assignment_expression':
      return assignOf(r, node, lower, 'left', 'right') ?? group();
    case 'augmented_assignment_expression':
      return assignOf(r, node, lower, 'left', 'right', '+=') ?? group();
    case 'assignment_pattern':
    case 'object_assignment_pattern': {
      const left = r.field(node, 'left');
      return left < 0 ? group() : lower(r, left);
    }
    case 'return_statement':
      return returnOf(r, node, lower);
    case 'if_statement': {
      const test = r.field(node, 'condition');
      const then = r.field(node, 'consequence');
      const otherwise = r.field(node, 'alternative');
      if (test < 0 || then < 0) return group();
      return {
        kind: 'if',
        test: lower(r, test),
        taken: lower(r, then),
        ...(otherwise < 0 ? {} : { otherwise: lower(r, otherwise) }),
        ...at,
      };
    }
    case 'for_in_statement':
      return loopOf(r, node, lower) ?? group();
    case 'for_statement':
    case 'while_statement':
    case 'do_statement':
      return { kind: 'loop', body: { kind: 'block', items: parts(r, node), ...at }, ...at };
    case 'program':
    case 'statement_block':
      return { kind: 'block', items: parts(r, node), ...at };
    case 'class_body':
    case 'class_declaration':
    case 'class':
      return group('class');
    case 'import_statement':
      return lowerImport(r, node);
    case 'jsx_attribute':
      return lowerAttribute(r, node);
    case 'jsx_text':
    case 'jsx_closing_element':
      return emptyGroup(r, node);
    case 'ERROR':
      return { kind: 'group', label: 'error', items: recover(r, node, (child) => lower(r, child)), ...at };
    default:
      return group();
  }
}

function parts(r: Reader, node: number): Node[] {
  return r
    .named(node)
    .filter((child) => !valueless.has(r.type(child)) && !isTypePart(r, child))
    .map((child) => lower(r, child));
}

/** Of `x as T` only `x` has a value. */
function isTypePart(r: Reader, node: number): boolean {
  const type = r.type(node);
  return type.endsWith('_type') || type === 'type_identifier' || type === 'nested_type_identifier';
}

function lowerArguments(r: Reader, node: number): Argument[] {
  return r.named(node).map((child) => ({
    value: lower(r, child),
    ...(r.type(child) === 'spread_element' ? { spread: true } : {}),
    start: r.start(child),
    end: r.end(child),
  }));
}

function lowerEntry(r: Reader, node: number): Entry[] {
  const at = { start: r.start(node), end: r.end(node) };
  switch (r.type(node)) {
    case 'pair':
    case 'pair_pattern': {
      const key = r.field(node, 'key');
      const value = r.field(node, 'value');
      if (key < 0 || value < 0) return [];
      const keyType = r.type(key);
      const computed = keyType === 'computed_property_name';
      const name = keyType === 'string' ? r.source(key).slice(1, -1) : r.source(key);
      return [{ ...(computed ? { keyNode: lower(r, key) } : { key: name }), value: lower(r, value), ...at }];
    }
    case 'method_definition': {
      const name = r.field(node, 'name');
      return [{ key: name < 0 ? '' : r.source(name), value: lower(r, node), ...at }];
    }
    case 'shorthand_property_identifier':
    case 'shorthand_property_identifier_pattern':
      return [{ key: r.source(node), value: lower(r, node), ...at }];
    case 'object_assignment_pattern': {
      const left = r.field(node, 'left');
      return left < 0 ? [] : [{ key: r.source(left), value: lower(r, left), ...at }];
    }
    default:
      return [{ value: lower(r, node), ...at }];
  }
}

function lowerTemplate(r: Reader, node: number): Node {
  const found: (string | Node)[] = [];
  let from = r.start(node) + 1;
  for (const child of r.children(node)) {
    if (r.type(child) !== 'template_substitution') continue;
    found.push(unescaped(r.text.slice(from, r.start(child))), lower(r, child));
    from = r.end(child);
  }
  found.push(unescaped(r.text.slice(from, Math.max(from, r.end(node) - 1))));
  const at = { start: r.start(node), end: r.end(node) };
  const [only] = found;
  if (found.length === 1 && typeof only === 'string') return { kind: 'literal', type: 'string', value: only, ...at };
  return { kind: 'template', parts: found.filter((part) => part !== ''), ...at };
}

function lowerFunction(r: Reader, node: number, type: string): Node {
  const params: Parameter[] = [];
  const single = r.field(node, 'parameter');
  const list = r.field(node, 'parameters');
  for (const child of single >= 0 ? [single] : list >= 0 ? r.named(list) : []) {
    const pattern = r.field(child, 'pattern');
    const left = r.type(child) === 'assignment_pattern' ? r.field(child, 'left') : pattern;
    const fallback = r.type(child) === 'assignment_pattern' ? r.field(child, 'right') : r.field(child, 'value');
    params.push({
      target: lower(r, left >= 0 ? left : child),
      ...(fallback < 0 ? {} : { fallback: lower(r, fallback) }),
      start: r.start(child),
      end: r.end(child),
    });
  }
  const name = r.field(node, 'name');
  const body = r.field(node, 'body');
  const at = { start: r.start(node), end: r.end(node) };
  const lowered = body < 0 ? emptyGroup(r, node) : lower(r, body);
  // An arrow function whose body is an expression returns it.
  const isExpression = body >= 0 && type === 'arrow_function' && r.type(body) !== 'statement_block';
  return {
    kind: 'function',
    ...(name < 0 ? {} : { name: r.source(name) }),
    params,
    body: isExpression ? { kind: 'return', value: lowered, start: lowered.start, end: lowered.end } : lowered,
    decorators: [],
    inline: !type.endsWith('declaration') && type !== 'method_definition',
    ...at,
  };
}

function lowerImport(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const source = r.field(node, 'source');
  const module =
    source < 0
      ? ''
      : r
          .source(source)
          .slice(1, -1)
          .replace(/^node:/, '');
  const bindings: { local: string; path: string }[] = [];
  const visit = (child: number): void => {
    switch (r.type(child)) {
      case 'import_clause':
      case 'named_imports':
        for (const inner of r.named(child)) visit(inner);
        break;
      case 'identifier':
        bindings.push({ local: r.source(child), path: module });
        break;
      case 'namespace_import': {
        const name = r.named(child)[0];
        if (name !== undefined) bindings.push({ local: r.source(name), path: module });
        break;
      }
      case 'import_specifier': {
        const name = r.field(child, 'name');
        const alias = r.field(child, 'alias');
        if (name >= 0)
          bindings.push({ local: r.source(alias < 0 ? name : alias), path: `${module}.${r.source(name)}` });
        break;
      }
    }
  };
  for (const child of r.named(node)) visit(child);
  return { kind: 'import', bindings, ...at };
}

function lowerAttribute(r: Reader, node: number): Node {
  const at = { start: r.start(node), end: r.end(node) };
  const [name, value] = r.named(node);
  if (name === undefined || value === undefined) return emptyGroup(r, node);
  return { kind: 'attribute', element: '', name: r.source(name), value: lower(r, value), ...at };
}
