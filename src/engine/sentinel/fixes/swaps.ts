/** Fixes that put one word for another: a hash, a generator, a flag, a size, a literal for its environment variable. */

import type { Node } from '../syntax/node.ts';
import { environmentFix, literalsOf } from './secrets.ts';
import type { Maker } from './workshop.ts';

export const swapHash: Maker = ({ hit, parsed, edit }) => {
  const { event, subject } = hit;
  if (event.kind !== 'call') return undefined;
  const title = 'Use SHA-256';
  const { callee } = event.node;
  const name = /\.(md5|sha1|MD5|SHA1)$/.exec(parsed.slice(callee.start, callee.end))?.[1];
  if (name !== undefined) {
    return {
      title,
      edits: [edit(callee.end - name.length, callee.end, name === name.toLowerCase() ? 'sha256' : 'SHA256')],
    };
  }
  const literal = subject?.origin;
  if (literal?.kind !== 'literal' || !/^(?:md[245]|sha-?1)$/i.test(literal.value)) return undefined;
  const quote = parsed[literal.start] ?? "'";
  return { title, edits: [edit(literal.start, literal.end, `${quote}sha256${quote}`)] };
};

export const swapRandom: Maker = ({ hit, edit }) => {
  const { event } = hit;
  if (event.kind !== 'call') return undefined;
  const { node } = event;
  if (event.path === 'Math.random') {
    return {
      title: 'Draw from the cryptographic generator',
      edits: [edit(node.start, node.end, '(crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32)')],
    };
  }
  if (node.callee.kind !== 'member' || node.callee.object.kind !== 'name' || event.context.language !== 'python')
    return undefined;
  const { object } = node.callee;
  if (object.name !== 'random') return undefined;
  return {
    title: 'Draw from the system’s generator',
    edits: [edit(object.start, object.end, 'random.SystemRandom()')],
  };
};

export const parseInsteadOfEval: Maker = ({ hit, edit, imported }) => {
  const { event, subject } = hit;
  // Built text is an expression with operators, which no parser of literals reads.
  if (event.kind !== 'call' || event.path !== 'eval' || event.args.length !== 1 || subject?.built === true)
    return undefined;
  const { callee } = event.node;
  if (event.context.language === 'javascript') {
    return { title: 'Read it as JSON', edits: [edit(callee.start, callee.end, 'JSON.parse')] };
  }
  return {
    title: 'Read it as a literal',
    edits: [edit(callee.start, callee.end, 'ast.literal_eval'), ...imported('ast', 'import ast')],
  };
};

/** Takes a keyword argument out of a call. */
export const removeArgument: Maker = ({ hit, parsed, edit }) => {
  const { event } = hit;
  if (event.kind !== 'entry' || event.of !== 'keyword') return undefined;
  const before = /(,?\s*)\b\w+\s*=\s*$/.exec(parsed.slice(0, event.node.start));
  if (before === null) return undefined;
  const isFirst = !before[1]?.includes(',');
  const start = isFirst ? before.index + (before[1]?.length ?? 0) : before.index;
  const following = isFirst ? (/^\s*,\s*/.exec(parsed.slice(event.node.end))?.[0].length ?? 0) : 0;
  return { title: 'Leave the check on', edits: [edit(start, event.node.end + following, '')] };
};

const opposite: Readonly<Record<string, string>> = {
  false: 'true',
  False: 'True',
  "'0'": "'1'",
  '"0"': '"1"',
  '0': '1',
};

export const trueInsteadOfFalse: Maker = ({ hit, parsed, edit }) => {
  const { event } = hit;
  if (event.kind !== 'entry' && event.kind !== 'assign') return undefined;
  const node: Node = event.kind === 'assign' ? event.node.value : event.node;
  const source = parsed.slice(node.start, node.end);
  const text =
    opposite[source] ?? (source.endsWith('CERT_NONE') ? source.replace(/CERT_NONE$/, 'CERT_REQUIRED') : undefined);
  return text === undefined ? undefined : { title: 'Switch the check on', edits: [edit(node.start, node.end, text)] };
};

export const environmentVariable: Maker = ({ hit, text, shift }) => {
  const literal = hit.subject?.origin;
  if (literal === undefined) return undefined;
  const [found] = literalsOf(hit.event, [literal]);
  // The literal of a constant above has a name of its own.
  const named = found ?? {
    start: literal.start,
    end: literal.end,
    name: 'secret_key',
    language: hit.event.context.language,
    attribute: false,
  };
  if (literal.kind !== 'literal' || literal.type !== 'string') return undefined;
  return environmentFix(text, { ...named, start: named.start - shift, end: named.end - shift }, 'secret_key');
};

/** `yaml.load` to `yaml.safe_load`, without a loader that was given. */
export const safeLoader: Maker = ({ hit, edit }) => {
  const { event } = hit;
  if (event.kind !== 'call' || !/(?:^|\.)yaml\.(?:load|full_load|unsafe_load)$/.test(event.path)) return undefined;
  const { callee } = event.node;
  const first = event.args[0];
  const last = event.args.at(-1);
  if (callee.kind !== 'member' || first === undefined || last === undefined) return undefined;
  const swap = edit(callee.end - callee.property.length, callee.end, 'safe_load');
  const rest = last === first ? [] : [edit(first.node.end, event.node.end - 1, '')];
  return { title: 'Read it with safe_load', edits: [swap, ...rest] };
};

export const keySize: Maker = ({ hit, edit }) => {
  const literal = hit.subject?.origin;
  if (literal?.kind !== 'literal' || literal.type !== 'number') return undefined;
  return { title: 'Use 3072 bits', edits: [edit(literal.start, literal.end, '3072')] };
};
