/** Offline checks that vendors describe: they make a finding certain and never drop one. */

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * True when the last six characters are the CRC32 of those before, in base62.
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function base62Crc32Holds(body: string): boolean {
  if (body.length !== 36) return false;
  let rest = crc32(body.slice(0, 30));
  for (let i = 35; i >= 30; i--) {
    if (body[i] !== base62[rest % 62]) return false;
    rest = Math.floor(rest / 62);
  }
  return rest === 0;
}

/** CRC32 (IEEE) of a string of ASCII characters. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** True when the digits of a payment card's number add up (ISO/IEC 7812-1, annex B). */
export function luhnHolds(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
