/** Reads JSON into a located tree, in bounded time and depth. Strict: no comments, no trailing commas, no name twice in one object. */

import { createScanner, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Position, TakumoError } from '../errors.ts';
import { placesOf } from '../lines.ts';
import { createProblems, type Located } from './located.ts';

/** In UTF-16 units; a policy file is a few kilobytes, a large organization's bundle some hundreds. */
const longestDocument = 4_000_000;
const deepest = 32;

/** The tree, or what is wrong; never both, never throws. */
export function readJson(
  text: string,
  file?: string,
): { readonly tree?: Located; readonly errors: readonly TakumoError[] } {
  const problems = createProblems();
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const place = locator(source, file);
  if (source.length > longestDocument) {
    problems.add('policy-invalid', 'The document is too long to be a policy file.', place(0, ''));
    return { errors: problems.errors };
  }
  const tooDeep = findTooDeep(source);
  if (tooDeep !== undefined) {
    problems.add('policy-invalid', `The document is nested deeper than ${deepest} levels.`, place(tooDeep, ''));
    return { errors: problems.errors };
  }
  const faults: ParseError[] = [];
  const root = parseTree(source, faults, {
    disallowComments: true,
    allowTrailingComma: false,
    allowEmptyContent: false,
  });
  const fault = faults[0];
  if (fault !== undefined || root === undefined) {
    problems.add(
      'policy-invalid',
      'This is not valid JSON.',
      place(fault?.offset ?? 0, ''),
      'Correct the syntax at this place.',
    );
    return { errors: problems.errors };
  }
  const tree = locate(root, '');
  return problems.errors.length > 0 ? { errors: problems.errors } : { tree, errors: [] };

  function locate(node: Node, pointer: string): Located {
    const at = place(node.offset, pointer);
    if (node.type === 'array')
      return {
        kind: 'array',
        at,
        items: (node.children ?? []).map((item, index) => locate(item, `${pointer}/${index}`)),
      };
    if (node.type !== 'object')
      return { kind: node.type as Located['kind'], at, ...(node.type === 'null' ? {} : { value: node.value }) };
    const seen = new Set<string>();
    const entries = (node.children ?? []).map((property) => {
      const [key, value] = property.children as [Node, Node];
      const name = String(key.value);
      const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const keyAt = place(key.offset, inner);
      if (seen.has(name)) problems.add('policy-invalid', 'This field is given twice.', keyAt);
      seen.add(name);
      return { name, at: keyAt, value: locate(value, inner) };
    });
    return { kind: 'object', at, entries };
  }
}

/** The parser is recursive, so depth is checked before it, by the scanner alone. */
function findTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const at = scanner.getTokenOffset();
    if (text[at] === '{' || text[at] === '[') {
      depth += 1;
      if (depth > deepest) return at;
    } else if (text[at] === '}' || text[at] === ']') depth -= 1;
  }
  return undefined;
}

/** Gives line and column, both 1-based, of an offset; the field is a JSON pointer. */
function locator(text: string, file: string | undefined): (offset: number, pointer: string) => Position {
  const placeOf = placesOf(text);
  return (offset, pointer) => {
    return {
      ...(file === undefined ? {} : { file }),
      ...placeOf(offset),
      ...(pointer === '' ? {} : { field: pointer }),
    };
  };
}
