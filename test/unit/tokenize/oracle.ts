/** Looks for a value in a text the way somebody who wants it would: undoing every encoding, several deep, with means of its own. */

type Undo = (text: string) => string;

const unescapeOnce: Undo = (text) =>
  text.replace(
    /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf])|([^A-Za-z0-9\s]))/g,
    (_, u?: string, x?: string, c?: string, p?: string) => {
      if (u !== undefined || x !== undefined) return String.fromCharCode(Number.parseInt((u ?? x)!, 16));
      return c === undefined ? p! : { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[c]!;
    },
  );

const unpercent: Undo = (text) =>
  text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));

const unentity: Undo = (text) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16) % 0x110000))
    .replace(/&#(\d{1,6});/g, (_, number: string) => String.fromCodePoint(Number(number)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

const unwrap: Undo = (text) =>
  text.replace(/(?:["'`][ \t]*[+.,&]?[ \t]*\\?|\\)?[ \t]*\r?\n[ \t]*(?:[+.,&]?[ \t]*["'`])?/g, '');
const unmark: Undo = (text) => text.replace(/[ \t]*\r?\n[ \t]*(?:[+>#*|-]|\/\/)?[ \t]*/g, '');

const unbase64: Undo = (text) =>
  text.replace(/[A-Za-z0-9+/_-]{10,}/g, (run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('utf8')).join('\n'),
  );

const unhex: Undo = (text) =>
  text.replace(/[0-9a-fA-F]{16,}/g, (run) =>
    [0, 1].map((skip) => Buffer.from(run.slice(skip), 'hex').toString('utf8')).join('\n'),
  );

const undos: readonly Undo[] = [
  unescapeOnce,
  unpercent,
  unentity,
  unwrap,
  unmark,
  unbase64,
  unhex,
  (text) => text.replaceAll('+', ' '),
];

/** True when the value can be read from the text, after at most `depth` decodings. */
export function leaks(text: string, value: string, depth = 3): boolean {
  const seen = new Set<string>([text]);
  let level = [text];
  for (let step = 0; step <= depth; step++) {
    if (level.some((one) => one.includes(value))) return true;
    level = level
      .flatMap((one) => undos.map((undo) => undo(one)))
      .filter((one) => !seen.has(one) && seen.size < 400 && seen.add(one));
  }
  return false;
}
