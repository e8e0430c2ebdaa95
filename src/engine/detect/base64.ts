/** Decodes base64 and base64url text to Latin-1 characters, leniently: padding and alphabet may be either. Bounded by its caller's slice. */

/** The decoded characters, or undefined when a character belongs to neither alphabet. */
export function decodeBase64(text: string): string | undefined {
  let out = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = sextet(code);
    if (value === -1) {
      if (code === 61) continue;
      return undefined;
    }
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  return out;
}

function sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (code === 43 || code === 45) return 62;
  return code === 47 || code === 95 ? 63 : -1;
}
