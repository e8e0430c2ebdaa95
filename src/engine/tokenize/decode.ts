/**
 * The readings of a text in which a known value may hide: backslash escapes, percent-encoding, HTML entities, lines joined. Each writes
 * `target` from `source` and says whether it differs; what can't be decoded stays as it is.
 */
import type { View } from './view.ts';

export type Reading = (source: View, target: View) => boolean;

/** `\n`, `\"`, `\u0041`, `\x41`, `\/`: JSON, JavaScript, Python, C. One level a call. */
export const decodeBackslashes: Reading = (source, target) => {
  const { units, ends, length } = source;
  target.length = 0;
  let changed = false;
  // What stands between two escapes is copied at once.
  let from = 0;
  for (let i = 0; i + 1 < length; i++) {
    if (units[i] !== 0x5c) continue;
    const next = units[i + 1]!;
    let taken = 2;
    let value = simpleEscape(next);
    if (next === 0x75 || next === 0x78) {
      taken = next === 0x75 ? 6 : 4;
      value = i + taken <= length ? hexValue(units, i + 2, i + taken) : -1;
    }
    if (value < 0) continue;
    if (!changed) target.reset(length);
    changed = true;
    target.copy(source, from, i);
    target.pushDecoded(value, source.starts[i]!, ends[i + taken - 1]!);
    i += taken - 1;
    from = i + 1;
  }
  if (changed) target.copy(source, from, length);
  return changed;
};

/** `%41`, as UTF-8 where the bytes are UTF-8. */
export const decodePercents: Reading = (source, target) => {
  const { units, starts, ends, length } = source;
  target.reset(length);
  let changed = false;
  for (let i = 0; i < length; i++) {
    const first = percentByte(units, i, length);
    if (first < 0) {
      target.push(units[i]!, starts[i]!, ends[i]!);
      continue;
    }
    changed = true;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    let point = more === 0 ? first : first & (0x3f >> more);
    let read = 0;
    while (read < more) {
      const byte = percentByte(units, i + 3 * (read + 1), length);
      if (byte < 0 || (byte & 0xc0) !== 0x80) break;
      point = (point << 6) | (byte & 0x3f);
      read++;
    }
    const whole = read === more && point <= 0x10ffff;
    const end = ends[i + (whole ? 3 * more : 0) + 2]!;
    if (!whole) point = first;
    if (point > 0xffff) {
      target.pushDecoded(0xd800 + ((point - 0x10000) >> 10), starts[i]!, end);
      target.pushDecoded(0xdc00 + ((point - 0x10000) & 0x3ff), starts[i]!, end);
    } else {
      target.pushDecoded(point, starts[i]!, end);
    }
    i += (whole ? 3 * more : 0) + 2;
  }
  return changed;
};

const entities: ReadonlyMap<string, number> = new Map([
  ['amp', 0x26],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', 0x22],
  ['apos', 0x27],
]);

/** `&amp;`, `&#38;`, `&#x26;`: the entities that escape functions write. */
export const decodeEntities: Reading = (source, target) => {
  const { units, starts, ends, length } = source;
  target.reset(length);
  let changed = false;
  for (let i = 0; i < length; i++) {
    if (units[i] === 0x26) {
      let end = i + 1;
      while (end < length && end - i < 9 && units[end] !== 0x3b) end++;
      const value = units[end] === 0x3b ? entityValue(String.fromCharCode(...units.subarray(i + 1, end))) : -1;
      if (value >= 0) {
        target.pushDecoded(value, starts[i]!, ends[end]!);
        i = end;
        changed = true;
        continue;
      }
    }
    target.push(units[i]!, starts[i]!, ends[i]!);
  }
  return changed;
};

function entityValue(name: string): number {
  const known = entities.get(name);
  if (known !== undefined) return known;
  const number = /^#(?:x([0-9a-f]{1,5})|([0-9]{1,6}))$/i.exec(name);
  const value = number === null ? -1 : number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return value <= 0xffff ? value : -1;
}

function simpleEscape(unit: number): number {
  switch (unit) {
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x22:
    case 0x24:
    case 0x27:
    case 0x2f:
    case 0x5c:
    case 0x60:
      return unit;
    default:
      // Shells, Markdown and regular expressions put a backslash before any punctuation.
      return unit > 0x20 && unit < 0x7f && !isWord(unit) ? unit : -1;
  }
}

function isWord(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function hexValue(units: Uint16Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = hexDigit(units[i]!);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function percentByte(units: Uint16Array, at: number, length: number): number {
  if (at + 2 >= length || units[at] !== 0x25) return -1;
  return hexValue(units, at + 1, at + 3);
}
