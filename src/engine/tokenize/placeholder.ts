/**
 * The one grammar of placeholders: `__TAKUMO_v1_<CATEGORY>_<hash>__`, the hash 8, 12 or 16 lower-case hexadecimal digits. Formatting,
 * parsing and finding them in a text; nobody else writes this pattern. What models make of them is in mangled.ts.
 */
import { type Category, categories } from '../model.ts';

/** How every placeholder begins. */
export const opening = '__TAKUMO_v1_';
const closing = '__';
/** Digits a hash can have, shortest first. */
export const hashLengths = [8, 12, 16] as const;
/** UTF-16 code units of the longest placeholder. */
export const longestPlaceholder =
  opening.length + Math.max(...categories.map((category) => category.length)) + 1 + 16 + closing.length;

export interface Placeholder {
  readonly category: Category;
  readonly hash: string;
}

/** A placeholder in a text. */
export interface PlacedToken {
  readonly start: number;
  readonly end: number;
  readonly token: string;
}

const source = `${opening}(${categories.join('|')})_([0-9a-f]{16}|[0-9a-f]{12}|[0-9a-f]{8})${closing}`;
const whole = new RegExp(`^${source}$`);
const sticky = new RegExp(source, 'y');

export function formatPlaceholder(category: Category, hash: string): string {
  return `${opening}${category}_${hash}${closing}`;
}

/** The parts of a text that is a placeholder and nothing else. */
export function parsePlaceholder(text: string): Placeholder | undefined {
  const match = whole.exec(text);
  return match ? { category: match[1] as Category, hash: match[2]! } : undefined;
}

/** The placeholder that begins exactly at `index`. */
export function placeholderAt(text: string, index: number): string | undefined {
  sticky.lastIndex = index;
  return sticky.exec(text)?.[0];
}

/** True when the text from `index` to its end is a proper beginning of a placeholder. */
export function couldBecomePlaceholder(text: string, index: number): boolean {
  const rest = text.slice(index, index + longestPlaceholder);
  if (index + rest.length < text.length) return false;
  if (rest.length <= opening.length) return opening.startsWith(rest);
  if (!rest.startsWith(opening)) return false;
  const tail = rest.slice(opening.length);
  return categories.some((category) => {
    const head = `${category}_`;
    if (tail.length <= head.length) return head.startsWith(tail);
    return (
      tail.startsWith(head) &&
      /^(?:[0-9a-f]{1,16}|(?:[0-9a-f]{8}|[0-9a-f]{12}|[0-9a-f]{16})_)$/.test(tail.slice(head.length))
    );
  });
}

/**
 * Every placeholder in a text, from left to right, live or not. Two may share the underscores between them when the first of the pair is
 * only shaped like one: callers decide by liveness, so both are given.
 */
export function findPlaceholders(text: string): PlacedToken[] {
  const found: PlacedToken[] = [];
  for (let index = text.indexOf(opening); index >= 0; index = text.indexOf(opening, index + 1)) {
    const token = placeholderAt(text, index);
    if (token !== undefined) found.push({ start: index, end: index + token.length, token });
  }
  return found;
}
