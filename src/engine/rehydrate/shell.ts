/**
 * Restores into a shell command: a value is quoted for where it stands (bare word, single or double quotes, here-document, comment), so that
 * it stays one word and none of it is run. POSIX shell rules.
 */
import type { SinkContext } from './sink.ts';

/** `$(` and backquotes open a command of their own inside another state. */
type State = 'bare' | 'single' | 'double' | 'comment' | 'substitution' | 'backquote' | 'ansi';

interface Heredoc {
  readonly end: string;
  readonly quoted: boolean;
  readonly tabs: boolean;
}

/** What may stand right behind the word of a here-document. */
const behindWord: ReadonlySet<string> = new Set(' \t;|&>)');
/** Characters that an operator and its word may have: a search through the whole line at each place would take forever. */
const longestOperator = 200;

/** The here-document's operator and word that end at `end`. */
function heredocBefore(line: string, end: number): RegExpExecArray | null {
  const near = line.slice(Math.max(0, end - longestOperator), end);
  const at = near.lastIndexOf('<<');
  if (at < 0 || near[at - 1] === '<') return null;
  return /^<<(-?)[ \t]*(?:'([^'\s]+)'|"([^"\s]+)"|(\\?[\w.-]+))$/.exec(near.slice(at));
}

export function shellContext(): SinkContext {
  const stack: State[] = ['bare'];
  const pending: Heredoc[] = [];
  let heredoc: Heredoc | undefined;
  let line = '';
  let escaped = false;
  let previous = '\n';

  const top = (): State => stack[stack.length - 1]!;
  const endLine = (): void => {
    if (heredoc !== undefined) {
      if ((heredoc.tabs ? line.replace(/^\t+/, '') : line) === heredoc.end) heredoc = pending.shift();
    } else if (top() !== 'single' && top() !== 'double' && top() !== 'ansi') {
      heredoc = pending.shift();
    }
    line = '';
  };
  const step = (char: string): void => {
    if (char === '\n') {
      if (top() === 'comment') stack.pop();
      endLine();
      escaped = false;
      previous = char;
      return;
    }
    if (line.length < 4096) line += char;
    if (heredoc !== undefined) return;
    const state = top();
    if (escaped) escaped = false;
    else if (state === 'comment') return;
    else if (state === 'single') {
      if (char === "'") stack.pop();
    } else if (char === '\\') escaped = true;
    else if (state === 'ansi') {
      if (char === "'") stack.pop();
    } else if (state === 'double') {
      if (char === '"') stack.pop();
      else if (char === '(' && previous === '$') stack.push('substitution');
      else if (char === '`') stack.push('backquote');
    } else if (char === "'") stack.push(previous === '$' ? 'ansi' : 'single');
    else if (char === '"') stack.push('double');
    else if (char === '(') stack.push('substitution');
    else if (char === ')') {
      if (state === 'substitution') stack.pop();
    } else if (char === '`') {
      if (state === 'backquote') stack.pop();
      else stack.push('backquote');
    } else if (char === '#' && /[\s;&|(]/.test(previous)) stack.push('comment');
    else if (behindWord.has(char) && line.length < 4096) {
      const opened = heredocBefore(line, line.length - 1);
      if (opened !== null) addHeredoc(opened);
    }
    previous = char;
  };
  const addHeredoc = (match: RegExpExecArray): void => {
    const word = match[4];
    pending.push({
      end: match[2] ?? match[3] ?? word!.replace('\\', ''),
      quoted: word === undefined || word.startsWith('\\'),
      tabs: match[1] === '-',
    });
  };
  const write = (text: string): void => {
    for (const char of text) {
      // A here-document's word is complete when something follows it; at the end of the line that is the line break.
      if (char === '\n' && heredoc === undefined && top() !== 'comment') {
        const opened = heredocBefore(line, line.length);
        if (opened !== null) addHeredoc(opened);
      }
      step(char);
    }
  };
  const place = (value: string): string => {
    const placed = spell(value, heredoc, top(), escaped);
    escaped = false;
    previous = 'x';
    line += 'x';
    return placed;
  };
  return { write, place };
}

function spell(value: string, heredoc: Heredoc | undefined, state: State, escaped: boolean): string {
  if (heredoc !== undefined) return heredoc.quoted ? value : value.replace(/[\\$`]/g, '\\$&');
  switch (state) {
    case 'single':
      return value.replaceAll("'", "'\\''");
    case 'ansi':
      return value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    case 'double':
      return value.replace(/[\\"$`]/g, '\\$&');
    case 'comment':
      return value.replaceAll('\n', '\n# ');
    default:
      if (/^[\w@%+=:,./-]+$/.test(value) && !(escaped && /^[^\w]/.test(value))) return value;
      // Behind a backslash the opening quote would be taken literally; an empty pair first takes the backslash up.
      return `${escaped ? '\n' : ''}'${value.replaceAll("'", "'\\''")}'`;
  }
}
