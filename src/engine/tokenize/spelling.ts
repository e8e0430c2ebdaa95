/**
 * How a value is spelled when it is not written out: base64 at each of its three alignments, hexadecimal, as a form field; and what the
 * value itself says when it is already an encoded text. Escapes and line breaks are read from the text's side (decode.ts, join-lines.ts).
 */
import { isDistinctive } from '../detect/index.ts';
import { decodeBackslashes, decodeEntities, decodePercents, type Reading } from './decode.ts';
import { shortestPattern } from './matcher.ts';
import { View } from './view.ts';

export interface Spelling {
  readonly text: string;
  /** The neighbours before or behind also hold bits of the value: base64 that does not begin or end on its boundary. */
  readonly bleeds: boolean;
}

/** The value, and what it says when escapes in it are decoded; each rare enough to be looked for. The value comes first. */
export function readingsOf(value: string): string[] {
  const forms = [value];
  for (const reading of [decodeBackslashes, decodePercents, decodeEntities]) {
    const decoded = read(value, reading);
    if (decoded !== undefined && !forms.includes(decoded) && isDistinctive(decoded)) forms.push(decoded);
  }
  const plain = decodeBase64(value);
  if (plain !== undefined && isDistinctive(plain)) forms.push(plain);
  return forms;
}

/** Every encoded spelling of a text that is long enough to look for. */
export function spellingsOf(text: string): Spelling[] {
  const bytes = utf8(text);
  const spellings: Spelling[] = [];
  const add = (spelled: string, bleeds: boolean): void => {
    if (spelled.length >= shortestPattern && spelled !== text && !spellings.some((other) => other.text === spelled)) {
      spellings.push({ text: spelled, bleeds });
    }
  };
  if (text.includes(' ')) add(text.replaceAll(' ', '+'), false);
  for (let before = 0; before < 3; before++) {
    const core = base64Core(bytes, before);
    add(core, true);
    add(core.replaceAll('+', '-').replaceAll('/', '_'), true);
  }
  // Byte by byte, as Python writes `b'\xc3\xa9'`: the escapes are read from the text's side.
  if (bytes.length !== text.length) add(String.fromCharCode(...bytes.subarray(0, 8192)), false);
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  add(hex, false);
  add(hex.toUpperCase(), false);
  bytes.fill(0);
  return spellings;
}

/** The lines of a multi-line text that are rare enough to be looked for on their own, without indentation. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestPattern && isDistinctive(line));
}

/** A multi-line text with its line breaks and the white space round them taken out. */
export function joined(text: string): string {
  return text.replace(/[ \t]*[\r\n]+[ \t\r\n]*/g, '');
}

function read(value: string, reading: Reading): string | undefined {
  const source = new View();
  const target = new View();
  source.loadText(value);
  const decoded = reading(source, target)
    ? Array.from(target.units.subarray(0, target.length), (unit) => String.fromCharCode(unit)).join('')
    : undefined;
  source.clear();
  target.clear();
  return decoded;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The base64 digits that depend on `bytes` alone when `before` bytes (modulo 3) stand before them. */
function base64Core(bytes: Uint8Array, before: number): string {
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor(((before + bytes.length) * 8) / 6);
  let text = '';
  for (let digit = first; digit < last; digit++) {
    const bit = digit * 6 - before * 8;
    const at = bit >> 3;
    const pair = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
    text += alphabet[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}

/** What a base64 text says, when that is plain printable text. */
function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]{11,}={0,2}$/.test(text)) return undefined;
  let bits = 0;
  let held = 0;
  let plain = '';
  for (const digit of text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')) {
    held = (held << 6) | alphabet.indexOf(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      const byte = (held >> bits) & 0xff;
      if (byte < 0x20 || byte > 0x7e) return undefined;
      plain += String.fromCharCode(byte);
    }
  }
  return plain;
}

/** UTF-8; a lone surrogate becomes U+FFFD, as every encoder writes it. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let point = character.codePointAt(0)!;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  const packed = Uint8Array.from(bytes);
  bytes.fill(0);
  return packed;
}
