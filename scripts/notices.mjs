/**
 * The licences of what the bundles hold, as their terms ask: `dist/ThirdPartyNotices.txt`, made from what was really bundled. A package
 * without a licence file, or under a licence that we don't ship, ends the build.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may be in the package we ship; docs/dependencies.md gives the reasons. */
const accepted = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-3.0',
  '0BSD',
]);

/** Packages whose files are copied, not bundled. */
const copied = ['web-tree-sitter', '@vscode/tree-sitter-wasm'];

/** `metafiles`: esbuild's own account of each build. */
export function writeNotices(root, metafiles) {
  const names = new Set(copied);
  for (const { inputs } of metafiles) {
    for (const file of Object.keys(inputs)) {
      const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file);
      if (found) names.add(found[1]);
    }
  }
  const notices = [...names].sort((a, b) => (a < b ? -1 : 1)).map((name) => noticeOf(root, name));
  const head = 'Takumo Guard includes the following third-party software.\n';
  writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), `${head}\n${notices.join('\n')}`);
}

function noticeOf(root, name) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const parts = String(license).replace(/[()]/g, '').split(' AND ');
  if (!parts.every((part) => accepted.has(part)))
    throw new Error(`${name} ${version} is under ${license}, which the package may not hold.`);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text =
    file !== undefined && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8').trim()
      : `Licence: ${license}`;
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${text}\n`;
}
