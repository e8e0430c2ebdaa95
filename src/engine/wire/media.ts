/**
 * Knows media by its first bytes. Base64 is left unscanned only when it really begins as an image, a sound, a film or a PDF and is binary:
 * text in base64 stays text, whatever it calls itself.
 */

/** As much as any signature below needs, and some bytes to see that they are not text. */
const headBytes = 64;

/** The media type that these bytes begin as. */
export function mediaOfBytes(data: Uint8Array): string | undefined {
  const head = data.subarray(0, headBytes);
  return isBinary(head) ? signatures.find((signature) => signature.matches(head))?.type : undefined;
}

/** The media type that bare base64 (no `data:` in front) decodes as. */
export function mediaOfBase64(text: string): string | undefined {
  if (text.length < 16 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    return undefined;
  }
  return mediaOfBytes(bytesOf(text.slice(0, Math.ceil(headBytes / 3) * 4)));
}

declare const btoa: (binary: string) => string;
declare const atob: (base64: string) => string;
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean },
) => { decode(input: Uint8Array, options: { readonly stream: boolean }): string };

/** Base64 of bytes, in slices that an argument list can hold. */
export function toBase64(data: Uint8Array): string {
  let binary = '';
  for (let from = 0; from < data.length; from += 0x2000) {
    binary += String.fromCharCode(...data.subarray(from, from + 0x2000));
  }
  return btoa(binary);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** True when it can't be the beginning of a text: a control character that no text has, or no UTF-8. */
function isBinary(head: Uint8Array): boolean {
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127)) {
    return true;
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return false;
  } catch {
    return true;
  }
}

interface Signature {
  readonly type: string;
  readonly matches: (head: Uint8Array) => boolean;
}

const at =
  (offset: number, text: string) =>
  (head: Uint8Array): boolean =>
    head.length >= offset + text.length &&
    Array.from(text).every((character, index) => head[offset + index] === character.charCodeAt(0));
const both =
  (...tests: readonly ((head: Uint8Array) => boolean)[]) =>
  (head: Uint8Array): boolean =>
    tests.every((test) => test(head));

/** Source: https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern and ISO/IEC 14496-12 (the `ftyp` box). */
const signatures: readonly Signature[] = [
  { type: 'image/png', matches: at(0, '\x89PNG\r\n\x1a\n') },
  { type: 'image/jpeg', matches: at(0, '\xff\xd8\xff') },
  { type: 'image/gif', matches: at(0, 'GIF8') },
  { type: 'image/webp', matches: both(at(0, 'RIFF'), at(8, 'WEBP')) },
  { type: 'image/bmp', matches: both(at(0, 'BM'), at(6, '\0\0\0\0')) },
  { type: 'image/tiff', matches: at(0, 'II*\0') },
  { type: 'image/tiff', matches: at(0, 'MM\0*') },
  { type: 'image/avif', matches: at(4, 'ftypavif') },
  { type: 'image/heic', matches: at(4, 'ftyphei') },
  { type: 'image/heif', matches: at(4, 'ftypmif1') },
  { type: 'application/pdf', matches: at(0, '%PDF-') },
  { type: 'audio/wav', matches: both(at(0, 'RIFF'), at(8, 'WAVE')) },
  { type: 'audio/mpeg', matches: at(0, 'ID3') },
  { type: 'audio/ogg', matches: at(0, 'OggS\0') },
  { type: 'video/mp4', matches: at(4, 'ftyp') },
  { type: 'video/webm', matches: at(0, '\x1a\x45\xdf\xa3') },
];
