/** What a host must supply: the engine itself reads no clock, draws no random numbers, opens no file and no socket. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back, for durations. */
  monotonic(): number;
}

export interface Random {
  /** Cryptographically strong random bytes. */
  bytes(length: number): Uint8Array;
}

/** A node of a syntax tree, as web-tree-sitter gives it; only what Sentinel reads. Positions are UTF-16 offsets, rows and columns 0-based. */
export interface SyntaxNode {
  readonly id: number;
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number; readonly column: number };
  readonly endPosition: { readonly row: number; readonly column: number };
  readonly isNamed: boolean;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly parent: SyntaxNode | null;
  readonly childCount: number;
  readonly namedChildCount: number;
  readonly children: readonly (SyntaxNode | null)[];
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
  child(index: number): SyntaxNode | null;
  namedChild(index: number): SyntaxNode | null;
}

/**
 * A whole syntax tree as arrays in pre-order, read out of the parser in one walk: node `i` has its descendants at `i + 1 .. skip[i] - 1`.
 * Offsets are UTF-16 code units; the last `skip` equals `count`.
 */
export interface FlatSyntax {
  readonly count: number;
  /** Index into `typeNames`. */
  readonly types: Uint16Array;
  /** Index into `fieldNames`; 0 where the node stands in no field. */
  readonly fields: Uint16Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly skip: Uint32Array;
  readonly typeNames: readonly string[];
  readonly fieldNames: readonly string[];
  /** By type: 1 for a named type, 0 for punctuation and keywords. */
  readonly named: Uint8Array;
  /** Errors and missing tokens in the tree. */
  readonly errors: number;
  /** True if the walk stopped early, at the limit. */
  readonly cut: boolean;
}

export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  /** Reads the tree into arrays, at most `maxNodes` nodes of it. */
  flatten(maxNodes: number): FlatSyntax;
  /** Frees the tree's memory outside JavaScript. Each parse owns one tree and deletes it. */
  delete(): void;
}

export interface SyntaxParser {
  /** Parses a text, or gives null when `timeLimitMs` has passed. */
  parse(text: string, timeLimitMs: number): SyntaxTree | null;
}

/** Loads the parser of a grammar on first use: `javascript`, `typescript`, `tsx`, `python`. Rejects with `grammar-missing`. */
export interface GrammarLoader {
  load(grammar: string): Promise<SyntaxParser>;
}

/** Verifies an Ed25519 signature. `publicKey` is the raw 32 bytes. */
export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
