/**
 * How each language writes a string and reads an environment variable: data for moving a secret out of a source file. A language that is
 * not here has no way of reading one in place; of it the variable's name is left.
 */

export interface StringForm {
  /** How it begins and ends. Longer ones stand first. */
  readonly quote: string;
  readonly multiline?: boolean;
  /** `c`: `\n`, `\"`, `\\` and the like · `quote`: only a backslash before itself or the quote · `none`: what is written is meant. */
  readonly escapes: 'c' | 'quote' | 'none';
  /** What makes it more than a fixed text: such a literal is not moved. */
  readonly computed?: RegExp;
  /** Not moved at all: its value is not what stands between the quotes. */
  readonly foreign?: boolean;
}

/** What a literal's place needs so that its value may be computed: nothing, braces, an edit of the line before it; or it can't be. */
export type Demand =
  | { readonly from: number; readonly to: number; readonly text: string }
  | 'braces'
  | 'refuse'
  | undefined;

/** The text round a literal: its line before and after it, and the lines above. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
  readonly above: string;
}

export interface EnvironmentLanguage {
  readonly strings: readonly StringForm[];
  /** What letters right before a quote make of it: `raw` (no escapes), `plain`; others make it `foreign`. Absent: letters mean nothing. */
  readonly prefixes?: Readonly<Record<string, 'plain' | 'raw'>>;
  /** What begins a comment to the end of the line. */
  readonly comments: readonly string[];
  read(name: string): string;
  demand?(around: Surroundings): Demand;
  /** The module that `read` needs. */
  readonly needs?: 'python-os' | 'go-os';
}

const double: StringForm = { quote: '"', escapes: 'c' };
const single: StringForm = { quote: "'", escapes: 'c' };
const verbatim: StringForm = { quote: "'", escapes: 'quote' };
const withDollar = /\$[A-Za-z_{]/;

const javascript: EnvironmentLanguage = {
  strings: [double, single, { quote: '`', escapes: 'c', multiline: true, computed: /\$\{/ }],
  comments: ['//'],
  read: (name) => `process.env.${name}`,
  demand: ({ before, after }) => {
    // A quoted property name can't be an expression; a JSX attribute needs braces for one.
    if (/(?:^|[{,])\s*$/.test(before) && /^\s*:/.test(after)) return 'refuse';
    return /<[\w.]+(?:\s[^<>]*)?\s[\w-]+=$/.test(before) ? 'braces' : undefined;
  },
};

const java: EnvironmentLanguage = {
  strings: [{ quote: '"""', escapes: 'c', multiline: true, foreign: true }, double],
  comments: ['//'],
  read: (name) => `System.getenv("${name}")`,
  // The arguments of an annotation are constants.
  demand: ({ before }) => (/@\w+\s*\([^)]*$/.test(before) ? 'refuse' : undefined),
};

const languages: Readonly<Record<string, EnvironmentLanguage>> = {
  javascript,
  typescript: javascript,
  javascriptreact: javascript,
  typescriptreact: javascript,
  python: {
    strings: [
      { quote: '"""', escapes: 'c', multiline: true },
      { quote: "'''", escapes: 'c', multiline: true },
      double,
      single,
    ],
    prefixes: { u: 'plain', U: 'plain', r: 'raw', R: 'raw' },
    comments: ['#'],
    read: (name) => `os.environ["${name}"]`,
    needs: 'python-os',
  },
  go: {
    strings: [double, { quote: '`', escapes: 'none', multiline: true }],
    comments: ['//'],
    read: (name) => `os.Getenv("${name}")`,
    needs: 'go-os',
    demand: ({ before, above }) => {
      const word = /^\s*const(?=\s+\w)/.exec(before);
      if (word !== null) return { from: word[0].length - 'const'.length, to: word[0].length, text: 'var' };
      return insideConstBlock(above) ? 'refuse' : undefined;
    },
  },
  ruby: {
    strings: [{ ...double, computed: /#\{/ }, verbatim],
    comments: ['#'],
    read: (name) => `ENV.fetch("${name}")`,
  },
  java,
  kotlin: {
    strings: [
      { quote: '"""', escapes: 'none', multiline: true, foreign: true },
      { ...double, computed: withDollar },
    ],
    comments: ['//'],
    read: (name) => `System.getenv("${name}")`,
    demand: (around) => {
      const word = /\bconst\s+(?=val\b)/.exec(around.before);
      return word === null ? java.demand?.(around) : { from: word.index, to: word.index + word[0].length, text: '' };
    },
  },
  groovy: {
    ...java,
    strings: [
      { quote: '"""', escapes: 'c', multiline: true, foreign: true },
      { ...double, computed: withDollar },
      single,
    ],
  },
  scala: {
    strings: [{ quote: '"""', escapes: 'none', multiline: true, foreign: true }, double],
    prefixes: {},
    comments: ['//'],
    read: (name) => `sys.env("${name}")`,
  },
  csharp: {
    strings: [{ quote: '"""', escapes: 'none', multiline: true, foreign: true }, double],
    prefixes: { '@': 'raw' },
    comments: ['//'],
    read: (name) => `System.Environment.GetEnvironmentVariable("${name}")`,
    demand: ({ before }) => {
      if (/^\s*\[[^\]]*$/.test(before)) return 'refuse';
      const word = /\bconst\s+/.exec(before);
      if (word === null) return undefined;
      const member = /\b(?:public|private|internal|protected)\b/.test(before.slice(0, word.index));
      return { from: word.index, to: word.index + word[0].length, text: member ? 'static readonly ' : '' };
    },
  },
  php: {
    strings: [{ ...double, computed: /\$[A-Za-z_{]|\{\$/ }, verbatim],
    comments: ['//', '#'],
    read: (name) => `getenv('${name}')`,
    demand: ({ before }) => (/\b(?:const|case)\s/.test(before) || /#\[[^\]]*$/.test(before) ? 'refuse' : undefined),
  },
  rust: {
    strings: [{ ...double, multiline: true }],
    prefixes: { r: 'raw' },
    comments: ['//'],
    read: (name) => `std::env::var("${name}").expect("${name} is not set")`,
    demand: ({ before }) => (/\b(?:const|static)\s/.test(before) || /#!?\[[^\]]*$/.test(before) ? 'refuse' : undefined),
  },
  powershell: {
    strings: [
      { quote: '"', escapes: 'none', computed: /[$`]/ },
      { quote: "'", escapes: 'none' },
    ],
    comments: ['#'],
    read: (name) => `$env:${name}`,
  },
  perl: {
    strings: [{ ...double, computed: /[$@]\w/ }, verbatim],
    comments: ['#'],
    read: (name) => `$ENV{${name}}`,
  },
  lua: { strings: [double, single], comments: ['--'], read: (name) => `os.getenv("${name}")` },
  elixir: {
    strings: [
      { quote: '"""', escapes: 'c', multiline: true, foreign: true },
      { ...double, computed: /#\{/ },
    ],
    prefixes: {},
    comments: ['#'],
    read: (name) => `System.fetch_env!("${name}")`,
  },
};

/** The language's entry, or undefined when its code can't read an environment variable in the place of a literal. */
export function environmentLanguage(languageId: string): EnvironmentLanguage | undefined {
  return Object.hasOwn(languages, languageId) ? languages[languageId] : undefined;
}

/** Languages in which `${NAME}` stands for the variable wherever it is written. Workflows of GitHub have their own secrets and are none. */
export function interpolation(languageId: string, path: string): 'shell' | 'yaml' | undefined {
  if (languageId === 'shellscript') return 'shell';
  if (languageId !== 'yaml' && languageId !== 'dockercompose') return undefined;
  return /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\//.test(path) ? undefined : 'yaml';
}

/** True when the last parenthesis that is open above belongs to `const (`. */
function insideConstBlock(above: string): boolean {
  const open = above.lastIndexOf('const (');
  return open >= 0 && !/^\s*\)/m.test(above.slice(open));
}
