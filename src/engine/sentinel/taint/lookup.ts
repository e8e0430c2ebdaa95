/** Names and members: what stands behind them, and what is put there. Known sources are recognised by what a value is called. */
import type { Node } from '../syntax/node.ts';
import type { Knowledge } from './knowledge.ts';
import { pathOf } from './path.ts';
import type { Scope } from './scope.ts';
import { constant, everywhere, isDynamic, tainted, unknown, type Value } from './value.ts';

/** By convention a name in capitals is a constant. */
export function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(name);
}

export class Lookup {
  readonly #known: Knowledge;

  constructor(known: Knowledge) {
    this.#known = known;
  }

  name(name: string, node: Node, scope: Scope): Value {
    const bound = scope.get(name);
    if (bound !== undefined) return bound;
    if (name === 'undefined') return constant(node);
    const path = this.#known.aliases.get(name) ?? name;
    if (isConstantName(name)) return { ...constant(node), path };
    return this.sourced(unknown(node, path));
  }

  /** The entry of a dictionary or list where it is known, else a part of the whole. */
  member(node: Node, object: Value, property: string, scope: Scope): Value {
    return object.entries?.get(property) ?? this.part(node, object, property, scope);
  }

  part(node: Node, object: Value, property: string, scope: Scope): Value {
    const whole = object.path === undefined ? undefined : `${object.path}.${property}`;
    const path = whole === undefined ? undefined : (this.#known.aliases.get(whole) ?? whole);
    const bound = path === undefined ? undefined : scope.get(path);
    if (bound !== undefined) return bound;
    if (property === 'length' || property === 'size') return constant(node);
    const named = path === undefined ? {} : { path };
    if (isConstantName(property) && object.tainted === 0) return { ...constant(node), ...named };
    const isConstant = object.text !== undefined && !isDynamic(object);
    return this.sourced({
      tainted: object.tainted,
      unknown: object.tainted !== 0 ? object.unknown : isConstant ? 0 : everywhere,
      built: false,
      origin: node,
      ...named,
      ...(object.source === undefined ? {} : { source: object.source }),
    });
  }

  sourced(value: Value): Value {
    const { path } = value;
    // What a sanitizer has cleaned is not made dangerous again by its name.
    if (path === undefined || value.tainted !== 0 || value.unknown !== everywhere) return value;
    if (!this.#known.sources.some((source) => source.test(path))) return value;
    return tainted(value.origin, path.replaceAll('()', ''), path);
  }

  /** Puts a value behind a name, a member, or each part of a pattern. */
  bind(target: Node, value: Value, scope: Scope): void {
    switch (target.kind) {
      case 'name': {
        // A value of unknown origin is called by its first name.
        const nameless = value.path === undefined && value.unknown !== 0 && value.text === undefined;
        scope.set(target.name, nameless ? { ...value, path: target.name } : value);
        break;
      }
      case 'member': {
        const path = pathOf(target);
        if (path !== undefined) scope.set(path, value);
        break;
      }
      case 'index': {
        if (target.object.kind !== 'name' || target.index.kind !== 'literal') break;
        const object = scope.get(target.object.name);
        if (object?.entries === undefined) break;
        scope.set(target.object.name, { ...object, entries: new Map(object.entries).set(target.index.value, value) });
        break;
      }
      case 'list':
        for (const [index, item] of target.items.entries())
          this.bind(item, this.member(item, value, String(index), scope), scope);
        break;
      case 'dictionary':
        for (const entry of target.entries) {
          this.bind(
            entry.value,
            entry.key === undefined ? value : this.member(entry.value, value, entry.key, scope),
            scope,
          );
        }
        break;
      case 'group':
        for (const item of target.items) this.bind(item, value, scope);
        break;
    }
  }
}
