/**
 * Runs through a piece of code once, in order, and keeps for each variable what its value may be. Each call, assignment and the like is shown
 * to the observer with the values at that point. A function that stands as a value runs where it stands; a declared one at the end of the
 * block it is declared in, with what the outer variables are by then.
 */
import type { RuleLanguage } from '../languages/language.ts';
import type { Assign, Call, Func, If, Loop, Member, Node } from '../syntax/node.ts';
import { callResult } from './calls.ts';
import type { ArgumentValue, Context, Event, Observer } from './events.ts';
import { guarded, leaves } from './guards.ts';
import { type Knowledge, knowledge } from './knowledge.ts';
import { isConstantName, Lookup } from './lookup.ts';
import { lastSegment, pathOf } from './path.ts';
import { Scope } from './scope.ts';
import {
  cleaned,
  constant,
  either,
  everywhere,
  formatted,
  isDynamic,
  joined,
  tainted,
  unknown,
  type Value,
} from './value.ts';

/** Runs a lowered tree. Whatever `observer` throws passes through. */
export function evaluate(root: Node, language: RuleLanguage, observer: Observer): void {
  new Run(language, observer).block(root);
}

class Run {
  readonly language: RuleLanguage;
  readonly known: Knowledge;
  readonly #observer: Observer;
  readonly #lookup: Lookup;
  #scope = new Scope();
  #names: string[] = [];
  #function: Func | undefined;
  #decorators: readonly string[] = [];
  #statement: Node | undefined;
  #returns: Value[] = [];
  #deferred: Func[] | undefined;

  constructor(language: RuleLanguage, observer: Observer) {
    this.language = language;
    this.known = knowledge[language];
    this.#observer = observer;
    this.#lookup = new Lookup(this.known);
  }

  /** A block and, after it, the functions declared in it. */
  block(node: Node): void {
    const outer = this.#deferred;
    const deferred: Func[] = [];
    this.#deferred = deferred;
    this.value(node);
    this.#deferred = outer;
    for (const declared of deferred) this.#call(declared);
  }

  value(node: Node): Value {
    this.#observer.tick();
    switch (node.kind) {
      case 'literal':
        return constant(node, node.type === 'null' ? undefined : node.value);
      case 'name':
        return this.#lookup.name(node.name, node, this.#scope);
      case 'template': {
        const values = node.parts.map((part) => (typeof part === 'string' ? constant(node, part) : this.value(part)));
        const text = joined(node, values);
        if (node.tag === undefined) return text;
        const tag = this.value(node.tag);
        // A tag function receives text and values apart, which is what parameterising means. `String.raw` just joins them.
        return tag.path?.endsWith('String.raw') === true ? text : { ...constant(node), path: `${tag.path ?? ''}()` };
      }
      case 'member':
        return this.#lookup.member(node, this.value(node.object), node.property, this.#scope);
      case 'index': {
        const object = this.value(node.object);
        const index = this.value(node.index);
        const key = index.text !== undefined && !isDynamic(index) ? index.text : undefined;
        if (key !== undefined) return this.#lookup.member(node, object, key, this.#scope);
        return object.entries === undefined
          ? this.#lookup.part(node, object, '[]', this.#scope)
          : either(node, [...object.entries.values()]);
      }
      case 'call':
        return this.#callExpression(node);
      case 'binary':
        return this.#binary(node);
      case 'choice': {
        if (node.test !== undefined) {
          const test = this.value(node.test);
          void test;
          const only = constantCondition(node.test);
          if (only !== undefined && node.branches.length === 2) return this.value(node.branches[only ? 0 : 1] ?? node);
        }
        return {
          ...either(
            node,
            node.branches.map((branch) => this.value(branch)),
          ),
          origin: node,
        };
      }
      case 'list': {
        const values = node.items.map((item) => this.value(item));
        return { ...joined(node, values, ','), entries: new Map(values.map((value, index) => [String(index), value])) };
      }
      case 'dictionary': {
        const entries = new Map<string, Value>();
        const values: Value[] = [];
        for (const entry of node.entries) {
          if (entry.keyNode !== undefined) this.value(entry.keyNode);
          const value = this.#named(entry.key, () => this.value(entry.value));
          values.push(value);
          if (entry.key === undefined) continue;
          entries.set(entry.key, value);
          this.#event({ kind: 'entry', of: 'dictionary', node: entry.value, path: entry.key, value });
        }
        const all = joined(node, values);
        return { tainted: all.tainted, unknown: all.unknown, built: false, origin: node, entries };
      }
      case 'function':
        if (node.inline || this.#deferred === undefined) return this.#call(node);
        this.#deferred.push(node);
        if (node.name !== undefined) this.#scope.set(node.name, unknown(node, node.name));
        return unknown(node, node.name);
      case 'assign':
        return this.#assign(node);
      case 'return': {
        const value = this.#statementOf(node.value);
        this.#returns.push(value);
        this.#event({ kind: 'return', node: node.value, path: 'return', value });
        return value;
      }
      case 'if':
        return this.#if(node);
      case 'loop':
        return this.#loop(node);
      case 'block': {
        for (const item of node.items) this.#statementOf(item);
        return constant(node);
      }
      case 'import':
        for (const { local, path } of node.bindings) {
          this.#scope.set(local, isConstantName(lastSegment(path)) ? { ...constant(node), path } : unknown(node, path));
        }
        return constant(node);
      case 'attribute': {
        const value = this.#named(node.name, () => this.value(node.value));
        this.#event({ kind: 'entry', of: 'attribute', node: node.value, path: node.name, value });
        return value;
      }
      case 'group': {
        if (node.label === 'class') {
          for (const item of node.items) this.#statementOf(item);
          return constant(node);
        }
        const values = node.items.map((item) => (node.label === 'error' ? this.#statementOf(item) : this.value(item)));
        if (node.label === 'negation') return { ...constant(node) };
        return values.length === 1 && values[0] !== undefined ? values[0] : either(node, values);
      }
    }
  }

  /** Runs a function's body; the value is what it returns. Its own variables don't outlive it. */
  #call(node: Func): Value {
    const outer = { scope: this.#scope, returns: this.#returns, fn: this.#function, decorators: this.#decorators };
    const decorators = node.decorators.map((decorator) => this.value(decorator).path ?? '');
    const isHandler = decorators.some((path) => this.known.handlers?.test(path) === true);
    this.#scope = new Scope(outer.scope);
    this.#returns = [];
    this.#function = node;
    if (decorators.length > 0 || !node.inline) this.#decorators = decorators;
    for (const param of node.params) {
      const name = param.target.kind === 'name' ? param.target.name : undefined;
      if (param.fallback !== undefined) {
        const value = this.#named(name, () => this.value(param.fallback ?? param.target));
        if (name !== undefined) this.#event({ kind: 'entry', of: 'default', node: param.fallback, path: name, value });
      }
      const value =
        isHandler && name !== undefined && !/^(?:self|cls|request|req|db|session|response)$/.test(name)
          ? tainted(param.target, name, name)
          : unknown(param.target, name);
      this.#bind(param.target, value);
    }
    this.#named(node.name, () => {
      this.block(node.body);
      return constant(node);
    });
    const result = this.#returns.length === 0 ? constant(node) : either(node, this.#returns);
    this.#scope = outer.scope;
    this.#returns = outer.returns;
    this.#function = outer.fn;
    this.#decorators = outer.decorators;
    return result;
  }

  #statementOf(node: Node): Value {
    const outer = this.#statement;
    this.#statement = node;
    const value = this.value(node);
    this.#statement = outer;
    return value;
  }

  #named<T>(name: string | undefined, run: () => T): T {
    if (name === undefined) return run();
    this.#names.push(name);
    const result = run();
    this.#names.pop();
    return result;
  }

  #event(event: Event extends infer E ? (E extends Event ? Omit<E, 'context'> : never) : never): void {
    const context: Context = {
      language: this.language,
      names: [...this.#names].reverse(),
      statement: this.#statement ?? event.node,
      decorators: this.#decorators,
      ...(this.#function === undefined ? {} : { function: this.#function }),
    };
    this.#observer.event({ ...event, context } as Event);
  }

  #callExpression(node: Call): Value {
    const receiver = node.callee.kind === 'member' ? this.value(node.callee.object) : undefined;
    const callee =
      node.callee.kind === 'member' && receiver !== undefined
        ? this.#lookup.member(node.callee, receiver, node.callee.property, this.#scope)
        : this.value(node.callee);
    const last = node.callee.kind === 'member' ? node.callee.property : undefined;
    const path =
      last !== undefined && callee.path?.endsWith(last) !== true && !callee.path?.includes('.')
        ? `${receiver?.path ?? ''}.${last}`
        : (callee.path ?? last ?? '');
    const args = node.args.map((argument): ArgumentValue => {
      const value = this.#named(argument.keyword, () => this.value(argument.value));
      if (argument.keyword !== undefined) {
        this.#event({ kind: 'entry', of: 'keyword', node: argument.value, path: argument.keyword, value });
      }
      return {
        value,
        node: argument.value,
        ...(argument.keyword === undefined ? {} : { keyword: argument.keyword }),
        ...(argument.spread === true ? { spread: true } : {}),
      };
    });
    this.#event({ kind: 'call', node, path, args, ...(receiver === undefined ? {} : { receiver }) });
    const result = callResult({ node, path, args, receiver, known: this.known, language: this.language });
    if (receiver !== undefined && node.callee.kind === 'member') this.#collect(node.callee, receiver, args);
    return this.#lookup.sourced(result);
  }

  /** `list.append(x)`, `parts.push(x)`: the collection takes over what it is given. */
  #collect(callee: Member, receiver: Value, args: readonly ArgumentValue[]): void {
    if (
      callee.object.kind !== 'name' ||
      receiver.entries === undefined ||
      !/^(?:append|push|add|extend|unshift)$/.test(callee.property)
    )
      return;
    const entries = new Map(receiver.entries);
    for (const { value } of args) entries.set(String(entries.size), value);
    this.#scope.set(callee.object.name, { ...joined(receiver.origin, [...entries.values()], ','), entries });
  }

  #binary(node: Node & { readonly kind: 'binary' }): Value {
    const left = this.value(node.left);
    const right = this.value(node.right);
    switch (node.op) {
      case '+':
        return joined(node, [left, right]);
      case '%':
        // Python's formatting; of numbers the remainder.
        if (left.text === undefined) return isDynamic(left) ? left : constant(node);
        return this.language === 'python' ? formatted(node, left, right) : constant(node);
      case '*':
        return left.entries !== undefined || left.text !== undefined ? { ...left, origin: node } : constant(node);
      case '/':
        // Path objects are put together with a slash.
        return this.language === 'python' && (left.path?.includes('Path') === true || left.text !== undefined)
          ? joined(node, [left, constant(node, '/'), right])
          : constant(node);
      case '==':
      case '===':
      case '!=':
      case '!==': {
        const [named, literal] = node.left.kind === 'literal' ? [right, left] : [left, right];
        const name = lastSegment(named.path ?? '');
        if (name !== '')
          this.#event({ kind: 'entry', of: 'comparison', node: literal.origin, path: name, value: literal });
        return constant(node);
      }
      default:
        return constant(node);
    }
  }

  #assign(node: Assign): Value {
    const path = pathOf(node.target);
    let value = this.#named(path === undefined ? undefined : lastSegment(path), () => this.value(node.value));
    if (node.op === '+=') value = joined(node, [this.value(node.target), value]);
    if (path !== undefined) this.#event({ kind: 'assign', node, path: this.#resolved(node.target) ?? path, value });
    this.#bind(node.target, value);
    return value;
  }

  /** The target's path with what its object is: `ctx.verify_mode` of `ssl.create_default_context()`. */
  #resolved(target: Node): string | undefined {
    if (target.kind !== 'member') return undefined;
    const object = this.value(target.object);
    return object.path === undefined ? undefined : `${object.path}.${target.property}`;
  }

  #bind(target: Node, value: Value): void {
    this.#lookup.bind(target, value, this.#scope);
  }

  #if(node: If): Value {
    this.value(node.test);
    const only = constantCondition(node.test);
    if (only !== undefined) {
      // A branch that is never taken is still looked at, but leaves no trace in the variables.
      const before = this.#scope.snapshot();
      const never = only ? node.otherwise : node.taken;
      if (never !== undefined) this.#statementOf(never);
      this.#scope.restore(before);
      const taken = only ? node.taken : node.otherwise;
      if (taken !== undefined) this.#statementOf(taken);
      return constant(node);
    }
    const guard = guarded(node.test);
    const before = this.#scope.snapshot();
    if (!guard.negated) this.#clean(guard.names, node.test);
    this.#statementOf(node.taken);
    const after = this.#scope.snapshot();
    this.#scope.restore(before);
    if (guard.negated) this.#clean(guard.names, node.test);
    if (node.otherwise !== undefined) this.#statementOf(node.otherwise);
    // A branch that leaves the function says nothing of what follows.
    if (!leaves(node.taken)) this.#scope.join(after);
    return constant(node);
  }

  #clean(names: readonly string[], test: Node): void {
    for (const name of names) {
      const value = this.#scope.get(name);
      this.#scope.set(name, value === undefined ? constant(test) : cleaned(value, everywhere));
    }
  }

  #loop(node: Loop): Value {
    const before = this.#scope.snapshot();
    if (node.iterable !== undefined && node.target !== undefined) {
      const items = this.value(node.iterable);
      const each =
        items.entries !== undefined && items.entries.size > 0 ? either(node, [...items.entries.values()]) : items;
      this.#bind(node.target, { ...each, origin: node });
    }
    const value = this.#statementOf(node.body);
    this.#scope.join(before);
    return value;
  }
}

/** True or false where a test is a constant. */
function constantCondition(node: Node): boolean | undefined {
  if (node.kind === 'literal' && node.type === 'boolean') return node.value.toLowerCase() === 'true';
  if (node.kind === 'literal' && node.type === 'number') return Number(node.value) !== 0;
  return undefined;
}
