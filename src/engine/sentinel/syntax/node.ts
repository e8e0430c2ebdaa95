/**
 * Code as Sentinel sees it, the same for every language: a language file lowers its grammar's tree to these nodes, and everything behind it
 * (values, rules, fixes) knows only them. Offsets are UTF-16 code units of the parsed text.
 */

interface At {
  readonly start: number;
  readonly end: number;
}

export interface Name extends At {
  readonly kind: 'name';
  readonly name: string;
}
export interface Literal extends At {
  readonly kind: 'literal';
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'regex';
  /** The text a string stands for; the source of any other literal. */
  readonly value: string;
}
/** Template and f-strings: text and expressions as they follow each other. `tag` is the function of a tagged template. */
export interface Template extends At {
  readonly kind: 'template';
  readonly parts: readonly (string | Node)[];
  readonly tag?: Node;
}
export interface Member extends At {
  readonly kind: 'member';
  readonly object: Node;
  readonly property: string;
}
export interface Index extends At {
  readonly kind: 'index';
  readonly object: Node;
  readonly index: Node;
}
export interface Argument extends At {
  /** Python's keyword arguments. */
  readonly keyword?: string;
  readonly spread?: boolean;
  readonly value: Node;
}
export interface Call extends At {
  readonly kind: 'call';
  readonly callee: Node;
  readonly args: readonly Argument[];
  readonly isNew: boolean;
}
export interface Binary extends At {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Node;
  readonly right: Node;
}
/** One of several values: a conditional expression, `a || b`. */
export interface Choice extends At {
  readonly kind: 'choice';
  readonly test?: Node;
  readonly branches: readonly Node[];
}
export interface List extends At {
  readonly kind: 'list';
  readonly items: readonly Node[];
}
export interface Entry extends At {
  /** The key, where it is constant. */
  readonly key?: string;
  readonly keyNode?: Node;
  readonly value: Node;
}
export interface Dictionary extends At {
  readonly kind: 'dictionary';
  readonly entries: readonly Entry[];
}
export interface Parameter extends At {
  readonly target: Node;
  readonly fallback?: Node;
}
export interface Func extends At {
  readonly kind: 'function';
  readonly name?: string;
  readonly params: readonly Parameter[];
  readonly body: Node;
  readonly decorators: readonly Node[];
  /** A function that stands as a value, such as a callback, runs with the values of its place. */
  readonly inline: boolean;
}
export interface Assign extends At {
  readonly kind: 'assign';
  readonly target: Node;
  readonly op: '=' | '+=';
  readonly value: Node;
}
export interface Return extends At {
  readonly kind: 'return';
  readonly value: Node;
}
export interface If extends At {
  readonly kind: 'if';
  readonly test: Node;
  readonly taken: Node;
  readonly otherwise?: Node;
}
/** Loops and comprehensions: `target` takes each item of `iterable`. */
export interface Loop extends At {
  readonly kind: 'loop';
  readonly target?: Node;
  readonly iterable?: Node;
  readonly body: Node;
}
export interface Block extends At {
  readonly kind: 'block';
  readonly items: readonly Node[];
}
export interface Import extends At {
  readonly kind: 'import';
  readonly bindings: readonly { readonly local: string; readonly path: string }[];
}
/** An attribute of an element in JSX. */
export interface Attribute extends At {
  readonly kind: 'attribute';
  readonly element: string;
  readonly name: string;
  readonly value: Node;
}
/** Anything else, and what the parser could not read: its parts, in order. */
export interface Group extends At {
  readonly kind: 'group';
  readonly items: readonly Node[];
  /** `not`, `-`, `await`-like words are transparent and don't come here; `error` marks an unparsable stretch. */
  readonly label?: 'error' | 'comparison' | 'class' | 'negation';
}

export type Node =
  | Name
  | Literal
  | Template
  | Member
  | Index
  | Call
  | Binary
  | Choice
  | List
  | Dictionary
  | Func
  | Assign
  | Return
  | If
  | Loop
  | Block
  | Import
  | Attribute
  | Group;
