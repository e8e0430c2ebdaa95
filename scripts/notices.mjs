/**
 * The licences of what is shipped, as their terms ask: `dist/ThirdPartyNotices.txt`. A package without a licence file, or under a licence
 * that we don't ship, ends the build.
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

/** The grammars inside `@vscode/tree-sitter-wasm`, which leaves their notices out: all under the MIT licence, as their own packages say. */
const grammarAuthors = {
  javascript: 'Copyright (c) 2014 Max Brunsfeld',
  typescript: 'Copyright (c) 2017 Max Brunsfeld',
  tsx: 'Copyright (c) 2017 Max Brunsfeld',
  python: 'Copyright (c) 2016 Max Brunsfeld',
};

/** `packages`: as `shippedPackages` gives them. `grammars`: names of the grammars that are copied. */
export function writeNotices(root, packages, grammars) {
  const head = 'Takumo Guard includes the following third-party software.\n';
  const notices = [...packages.map(noticeOf), ...grammars.map(grammarNotice)];
  writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), `${head}\n${notices.join('\n')}`);
}

function grammarNotice(name) {
  const author = grammarAuthors[name];
  if (author === undefined)
    throw new Error(`Whose grammar ${name} is must stand in scripts/notices.mjs before it ships.`);
  return section(`tree-sitter grammar ${name} (MIT)`, `${author}\n\n${mit}`);
}

function noticeOf({ folder, name, version, license }) {
  const parts = license.replace(/[()]/g, '').split(' AND ');
  if (!parts.every((part) => accepted.has(part)))
    throw new Error(`${name} ${version} is under ${license}, which the package may not hold.`);
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const text =
    file !== undefined && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8').trim()
      : `Licence: ${license}`;
  return section(`${name} ${version} (${license})`, text);
}

function section(title, text) {
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text}\n`;
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
