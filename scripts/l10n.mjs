// Collects the strings of `vscode.l10n.t(…)` in src/extension into l10n/bundle.l10n.json. `node scripts/l10n.mjs [--check]`
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bundle = join(root, 'l10n', 'bundle.l10n.json');
/** `l10n.t(` or a `t` taken from it, and the string literal that follows. */
const call = /(?<![\w$.])(?:vscode\.l10n\.)?t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

/** Every localized string of the extension, sorted. */
export function collectStrings() {
  const found = new Set();
  for (const name of readdirSync(join(root, 'src/extension'), { recursive: true }).map(String)) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join(root, 'src/extension', name), 'utf8');
    for (const [, literal] of text.matchAll(call)) found.add(unquote(literal));
  }
  return [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function unquote(literal) {
  return literal.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: '\n', t: '\t' }[code] ?? code;
  });
}

/** The bundle's text: each string is its own English. */
export function bundleText() {
  return `${JSON.stringify(Object.fromEntries(collectStrings().map((text) => [text, text])), null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv.includes('--check')) writeFileSync(bundle, bundleText());
  else if (readFileSync(bundle, 'utf8') !== bundleText()) {
    console.error('l10n/bundle.l10n.json is out of date: run node scripts/l10n.mjs');
    process.exitCode = 1;
  }
}
