/** The import that reading an environment variable needs, where the source lacks it. */
import type { LineEdit } from './restore-lines.ts';

export function missingImport(module: 'python-os' | 'go-os', text: string): readonly LineEdit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return module === 'python-os' ? python(text, eol) : go(text, eol);
}

function python(text: string, eol: string): readonly LineEdit[] {
  if (/^[ \t]*import[ \t]+(?:[^\n#]*,[ \t]*)?os[ \t]*(?:[,;#]|\r?$)/m.test(text)) return [];
  const at = afterPythonHead(text);
  const alone = at < text.length && !/^(?:import|from)\s|^\s*$/.test(text.slice(at).split('\n', 1)[0] ?? '');
  return [{ start: at, end: at, text: `import os${eol}${alone ? eol : ''}` }];
}

/** Behind the shebang, comments, the module's docstring and `from __future__`, which must stay first. */
function afterPythonHead(text: string): number {
  const future = [...text.matchAll(/^from[ \t]+__future__[ \t]+import[^\n]*(?:\n|$)/gm)].at(-1);
  if (future !== undefined && !future[0].includes('(')) return future.index + future[0].length;
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || match[0] === '') return false;
    at += match[0].length;
    return true;
  };
  while (skip(/(?:[ \t]*#[^\n]*|[ \t]*\r?)(?:\n)/y));
  if (skip(/[rRuU]?("""|''')[\s\S]*?\1[^\n]*(?:\n|$)/y)) while (skip(/[ \t]*\r?\n/y));
  return at;
}

function go(text: string, eol: string): readonly LineEdit[] {
  const block = /^import[ \t]*\(([^)]*)\)/m.exec(text);
  if (block?.[1]?.includes('"os"') === true || /^import[ \t]+"os"/m.test(text)) return [];
  if (block !== null) {
    const at = block.index + block[0].indexOf('(') + 1;
    return [{ start: at, end: at, text: `${eol}\t"os"` }];
  }
  const clause = /^package[ \t]+\w+[^\n]*(?:\n|$)/m.exec(text);
  // A file without its package clause is a fragment: there is no place for an import.
  if (clause === null) return [];
  const at = clause.index + clause[0].length;
  return [{ start: at, end: at, text: `${clause[0].endsWith('\n') ? '' : eol}${eol}import "os"${eol}` }];
}
