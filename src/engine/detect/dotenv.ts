/** Reads dotenv text: `export`, comments, single, double and back quotes over several lines, escapes in double quotes. */

export interface DotenvEntry {
  readonly name: string;
  readonly value: string;
  /** 1-based line of the name. */
  readonly line: number;
  /** The value refers to another variable or to a command. */
  readonly refers: boolean;
}

const assignment = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]{0,127})[ \t]*[=:][ \t]*/y;

/** The entries in the order of the text. Lines that are no assignment are passed over. */
export function parseDotenv(text: string): readonly DotenvEntry[] {
  const entries: DotenvEntry[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    assignment.lastIndex = at;
    const named = assignment.exec(text);
    if (named === null) {
      const newline = text.indexOf('\n', at);
      if (newline < 0) break;
      at = newline + 1;
      line++;
      continue;
    }
    const read = readValue(text, assignment.lastIndex);
    entries.push({ name: named[1]!, value: read.value, line, refers: read.refers });
    for (let i = at; i < read.next; i++) if (text.charCodeAt(i) === 10) line++;
    at = read.next;
  }
  return entries;
}

interface Read {
  readonly value: string;
  readonly refers: boolean;
  /** The start of the next line. */
  readonly next: number;
}

function readValue(text: string, from: number): Read {
  const quote = text[from];
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = closingQuote(text, from + 1, quote);
    if (close >= 0) {
      const raw = text.slice(from + 1, close);
      const refers = quote !== "'" && refersElsewhere(raw);
      return { value: quote === '"' ? unescapeValue(raw) : raw, refers, next: nextLine(text, close) };
    }
  }
  const end = lineEnd(text, from);
  const raw = text.slice(from, end);
  const comment = raw.search(/(?:^|[ \t])#/);
  const value = (comment < 0 ? raw : raw.slice(0, comment)).trim();
  return { value, refers: refersElsewhere(value), next: nextLine(text, from) };
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

const lineEnd = (text: string, from: number): number => {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
};
const nextLine = (text: string, from: number): number => Math.min(text.length, lineEnd(text, from) + 1);

const refersElsewhere = (value: string): boolean => /\$\{|\$\(|\$[A-Za-z_]/.test(value);

function unescapeValue(raw: string): string {
  return raw.replace(/\\([nrt"\\$])/g, (_, escaped: string) => ({ n: '\n', r: '\r', t: '\t' })[escaped] ?? escaped);
}
