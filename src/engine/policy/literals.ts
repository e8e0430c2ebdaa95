/**
 * The literals one of which every match of an RE2 pattern must hold, read from the pattern's text. They let a scan skip a text by a plain
 * search. Conservative: where the reader isn't sure it says there is none, and the pattern runs over the whole text.
 */

import { fold } from './scan-text.ts';

const shortestUseful = 3;
const deepestGroup = 20;
const mostAlternatives = 32;

/** Folded; undefined when there is no literal of three characters or more that each match needs. */
export function requiredLiterals(pattern: string): readonly string[] | undefined {
  const reader: Reader = { pattern, at: 0 };
  const literals = alternation(reader, 0);
  return reader.at === pattern.length ? literals : undefined;
}

interface Reader {
  readonly pattern: string;
  at: number;
}

/** What one atom is: a character that stands for itself, a group with its literals, a zero-width assertion, or anything else. */
type Atom = { readonly char: string } | { readonly group: readonly string[] | undefined } | 'empty' | 'other';

/** Of `a|b|c` each alternative must have one: then a match holds one of them all. */
function alternation(reader: Reader, depth: number): readonly string[] | undefined {
  const all: string[] = [];
  let sure = depth < deepestGroup;
  for (;;) {
    const found = concatenation(reader, depth);
    if (found === undefined) sure = false;
    else all.push(...found);
    if (reader.pattern[reader.at] !== '|') break;
    reader.at += 1;
  }
  return sure && all.length > 0 && all.length <= mostAlternatives ? all : undefined;
}

/** The best candidate of a sequence: the one whose shortest literal is longest. */
function concatenation(reader: Reader, depth: number): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  let run = '';
  const offer = (candidate: readonly string[] | undefined) => {
    if (candidate !== undefined && worth(candidate) >= shortestUseful && worth(candidate) > worth(best))
      best = candidate;
  };
  while (reader.at < reader.pattern.length) {
    const next = reader.pattern[reader.at];
    if (next === '|' || next === ')') break;
    if (reader.pattern.startsWith('\\Q', reader.at)) {
      // A quantifier after \E binds to the last character only, so the quoted text ends the run before it.
      offer([run]);
      run = '';
      quoted(reader);
      quantifier(reader);
      continue;
    }
    const atom = readAtom(reader, depth);
    const repeat = quantifier(reader);
    if (atom === 'empty') continue;
    if (typeof atom === 'object' && 'char' in atom && repeat === 'once') {
      run += atom.char;
      continue;
    }
    if (typeof atom === 'object' && 'char' in atom && repeat === 'more') run += atom.char;
    offer([run]);
    run = '';
    if (typeof atom === 'object' && 'group' in atom && repeat !== 'maybe') offer(atom.group);
  }
  offer([run]);
  return best;
}

function worth(literals: readonly string[] | undefined): number {
  return literals === undefined ? 0 : Math.min(...literals.map((each) => each.length));
}

function readAtom(reader: Reader, depth: number): Atom {
  const char = reader.pattern[reader.at]!;
  if (char === '(') return readGroup(reader, depth);
  if (char === '[') return readClass(reader);
  if (char === '\\') return readEscape(reader);
  reader.at += 1;
  if (char === '^' || char === '$') return 'empty';
  return char === '.' ? 'other' : literal(char);
}

function readGroup(reader: Reader, depth: number): Atom {
  const head = /^\((?:\?(?:P?<[^>]*>|[A-Za-z-]*(:|\))))?/.exec(reader.pattern.slice(reader.at, reader.at + 100));
  reader.at += head?.[0].length ?? 1;
  if (head?.[1] === ')') return 'empty';
  const group = alternation(reader, depth + 1);
  // At the pattern's end without `)`: the caller sees that the reader didn't end well, because RE2 has refused such a pattern before.
  if (reader.pattern[reader.at] === ')') reader.at += 1;
  return { group };
}

function readClass(reader: Reader): Atom {
  let at = reader.at + 1;
  if (reader.pattern[at] === '^') at += 1;
  if (reader.pattern[at] === ']') at += 1;
  while (at < reader.pattern.length && reader.pattern[at] !== ']') {
    const named = reader.pattern.startsWith('[:', at) ? reader.pattern.indexOf(':]', at) : -1;
    if (named >= 0) at = named + 2;
    else at += reader.pattern[at] === '\\' ? 2 : 1;
  }
  reader.at = Math.min(at + 1, reader.pattern.length);
  return 'other';
}

function readEscape(reader: Reader): Atom {
  const rest = reader.pattern.slice(reader.at, reader.at + 64);
  const long = /^\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3})/.exec(rest);
  reader.at += long?.[0].length ?? 2;
  const char = rest[1] ?? '';
  if (long !== null) return 'other';
  if (char === 'b' || char === 'B' || char === 'A' || char === 'z') return 'empty';
  return /[A-Za-z0-9]/.test(char) ? 'other' : literal(char);
}

function quoted(reader: Reader): void {
  const end = reader.pattern.indexOf('\\E', reader.at);
  reader.at = end < 0 ? reader.pattern.length : end + 2;
}

/** `once`: no quantifier · `more`: at least one · `maybe`: possibly none. Consumes it, and its laziness. */
function quantifier(reader: Reader): 'once' | 'more' | 'maybe' {
  const match = /^(?:([*?+])|\{(\d+)(?:,\d*)?\})\??/.exec(reader.pattern.slice(reader.at, reader.at + 24));
  if (match === null) return 'once';
  reader.at += match[0].length;
  if (match[1] !== undefined) return match[1] === '+' ? 'more' : 'maybe';
  return Number(match[2]) > 0 ? 'more' : 'maybe';
}

/** Only ASCII is taken: folding of other letters has rules that a plain search doesn't know. */
function literal(char: string): Atom {
  return char !== '' && char <= '\u007f' ? { char: fold(char) } : 'other';
}
