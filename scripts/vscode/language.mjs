/**
 * VS Code in another language without a language pack of Microsoft's: an empty one, so that VS Code's own words stay English and an
 * extension gets its bundle. For the pseudo-locale the bundle is made here too, beside the installed extension.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pseudoLocale, pseudoTexts } from '../l10n/pseudo.mjs';

/** Makes a profile ready for `--locale`. Call it after the extension is installed and before the server starts. */
export function installLanguage({ data, locale }) {
  const pack = join(data, 'language');
  mkdirSync(pack, { recursive: true });
  const translations = join(pack, 'main.i18n.json');
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  // VS Code loads no extension at all in a language whose pack it can't name.
  const extensions = [{ extensionIdentifier: { id: 'takumo.empty-language-pack' }, version: '1.0.0' }];
  const packs = { [locale]: { hash: 'empty', extensions, translations: { vscode: translations }, label: locale } };
  mkdirSync(join(data, 'user'), { recursive: true });
  writeFileSync(join(data, 'user', 'languagepacks.json'), JSON.stringify(packs));
  if (locale === pseudoLocale) addPseudoTexts(join(data, 'ext'));
}

/** Beside the English texts of each extension that is installed there and localized. */
function addPseudoTexts(folder) {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith('takumo.')) continue;
    const extension = join(folder, name);
    const read = (file) => JSON.parse(readFileSync(join(extension, file), 'utf8'));
    const write = (file, texts) => writeFileSync(join(extension, file), JSON.stringify(pseudoTexts(texts)));
    write(`l10n/bundle.l10n.${pseudoLocale}.json`, read('l10n/bundle.l10n.json'));
    write(`package.nls.${pseudoLocale}.json`, read('package.nls.json'));
  }
}
