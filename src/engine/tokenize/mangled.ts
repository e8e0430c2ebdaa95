/**
 * Reads what models make of a placeholder: other case, `\_`, `\u005f`, `%5F`, `&#95;`, a lost end, one line wrap inside. A form can be read in
 * more than one way; the caller restores it only if exactly one reading is a token it may restore.
 */
import { type Category, categories } from '../model.ts';
import { couldBecomePlaceholder, formatPlaceholder, hashLengths, opening, placeholderAt } from './placeholder.ts';

export interface MangledReading {
  readonly token: string;
  readonly end: number;
}

export interface Mangled {
  readonly readings: readonly MangledReading[];
  /** Behind its two leading underscores: where to look for the next token when this one stays. */
  readonly resume: number;
  /** The end of the longest reading. */
  readonly end: number;
}

/** A character that a placeholder can begin with, in any form. */
export const beginnings = /[_\\%&]/g;

/**
 * The readings of what begins at `index`; `undefined` when it is no placeholder; `more` when that depends on what follows the text and
 * `final` is false.
 */
export function readMangled(text: string, index: number, final: boolean): Mangled | 'more' | undefined {
  const reader = new Reader(text, index, final);
  const mangled = reader.read();
  return reader.touchedEnd ? 'more' : mangled;
}

const mostBackslashes = 8;
const mostIndentation = 32;

class Reader {
  /** The decision looked behind the end of a text that may go on. */
  touchedEnd = false;
  private readonly text: string;
  private readonly final: boolean;
  private readonly start: number;
  private at: number;
  private wrapped = false;

  constructor(text: string, index: number, final: boolean) {
    this.text = text;
    this.final = final;
    this.start = index;
    this.at = index;
  }

  read(): Mangled | undefined {
    if (!this.underscore() || !this.underscore()) return undefined;
    const resume = this.at;
    if (!this.word('TAKUMO') || !this.underscore() || !this.word('V1') || !this.underscore()) return undefined;
    const category = this.category();
    if (category === undefined || !this.underscore()) return undefined;
    const readings = this.hash(category);
    if (readings.length === 0 || this.hidesCanonical(resume)) return undefined;
    return { readings, resume, end: Math.max(...readings.map((reading) => reading.end)) };
  }

  private code(at: number): number {
    if (at < this.text.length) return this.text.charCodeAt(at);
    if (!this.final) this.touchedEnd = true;
    return -1;
  }

  /** Takes one underscore, however it is spelled. */
  private underscore(): boolean {
    const before = this.at;
    this.wrap();
    const end = this.underscoreEnd(this.at);
    if (end < 0) {
      this.at = before;
      return false;
    }
    this.at = end;
    return true;
  }

  private underscoreEnd(at: number): number {
    const first = this.code(at);
    if (first === 0x5f) return at + 1;
    if (first === 0x25) {
      const from = this.spells(at + 1, '25') ? at + 3 : at + 1;
      return this.spells(from, '5f') ? from + 2 : -1;
    }
    if (first === 0x26) return this.spells(at + 1, '#95;') ? at + 5 : this.spells(at + 1, '#x5f;') ? at + 6 : -1;
    if (first !== 0x5c) return -1;
    let i = at + 1;
    while (i - at < mostBackslashes && this.code(i) === 0x5c) i++;
    if (this.code(i) === 0x5f) return i + 1;
    return this.spells(i, 'u005f') ? i + 5 : -1;
  }

  /** `what` is in lower case. */
  private spells(at: number, what: string): boolean {
    for (let i = 0; i < what.length; i++) {
      const code = this.code(at + i);
      if (code !== what.charCodeAt(i) && !(code >= 0x41 && code <= 0x5a && code + 32 === what.charCodeAt(i)))
        return false;
    }
    return true;
  }

  /** `what` is in upper case. */
  private word(what: string): boolean {
    for (let i = 0; i < what.length; i++) if (this.upper() !== what.charCodeAt(i)) return false;
    return true;
  }

  /** Takes one letter or digit and gives it in upper case; takes nothing else. */
  private upper(): number {
    const before = { at: this.at, wrapped: this.wrapped };
    this.wrap();
    let code = this.code(this.at);
    if (code >= 0x61 && code <= 0x7a) code -= 32;
    if ((code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)) {
      this.at++;
      return code;
    }
    this.at = before.at;
    this.wrapped = before.wrapped;
    return -1;
  }

  private category(): Category | undefined {
    let possible: readonly Category[] = categories;
    for (let length = 1; possible.length > 0; length++) {
      const whole = possible.find((name) => name.length === length - 1);
      const before = { at: this.at, wrapped: this.wrapped };
      const code = this.upper();
      if (code < 0) return whole;
      possible = possible.filter((name) => name.charCodeAt(length - 1) === code);
      if (possible.length === 0 && whole !== undefined) {
        this.at = before.at;
        this.wrapped = before.wrapped;
        return whole;
      }
    }
    return undefined;
  }

  private hash(category: Category): MangledReading[] {
    let digits = '';
    const ends: number[] = [];
    let wrappedAfter = -1;
    while (digits.length <= 16) {
      const before = { at: this.at, wrapped: this.wrapped };
      const code = this.upper();
      if (code < 0 || code > 0x46) {
        this.at = before.at;
        this.wrapped = before.wrapped;
        break;
      }
      if (this.wrapped && !before.wrapped) wrappedAfter = digits.length;
      digits += String.fromCharCode(code).toLowerCase();
      ends.push(this.at);
    }
    const readings: MangledReading[] = [];
    for (const length of hashLengths) {
      if (length === digits.length) {
        readings.push({ token: formatPlaceholder(category, digits), end: this.closed() });
      } else if (length === wrappedAfter && length < digits.length) {
        readings.push({ token: formatPlaceholder(category, digits.slice(0, length)), end: ends[length - 1]! });
      }
    }
    return readings;
  }

  /** The end behind what is left of the closing underscores, unless they begin the next placeholder. */
  private closed(): number {
    const bare = this.at;
    if (this.beginsPlaceholder(bare) || !this.underscore()) return bare;
    const one = this.at;
    if (this.beginsPlaceholder(one)) return bare;
    if (this.underscore()) return this.at;
    return this.isWord(this.code(one)) ? bare : one;
  }

  private beginsPlaceholder(at: number): boolean {
    if (!this.final && couldBecomePlaceholder(this.text, at)) this.touchedEnd = true;
    return placeholderAt(this.text, at) !== undefined;
  }

  /** A canonical placeholder that begins inside the leading underscores is read as what it is, and what stands before it is text. */
  private hidesCanonical(resume: number): boolean {
    for (let at = this.start + 1; at < resume; at++) {
      if (this.text.startsWith(opening, at) && placeholderAt(this.text, at) !== undefined) return true;
    }
    return false;
  }

  /** Takes a line wrap with its indentation, plain or escaped; one in a placeholder. */
  private wrap(): void {
    if (this.wrapped) return;
    let i = this.at;
    while (i - this.at < mostIndentation && (this.code(i) === 0x20 || this.code(i) === 0x09)) i++;
    const end = this.lineBreakEnd(i);
    if (end < 0) return;
    i = end;
    while (i - end < mostIndentation && (this.code(i) === 0x20 || this.code(i) === 0x09)) i++;
    this.at = i;
    this.wrapped = true;
  }

  private lineBreakEnd(at: number): number {
    const code = this.code(at);
    if (code === 0x0a) return at + 1;
    if (code === 0x0d) return this.code(at + 1) === 0x0a ? at + 2 : at + 1;
    if (code !== 0x5c) return -1;
    let i = at;
    while (i - at < mostBackslashes && this.code(i) === 0x5c) i++;
    if (this.code(i) === 0x6e) return i + 1;
    if (this.code(i) !== 0x72) return -1;
    let next = i + 1;
    while (next - i <= mostBackslashes && this.code(next) === 0x5c) next++;
    return next > i + 1 && this.code(next) === 0x6e ? next + 1 : -1;
  }

  private isWord(code: number): boolean {
    return (
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x41 && code <= 0x5a) ||
      (code >= 0x61 && code <= 0x7a) ||
      code === 0x5f
    );
  }
}
