/**
 * The pseudo-locale: every text accented, in brackets and two fifths longer, with its places, code and names kept. Text on screen without
 * the brackets never went through the localization. It is made when a test runs, and never shipped.
 */

/** VS Code's own pseudo locale is `pseudo`, which it fills by itself; this is the name that Windows has for one. */
export const pseudoLocale = 'qps-ploc';

const plain = 'aceginorsuyzACEGINORSUYZ';
const accented = 'àçéĝîñôřšûýžÀÇÉĜÎÑÔŘŠÛÝŽ';
/** What a translator keeps: places, code, icons, links' targets, settings, addresses, HTML-like marks of keys. */
const keptParts = /(\{\d+\}|`[^`]+`|\$\([\w~-]+\)|\]\([^)]+\)|https?:\/\/\S+|\btakumo\.[\w.]+)/;

export function pseudo(text) {
  if (!/[A-Za-z]/.test(text.replace(/\{\d+\}/g, ''))) return text;
  const words = text
    .split(keptParts)
    .map((part, at) => (at % 2 === 1 ? part : accent(part)))
    .join('');
  // A title's dots stay last: VS Code takes them for "asks for more".
  const [, body, dots] = /^([\s\S]*?)(…?)$/.exec(words);
  return `⟦${body}${'·'.repeat(Math.ceil(text.length * 0.4))}⟧${dots}`;
}

/** A bundle or a manifest's texts, each value pseudo. */
export function pseudoTexts(texts) {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]));
}

/** What of a shown text is outside the brackets and has letters: what was not localized. */
export function outsideBrackets(text) {
  let depth = 0;
  let rest = '';
  for (const character of text) {
    if (character === '⟦') depth += 1;
    else if (character === '⟧') depth = Math.max(0, depth - 1);
    else if (depth === 0) rest += character;
  }
  return /\p{L}{2}/u.test(rest) ? rest.trim() : '';
}

function accent(text) {
  return text.replace(/[A-Za-z]/g, (letter) => {
    const at = plain.indexOf(letter);
    return at < 0 ? letter : accented[at];
  });
}
