/**
 * Expands the templates that stand for secrets in committed files, so that no committed file holds anything that looks live:
 * `{{repeat A 36}}`, `{{base62 36 seed}}` (also base32, base64, hex, digits), `{{github-token seed}}`, `{{rsa-private-key}}`. The same seed
 * gives the same value; the private key is new each time.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lower = upper.toLowerCase();
const alphabets = {
  base32: `${upper}234567`,
  base62: digits + upper + lower,
  base64: `${upper}${lower}${digits}+/`,
  hex: `${digits}abcdef`,
  digits,
};

/** Gives the text with every template expanded. Throws on one that it doesn't know, other than those of the demo model (`{{token 0}}`). */
export function expand(text) {
  return text.replace(/\{\{([\w-]+)((?: [\w-]+)*)\}\}/g, (whole, name, rest) => {
    const [first = '', second = ''] = rest.trim().split(' ');
    if (name === 'repeat') return first.repeat(Number(second));
    if (name in alphabets) return draw(alphabets[name], Number(first), second);
    if (name === 'github-token') return githubToken(first);
    if (name === 'rsa-private-key') return rsaPrivateKey();
    throw new Error(`unknown template ${whole}`);
  });
}

/** `count` characters of an alphabet, the same for the same seed. */
function draw(alphabet, count, seed) {
  let text = '';
  for (let block = 0; text.length < count; block++) {
    for (const byte of createHash('sha256').update(`takumo demo ${seed} ${block}`).digest()) {
      // Bytes past the last whole multiple are dropped, so that every character is as likely as the others.
      if (byte < 256 - (256 % alphabet.length) && text.length < count) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** A personal access token's shape: 30 random characters and six that are the CRC-32 of them, in base 62. */
function githubToken(seed) {
  const body = draw(alphabets.base62, 30, seed);
  const alphabet = digits + upper + lower;
  let sum = crc32(body) >>> 0;
  let tail = '';
  for (let at = 0; at < 6; at++) {
    tail = alphabet[sum % 62] + tail;
    sum = Math.floor(sum / 62);
  }
  return ['gh', 'p_', body, tail].join('');
}

function rsaPrivateKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).trim();
}
