/**
 * The literal gate: one pass over a text finds every literal of every rule. An Aho-Corasick automaton as a dense table over folded character
 * classes; on clean text it costs two table reads a character and allocates nothing.
 */

export interface Gate {
  /** Calls `visit` for each literal found, by its index and the position after its last character, in the order of those positions. */
  scan(text: string, visit: (literal: number, end: number) => void): void;
  readonly states: number;
}

/** Builds a gate over literals, matched without regard to ASCII case. Throws when the table would not fit 65,536 states. */
export function createGate(literals: readonly string[]): Gate {
  const { classes, width } = classify(literals);
  const shift = Math.ceil(Math.log2(width));
  const trie = grow(literals, classes, width);
  if (trie.states > 65535) throw new RangeError('too many literals for one gate');
  const { table, firstAccepting, lists } = link(trie, width, shift);
  return {
    states: trie.states,
    scan(text, visit) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        state = table[(state << shift) + classes[text.charCodeAt(i)]!]!;
        if (state >= firstAccepting) for (const literal of lists[state - firstAccepting]!) visit(literal, i + 1);
      }
    },
  };
}

/** Class 0 is every character no literal holds. */
function classify(literals: readonly string[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(65536);
  let width = 1;
  for (const literal of literals) {
    for (const char of literal.toLowerCase()) {
      const code = char.charCodeAt(0);
      if (classes[code] !== 0) continue;
      classes[code] = width;
      const upper = char.toUpperCase().charCodeAt(0);
      classes[upper] = width;
      width++;
    }
  }
  return { classes, width };
}

interface Trie {
  readonly next: Int32Array;
  readonly own: (number[] | undefined)[];
  readonly states: number;
}

function grow(literals: readonly string[], classes: Uint8Array, width: number): Trie {
  let most = 1;
  for (const literal of literals) most += literal.length;
  const next = new Int32Array(most * width).fill(-1);
  const own: (number[] | undefined)[] = [undefined];
  let states = 1;
  literals.forEach((literal, index) => {
    let state = 0;
    for (let i = 0; i < literal.length; i++) {
      const slot = state * width + classes[literal.charCodeAt(i)]!;
      if (next[slot] === -1) {
        next[slot] = states++;
        own.push(undefined);
      }
      state = next[slot]!;
    }
    own[state] = own[state] ?? [];
    own[state]!.push(index);
  });
  return { next, own, states };
}

/** Adds the failure links, then numbers the accepting states last, so that one comparison tells them. */
function link(trie: Trie, width: number, shift: number) {
  const { next, own, states } = trie;
  const order: number[] = [0];
  const fail = new Int32Array(states);
  const found: (readonly number[] | undefined)[] = own.slice();
  for (let head = 0; head < order.length; head++) {
    const state = order[head]!;
    for (let c = 0; c < width; c++) {
      const child = next[state * width + c]!;
      const fallback = state === 0 ? 0 : next[fail[state]! * width + c]!;
      if (child === -1) {
        next[state * width + c] = fallback;
        continue;
      }
      fail[child] = fallback;
      const inherited = found[fallback];
      if (inherited !== undefined) found[child] = [...(found[child] ?? []), ...inherited];
      order.push(child);
    }
  }
  const accepting = order.filter((state) => found[state] !== undefined);
  const numbered = [...order.filter((state) => found[state] === undefined), ...accepting];
  const newNumber = new Int32Array(states);
  numbered.forEach((state, index) => {
    newNumber[state] = index;
  });
  const table = new Uint16Array(states << shift);
  numbered.forEach((state, index) => {
    for (let c = 0; c < width; c++) table[(index << shift) + c] = newNumber[next[state * width + c]!]!;
  });
  return { table, firstAccepting: states - accepting.length, lists: accepting.map((state) => found[state]!) };
}
