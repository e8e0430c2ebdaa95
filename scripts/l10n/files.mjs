/**
 * The files of the localization: the English bundle, and for each locale a bundle and a manifest. A manifest's text has a key that stays when
 * its English changes: `manifest.en.json` holds the English that was translated, so that a translation of older words is not kept.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectStrings, englishOf, locales, manifestTexts, root } from './sources.mjs';

const english = join(root, 'l10n/bundle.l10n.json');
const translated = join(root, 'l10n/manifest.en.json');
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

/** True when the files of English say what the code and the manifest say. */
export function areCurrent() {
  const { bundle, manifest } = readEnglish();
  return holds(english, bundle) && holds(translated, manifest);
}

/** Writes them; a manifest's text whose English has changed loses its translations. */
export function writeEnglish() {
  const { bundle, manifest } = readEnglish();
  writeFileSync(english, asJson(bundle));
  const before = readJson(translated);
  const changed = Object.keys(manifest).filter((key) => before[key] !== undefined && before[key] !== manifest[key]);
  for (const locale of changed.length === 0 ? [] : locales) {
    const kept = Object.entries(readJson(manifestFile(locale))).filter(([key]) => !changed.includes(key));
    writeFileSync(manifestFile(locale), asJson(Object.fromEntries(kept)));
  }
  writeFileSync(translated, asJson(manifest));
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

const holds = (file, value) => existsSync(file) && readFileSync(file, 'utf8') === asJson(value);
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
