/**
 * What must hold of a translation beside being there: the same places, code, settings and links as in English, the names of commands and
 * buttons as the locale itself calls them, and no English left by mistake.
 */
import { staysEnglish } from './same.mjs';

/** Every fault of a locale, one line each; empty when it is complete and right. */
export function faultsOf(locale, english, translated) {
  return [
    ...faultsOfPart('bundle', locale, english, translated),
    ...faultsOfPart('manifest', locale, english, translated),
  ];
}

/** Every English text that names a command which isn't there. */
export function faultsOfEnglish(english) {
  const titles = new Set(Object.keys(titlesOf(english.manifest)));
  return [...Object.entries(english.bundle), ...Object.entries(english.manifest)].flatMap(([key, text]) =>
    commandsNamed(text)
      .filter((title) => !titles.has(title))
      .map((title) => `${show(key)}: there is no command "Takumo: ${title}"`),
  );
}

function faultsOfPart(part, locale, english, translated) {
  const wanted = english[part];
  const given = translated[part];
  const stale = Object.keys(given).filter((key) => !(key in wanted));
  const order =
    Object.keys(given).join('\n') ===
    Object.keys(wanted)
      .filter((key) => key in given)
      .join('\n');
  return [
    ...stale.map((key) => `${locale} ${part}: ${show(key)} is not in English any more`),
    ...(order || stale.length > 0 ? [] : [`${locale} ${part}: the keys are not in the order of the English ones`]),
    ...Object.entries(wanted).flatMap(([key, text]) =>
      faultsOfText(text, given[key], locale, { english, translated }).map(
        (fault) => `${locale} ${part}: ${show(key)} ${fault}`,
      ),
    ),
  ];
}

function faultsOfText(text, translation, locale, all) {
  if (translation === undefined) return ['is missing'];
  if (typeof translation !== 'string' || translation.trim() === '') return ['is empty'];
  const faults = [];
  if (translation === text && !staysEnglish(text, locale)) faults.push('is not translated');
  for (const [what, pattern] of kept) {
    const [before, after] = [found(text, pattern), found(translation, pattern)];
    if (before.join('\0') !== after.join('\0')) {
      faults.push(`has other ${what} (${after.join(' ') || 'none'}) than English (${before.join(' ') || 'none'})`);
    }
  }
  if (/^\s|\s$/.test(translation)) faults.push('begins or ends with a space');
  if (text.endsWith('…') !== translation.endsWith('…'))
    faults.push('has another ending: "…" belongs where English has it');
  return [...faults, ...faultsOfNames(text, translation, all)];
}

/** What a translation keeps as it is, however the words around it are turned. */
const kept = [
  ['places', /\{\d+\}/g],
  ['code spans', /`[^`]+`/g],
  ['settings', /\btakumo\.[a-z][\w.]*\w/g],
  ['addresses', /https?:\/\/[\w.:/?#[\]@%-]*[\w/]/g],
  ['link targets', /\]\([^)]+\)/g],
  ['icons', /\$\([\w~-]+\)/g],
  ['line breaks', /\n/g],
  ['bold words', /\*\*/g],
];

/** Commands and buttons that a sentence names are called there as they are called where they stand. */
function faultsOfNames(text, translation, { english, translated }) {
  const titles = titlesOf(english.manifest);
  const own = (key) => translated.manifest[key]?.replace(/…$/, '');
  const commands = commandsNamed(text)
    .filter((title) => title in titles && own(titles[title]) !== undefined)
    .map((title) => `${translated.manifest.category}: ${own(titles[title])}`);
  const buttons = [...text.matchAll(/["*]{1,2}([A-Z][^"*{}]*)["*]{1,2}/g)]
    .map(([, name]) => translated.bundle[name])
    .filter((name) => name !== undefined);
  return [...commands, ...buttons]
    .filter((name) => !translation.includes(name))
    .map((name) => `does not name "${name}" as it is called`);
}

/** `"Takumo: Add Guarded Model…"` or `**Takumo: Add Guarded Model…**`, without the dots. */
function commandsNamed(text) {
  return [...text.matchAll(/["*`]Takumo: ([^"*`{}]+?)…?["*`]/g)].map(([, title]) => title);
}

/** Keys of commands by their English titles, without the dots. */
function titlesOf(manifest) {
  return Object.fromEntries(
    Object.entries(manifest)
      .filter(([key]) => key.startsWith('command.'))
      .map(([key, title]) => [title.replace(/…$/, ''), key]),
  );
}

/** What a pattern finds, sorted; a place may come more or less often than in English, bold and line breaks may not. */
const found = (text, pattern) => {
  const all = [...text.matchAll(pattern)].map(([one]) => one).sort(byCodeUnit);
  return pattern.source.startsWith('\\{') ? [...new Set(all)] : all;
};
const byCodeUnit = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const show = (key) => JSON.stringify(key.length > 90 ? `${key.slice(0, 90)}…` : key);
