/**
 * The translations: `node scripts/l10n.mjs` writes the English in l10n/ from the code and package.nls.json.
 * `--missing [LOCALE]` prints what has no translation, as JSON to be filled; `--merge FILE LOCALE` takes it back; `--check` fails when
 * the bundle is out of date or a translation is missing, stale or wrong. How to translate: docs/l10n.md.
 */
import './setup/node24.mjs';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { faultsOf, faultsOfEnglish } from './l10n/checks.mjs';
import { areCurrent, mergeLocale, readEnglish, readLocale, writeEnglish } from './l10n/files.mjs';
import { locales } from './l10n/sources.mjs';

export { collectStrings, locales } from './l10n/sources.mjs';

/** Every fault of every language; empty when all is well. */
export function checkAll() {
  const english = readEnglish();
  return [
    ...(areCurrent() ? [] : ['The English in l10n/ is out of date: run node scripts/l10n.mjs']),
    ...faultsOfEnglish(english),
    ...locales.flatMap((locale) => faultsOf(locale, english, readLocale(locale))),
  ];
}

/** `{ bundle, manifest }` of what a locale lacks: English by key, to be replaced. */
export function missingOf(locale) {
  const english = readEnglish();
  const given = readLocale(locale);
  const lacking = (part) =>
    Object.fromEntries(Object.entries(english[part]).filter(([key]) => given[part][key] === undefined));
  return { bundle: lacking('bundle'), manifest: lacking('manifest') };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' }, missing: { type: 'boolean' }, merge: { type: 'boolean' } },
  });
  const [first, second] = positionals;
  const unknown = [values.merge ? second : first].filter((locale) => locale !== undefined && !locales.includes(locale));
  if (unknown.length > 0) throw new Error(`No such locale: ${unknown[0]}. There are: ${locales.join(', ')}`);
  if (values.check) {
    const faults = checkAll();
    for (const fault of faults) console.error(fault);
    process.exitCode = faults.length > 0 ? 1 : 0;
  } else if (values.missing) {
    const wanted = first === undefined ? locales : [first];
    const missing = Object.fromEntries(wanted.map((locale) => [locale, missingOf(locale)]));
    console.log(JSON.stringify(first === undefined ? missing : missing[first], null, 2));
  } else if (values.merge) {
    if (second === undefined) throw new Error('Usage: node scripts/l10n.mjs --merge FILE LOCALE');
    mergeLocale(second, JSON.parse(readFileSync(first, 'utf8')));
  } else {
    writeEnglish();
  }
}
