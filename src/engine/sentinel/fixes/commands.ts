/** Takes the shell away: the line becomes a program and its arguments. Lines that need a shell (pipes, wildcards) are left alone. */
import type { Node } from '../syntax/node.ts';
import { composed, type Part, partsOf } from './compose.ts';
import type { Maker } from './workshop.ts';

/** The words of a line, or undefined if something in it needs a shell. */
function wordsOf(parts: readonly Part[]): Part[][] | undefined {
  const words: Part[][] = [];
  let word: Part[] | undefined;
  for (const [at, part] of parts.entries()) {
    if (typeof part !== 'string') {
      word ??= [];
      word.push(part);
      continue;
    }
    let text = part;
    // Quotes that only held a value together are no longer needed; others are beyond this.
    if (at > 0 && typeof parts[at - 1] !== 'string') text = text.replace(/^["']/, '');
    if (at < parts.length - 1) text = text.replace(/["']$/, '');
    if (/["'|;&<>$`*?~()\\\n{}[\]#!]/.test(text)) return undefined;
    for (const piece of text.split(/( +)/)) {
      if (piece === '') continue;
      if (piece.startsWith(' ')) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else {
        word ??= [];
        word.push(piece);
      }
    }
  }
  if (word !== undefined) words.push(word);
  return typeof words[0]?.[0] === 'string' && words[0].length === 1 ? words : undefined;
}

export const execToExecFile: Maker = ({ hit, parsed, edit }) => {
  const { event, subject } = hit;
  if (event.kind !== 'call' || subject === undefined || !/(?:^|\.)exec(?:Sync)?$/.test(event.path)) return undefined;
  const parts = partsOf(subject.origin);
  const words = parts === undefined ? undefined : wordsOf(parts);
  const first = event.args[0];
  // The query must stand in the call: a variable may be used elsewhere.
  if (words === undefined || first === undefined || first.node !== subject.origin) return undefined;
  const source = (node: Node): string => parsed.slice(node.start, node.end);
  const [program, ...rest] = words.map((word) => composed(word, 'javascript', source));
  if (program === undefined || rest.includes(undefined)) return undefined;
  const { callee } = event.node;
  const name = /exec(?:Sync)?$/.exec(parsed.slice(callee.start, callee.end))?.[0];
  if (name === undefined) return undefined;
  const safeName = name === 'exec' ? 'execFile' : 'execFileSync';
  const edits = [
    edit(callee.end - name.length, callee.end, safeName),
    edit(first.node.start, first.node.end, `${program}, [${rest.join(', ')}]`),
  ];
  if (callee.kind === 'name') {
    // `const { exec } = require('child_process')` needs the other name too.
    const list = new RegExp(
      `\\{([^{}]*)\\b${name}\\b(?!\\s*(?:as|:))([^{}]*)\\}\\s*(?:=\\s*require\\(|from\\s*)['"](?:node:)?child_process['"]`,
    ).exec(parsed);
    if (list !== null && !list[0].includes(safeName)) {
      const at = list.index + 1 + (list[1]?.length ?? 0) + name.length;
      edits.unshift(edit(at, at, `, ${safeName}`));
    }
  }
  return { title: `Run the program without a shell, with ${safeName}`, edits };
};

export const shellToList: Maker = ({ hit, parsed, edit, imported }) => {
  const { event, subject } = hit;
  if (event.kind !== 'call' || subject === undefined) return undefined;
  const parts = partsOf(subject.origin) ?? (subject.origin.kind === 'literal' ? [subject.origin.value] : undefined);
  const words = parts === undefined ? undefined : wordsOf(parts);
  const first = event.args[0];
  if (words === undefined || first === undefined || first.node !== subject.origin) return undefined;
  const source = (node: Node): string => parsed.slice(node.start, node.end);
  const items = words.map((word) => {
    const [only] = word;
    // Only text can be an argument of a program.
    if (word.length === 1 && only !== undefined && typeof only !== 'string') return `str(${source(only)})`;
    return composed(word, 'python', source);
  });
  if (items.includes(undefined)) return undefined;
  const list = `[${items.join(', ')}]`;
  const { node } = event;
  if (event.path === 'os.system') {
    const used = event.context.statement !== node;
    return {
      title: 'Run the program without a shell',
      edits: [
        edit(node.start, node.end, `subprocess.run(${list}, check=False)${used ? '.returncode' : ''}`),
        ...imported('subprocess', 'import subprocess'),
      ],
    };
  }
  const shell = /,\s*shell\s*=\s*True/.exec(parsed.slice(first.node.end, node.end));
  if (shell === null) return undefined;
  const at = first.node.end + shell.index;
  return {
    title: 'Run the program without a shell',
    edits: [edit(first.node.start, first.node.end, list), edit(at, at + shell[0].length, '')],
  };
};
