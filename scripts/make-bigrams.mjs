// Counts letter pairs in the words of the given files and prints src/engine/detect/score/bigrams.ts.
// Usage: node scripts/make-bigrams.mjs <files...> > src/engine/detect/score/bigrams.ts
import { readFileSync } from 'node:fs';

const seen = new Map();
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  if (text.length > 400_000) continue;
  for (const [word] of text.matchAll(/[A-Z]?[a-z]{2,15}(?![a-zA-Z0-9])/g)) {
    const key = word.toLowerCase();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
}
const counts = Array.from({ length: 27 }, () => new Float64Array(27).fill(0.5));
for (const [word, times] of seen) {
  if (times < 3) continue;
  // The square root keeps `the` and `return` from being the whole language.
  const weight = Math.sqrt(times);
  let before = 26;
  for (const char of word) {
    const letter = char.charCodeAt(0) - 97;
    counts[before][letter] += weight;
    before = letter;
  }
}
let rows = '';
for (const row of counts) {
  const sum = row.slice(0, 26).reduce((a, b) => a + b);
  let line = '';
  for (let i = 0; i < 26; i++) {
    const quarterBits = Math.min(60, Math.round(-Math.log2(row[i] / sum) * 4));
    line += String.fromCharCode(48 + quarterBits);
  }
  rows += `  ${JSON.stringify(line)},\n`;
}
console.log(`/**
 * How surprising a letter is after another, in quarter bits, as characters from '0' (48): 26 rows for the letter before (a-z), one for the
 * start of a word. Counted over the words of source code and documentation; made by scripts/make-bigrams.mjs.
 */
export const bigramRows: readonly string[] = [
${rows}];`);
