/** Takes a built string apart into fixed text and expressions, and writes string literals back in a language's own quotes. */
import type { RuleLanguage } from '../languages/language.ts';
import type { Node } from '../syntax/node.ts';

export type Part = string | Node;

/** The pieces of a concatenation, template, f-string, `%` or `.format`; undefined for what is not built here. */
export function partsOf(node: Node): Part[] | undefined {
  const parts = flatten(node);
  if (
    parts === undefined ||
    !parts.some((part) => typeof part === 'string') ||
    !parts.some((part) => typeof part !== 'string')
  )
    return undefined;
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return merged;
}

function flatten(node: Node): Part[] | undefined {
  switch (node.kind) {
    case 'literal':
      return node.type === 'string' ? [node.value] : [node];
    case 'template':
      return node.tag === undefined
        ? node.parts.map((part) => (typeof part === 'string' ? part : unwrapped(part)))
        : undefined;
    case 'binary': {
      if (node.op === '+') {
        const left = flatten(node.left) ?? [node.left];
        const right = flatten(node.right) ?? [node.right];
        return [...left, ...right];
      }
      if (node.op !== '%' || node.left.kind !== 'literal' || node.left.type !== 'string') return undefined;
      const values = node.right.kind === 'list' ? node.right.items : [node.right];
      return filled(node.left.value, /%[sdr]/g, values);
    }
    case 'call':
      if (node.callee.kind === 'member' && node.callee.property === 'format' && node.callee.object.kind === 'literal')
        return formatParts(node.callee.object.value, node.args);
      return [unwrapped(node)];
    default:
      return [node];
  }
}

/** `str(x)` and `String(x)` only turn a value into text, which a parameter does too. */
function unwrapped(node: Node): Node {
  const inner =
    node.kind === 'call' && node.callee.kind === 'name' && /^(?:str|String)$/.test(node.callee.name)
      ? node.args[0]?.value
      : undefined;
  return inner ?? node;
}

function formatParts(
  pattern: string,
  args: readonly { readonly keyword?: string; readonly value: Node }[],
): Part[] | undefined {
  const positional = args.filter((argument) => argument.keyword === undefined).map((argument) => argument.value);
  const parts: Part[] = [];
  let from = 0;
  let next = 0;
  for (const match of pattern.matchAll(/\{(\w*)\}/g)) {
    const name = match[1] ?? '';
    const value =
      name === ''
        ? positional[next++]
        : /^\d+$/.test(name)
          ? positional[Number(name)]
          : args.find((argument) => argument.keyword === name)?.value;
    if (value === undefined) return undefined;
    parts.push(pattern.slice(from, match.index), unwrapped(value));
    from = match.index + match[0].length;
  }
  return [...parts, pattern.slice(from)];
}

function filled(pattern: string, placeholder: RegExp, values: readonly Node[]): Part[] | undefined {
  const pieces = pattern.split(placeholder);
  if (pieces.length !== values.length + 1 || pattern.includes('%%') || pattern.includes('%(')) return undefined;
  return pieces.flatMap((piece, at): Part[] => {
    const value = values[at];
    return value === undefined ? [piece] : [piece, unwrapped(value)];
  });
}

/** A string literal of this text. */
export function quoted(text: string, language: RuleLanguage): string {
  const escaped = text.replaceAll('\\', '\\\\');
  if (language === 'python') {
    if (text.includes('\n'))
      return text.includes('"""') ? `"${escaped.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"` : `"""${escaped}"""`;
    return text.includes('"') && !text.includes("'") ? `'${escaped}'` : `"${escaped.replaceAll('"', '\\"')}"`;
  }
  if (text.includes('\n')) return `\`${escaped.replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
  return text.includes("'") ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped}'`;
}

/** A template or f-string of these pieces; a lone expression stands for itself. `source` gives an expression's text. */
export function composed(
  parts: readonly Part[],
  language: RuleLanguage,
  source: (node: Node) => string,
): string | undefined {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return typeof only === 'string' ? quoted(only, language) : source(only);
  const pieces = parts.map((part) => (typeof part === 'string' ? part : `\${${source(part)}}`));
  if (language === 'javascript') return `\`${pieces.join('').replaceAll('`', '\\`')}\``;
  const inner = parts
    .map((part) => (typeof part === 'string' ? part.replaceAll('{', '{{').replaceAll('}', '}}') : `{${source(part)}}`))
    .join('');
  // Before Python 3.12 an f-string may not hold its own quote or a backslash.
  if (/["\\\n]/.test(inner)) return undefined;
  return `f"${inner}"`;
}
