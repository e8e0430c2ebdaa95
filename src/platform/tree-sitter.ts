/**
 * Loads tree-sitter grammars from a folder of `.wasm` files, each on first use. The folder holds `tree-sitter-<grammar>.wasm` and, beside
 * them or given by `runtime`, `web-tree-sitter.wasm`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { TakumoError } from '../engine/errors.ts';
import type { FlatSyntax, GrammarLoader, SyntaxNode, SyntaxParser, SyntaxTree } from '../engine/ports.ts';

export interface GrammarFolder {
  /** The folder that holds the grammars: `dist/grammars` in the product. */
  readonly folder: string;
  /** Path of `web-tree-sitter.wasm`, if it is not in `folder`. */
  readonly runtime?: string;
}

/** One loader a process is enough: it keeps each parser it made. `load` rejects with `grammar-missing` and may be tried again. */
export function createGrammarLoader(options: GrammarFolder): GrammarLoader {
  const parsers = new Map<string, Promise<SyntaxParser>>();
  return {
    load(grammar) {
      let parser = parsers.get(grammar);
      if (parser === undefined) {
        parser = loadParser(options, grammar);
        parsers.set(grammar, parser);
        parser.catch(() => parsers.delete(grammar));
      }
      return parser;
    },
  };
}

let runtime: Promise<void> | undefined;

function startRuntime(options: GrammarFolder): Promise<void> {
  runtime ??= readFile(options.runtime ?? join(options.folder, 'web-tree-sitter.wasm')).then((wasmBinary) =>
    Parser.init({ wasmBinary }),
  );
  return runtime;
}

async function loadParser(options: GrammarFolder, grammar: string): Promise<SyntaxParser> {
  try {
    const bytes = readFile(join(options.folder, `tree-sitter-${grammar}.wasm`));
    // A failed start must be tried again, and a grammar that is missing must not leave an unhandled rejection behind.
    bytes.catch(() => undefined);
    await startRuntime(options).catch((error: unknown) => {
      runtime = undefined;
      throw error;
    });
    const language = await Language.load(new Uint8Array(await bytes));
    const parser = new Parser();
    parser.setLanguage(language);
    return parserOf(parser, tablesOf(language));
  } catch {
    throw new TakumoError('grammar-missing', `The grammar for ${grammar} could not be loaded.`, {
      action: 'Reinstall the extension, or build it again.',
    });
  }
}

interface Tables {
  readonly typeNames: readonly string[];
  readonly fieldNames: readonly string[];
  readonly named: Uint8Array;
  readonly errorType: number;
}

/** The parser's type numbers are dense but for the error type, 65535, which gets the last place. */
function tablesOf(language: Language): Tables {
  const typeNames = Array.from(language.types, (name) => name ?? '');
  const errorType = typeNames.length;
  typeNames.push('ERROR');
  const named = Uint8Array.from(typeNames, (_, type) => (type === errorType || language.nodeTypeIsNamed(type) ? 1 : 0));
  return { typeNames, fieldNames: Array.from(language.fields, (name) => name ?? ''), named, errorType };
}

function parserOf(parser: Parser, tables: Tables): SyntaxParser {
  return {
    parse(text, timeLimitMs) {
      const end = performance.now() + timeLimitMs;
      // Typed as returning nothing, the callback stops the parser by returning true.
      const progressCallback = (): boolean => performance.now() > end;
      let tree: Tree | null;
      try {
        tree = parser.parse(text, null, { progressCallback });
      } finally {
        parser.reset();
      }
      return tree === null ? null : treeOf(tree, tables);
    },
  };
}

function treeOf(tree: Tree, tables: Tables): SyntaxTree {
  return {
    get rootNode() {
      return tree.rootNode as unknown as SyntaxNode;
    },
    flatten(maxNodes) {
      const cursor = tree.walk();
      try {
        return flatten(cursor, tables, Math.min(maxNodes, tree.rootNode.descendantCount));
      } finally {
        cursor.delete();
      }
    },
    delete: () => tree.delete(),
  };
}

/** One cursor walk: half the cost of reading the same through nodes' children, and no object a node. */
function flatten(cursor: TreeCursor, tables: Tables, size: number): FlatSyntax {
  const types = new Uint16Array(size);
  const fields = new Uint16Array(size);
  const starts = new Uint32Array(size);
  const ends = new Uint32Array(size);
  const skip = new Uint32Array(size);
  const open: number[] = [];
  let count = 0;
  let errors = 0;
  let cut = false;
  walk: for (;;) {
    if (count === size) {
      cut = true;
      break;
    }
    const type = cursor.nodeTypeId;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    types[count] = type === 65535 ? tables.errorType : type;
    fields[count] = cursor.currentFieldId;
    starts[count] = start;
    ends[count] = end;
    if (type === 65535 || (start === end && cursor.nodeIsMissing)) errors++;
    open.push(count);
    count++;
    if (cursor.gotoFirstChild()) continue;
    for (;;) {
      skip[open.pop() ?? 0] = count;
      if (cursor.gotoNextSibling()) break;
      if (!cursor.gotoParent()) break walk;
    }
  }
  for (const node of open) skip[node] = count;
  const { typeNames, fieldNames, named } = tables;
  return { count, types, fields, starts, ends, skip, typeNames, fieldNames, named, errors, cut };
}
