/** The files of the localization: the English bundle, and for each locale a bundle and a manifest. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectStrings, englishOf, manifestTexts, root } from './sources.mjs';

const english = join(root, 'l10n/bundle.l10n.json');
const bundleFile = (locale) => join(root, `l10n/bundle.l10n.${locale}.json`);
const manifestFile = (locale) => join(root, `package.nls.${locale}.json`);

/** What is to be translated: English by key. */
export function readEnglish() {
  const bundle = Object.fromEntries(collectStrings().map((key) => [key, englishOf(key)]));
  return { bundle, manifest: manifestTexts() };
}

/** What is translated: `{ bundle, manifest }`, empty where there is no file. */
export function readLocale(locale) {
  return { bundle: readJson(bundleFile(locale)), manifest: readJson(manifestFile(locale)) };
}

/** True when l10n/bundle.l10n.json says what the code says. */
export function isBundleCurrent() {
  return existsSync(english) && readFileSync(english, 'utf8') === asJson(readEnglish().bundle);
}

export function writeBundle() {
  writeFileSync(english, asJson(readEnglish().bundle));
}

/** Adds `given` to a locale's files, in the order of the English ones; what English no longer has is dropped. */
export function mergeLocale(locale, given) {
  const wanted = readEnglish();
  const current = readLocale(locale);
  const merged = (part) =>
    Object.fromEntries(
      Object.keys(wanted[part])
        .map((key) => [key, given[part]?.[key] ?? current[part][key] ?? ''])
        .filter(([, text]) => text !== ''),
    );
  writeFileSync(bundleFile(locale), asJson(merged('bundle')));
  writeFileSync(manifestFile(locale), asJson(merged('manifest')));
}

const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
