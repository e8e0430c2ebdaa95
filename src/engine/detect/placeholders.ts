/** Tells what stands where a secret would stand and is none: fillers, templates, published examples. */
import { isRandom, traitsOf } from './score.ts';

/**
 * True for a filler: one character over and over, a sequence, `your-key-here`, `xxxx`, `<token>`, `${TOKEN}`. `body` is the part after a
 * vendor's prefix, or a whole value.
 */
export function isPlaceholder(body: string): boolean {
  if (body.length === 0) return true;
  if (isTemplate(body)) return true;
  if (body.startsWith('##') && body.endsWith('#')) return true;
  if (body.includes('xxxx') || body.includes('XXXX')) return true;
  const folded = body.toLowerCase();
  // A long drawn string holds a short filler by chance.
  const drawn = body.length >= 32 && isRandom(body);
  for (const word of fillers) if (folded.includes(word) && !(drawn && word.length < 7)) return true;
  const traits = traitsOf(body);
  if (traits.length >= 8 && traits.distinct <= 4) return true;
  if (traits.length >= 16 && traits.distinct * 4 <= Math.min(traits.length, 28) - 2) return true;
  return traits.length >= 8 && traits.steps * 5 >= traits.length * 3;
}

/** True when something else will be put in its place: `${x}`, `{{ x }}`, `<x>`, `%(x)s`, `$X`, `#{x}`, `[x]`. */
export function isTemplate(value: string): boolean {
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(value.length - 1);
  if (first === 60 && last === 62) return true;
  if (first === 91 && last === 93) return true;
  if (first === 123 && last === 125) return true;
  if (first === 37 && last === 37 && value.length > 2 && !/[0-9]/.test(value)) return true;
  if (first === 36 && value.length > 1 && shellName(value, 1)) return true;
  return (
    value.includes('${') ||
    value.includes('{{') ||
    value.includes('#{') ||
    value.includes('$(') ||
    value.includes('%(') ||
    value.includes('<%')
  );
}

/** True for the keys of vendors' own documentation, which anybody may have. */
export function isPublicExample(value: string): boolean {
  if (value.endsWith('EXAMPLE') || value.endsWith('EXAMPLEKEY')) return true;
  return publicExamples.has(fnv1a(value));
}

const fillers = [
  '****',
  '....',
  '____',
  '----',
  '0000000',
  'example',
  'placeholder',
  'redacted',
  'changeme',
  'change_me',
  'change-me',
  'replace',
  'your_',
  'your-',
  'yourkey',
  'yourtoken',
  'yoursecret',
  'yourpass',
  'yourapi',
  'insert',
  'dummy',
  'sample',
  'abcdef123',
  '123456789',
  '1234abcd',
  'abcd1234',
  'lorem',
  'not_a_real',
  'notareal',
  '…',
  '•••',
] as const;

/** FNV-1a of keys printed in vendors' documentation and in RFC 6749, 6750, 7515 and 7617, so that no such key stands in this repository. */
const publicExamples: ReadonlySet<number> = new Set([
  0xd8c5d369, 0xb0870f58, 0xc9cec95f, 0xfcd17dab, 0x8b00e4c8, 0x8d429c23, 0x72dfedc1, 0xdf084f40, 0xa82f0084,
  0x7c93384a, 0x7d44300a, 0x0595bce5, 0xe972e9a4, 0x1d14fe37, 0x6e919cea, 0xebba2d36, 0x4ae66bcd,
]);

function fnv1a(value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function shellName(value: string, from: number): boolean {
  for (let i = from; i < value.length; i++) {
    const code = value.charCodeAt(i);
    const word = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
    if (!word) return false;
  }
  return true;
}
