/**
 * What the tools answer: plain text for a model, in a stable order and of bounded length. It holds places, kinds and explanations; names
 * out of the workspace are one line each. The tools mask it as a whole before it leaves.
 */
import { type LeftOut, reasons, type Walked } from './choose-files.ts';
import type { Reviewed, ReviewFinding } from './review-files.ts';
import type { ScanFinding, Scanned } from './scan-files.ts';

/** Characters of an answer. */
export const mostCharacters = 40_000;
const mostNames = 20;
const mostNameCharacters = 300;
const mostSentence = 600;
const mostFix = 6000;

/** What a scan found. */
export function scanReport({ findings, looked, cut }: Scanned, walked: Walked): string {
  const heading =
    findings.length === 0
      ? `No secrets found. Looked at: ${listOf(looked.map(nameOf))}.`
      : `${findings.length} found in ${amount(looked.length, 'text', 'texts')}. Values are never shown; each line is a place.`;
  const advice =
    findings.length === 0
      ? []
      : [
          'What to do: have the code read each secret from the environment or a secret store, and replace the credential where the file was shared. Files such as .env are where secrets belong, if version control ignores them.',
        ];
  return compose(heading, findings.map(scanLine), [...advice, ...cutNote(cut), ...leftNotes(walked)]);
}

/** What a review found. */
export function reviewReport({ findings, looked, incomplete, cut }: Reviewed, walked: Walked): string {
  const heading =
    findings.length === 0
      ? `No weaknesses found. Looked at: ${listOf(looked.map(nameOf))}.`
      : `${findings.length} found in ${amount(looked.length, 'text', 'texts')}. Secret values are never shown.`;
  const parts = incomplete.map(({ path, why }) => `Looked at in part: ${nameOf(path)}. ${why}`);
  const notes =
    parts.length > mostNames ? [...parts.slice(0, mostNames), `And ${parts.length - mostNames} more in part.`] : parts;
  return compose(heading, findings.map(reviewEntry), [...notes, ...cutNote(cut), ...leftNotes(walked)]);
}

function scanLine({
  path,
  line,
  column,
  title,
  category,
  kind,
  confidence,
  rule,
  why,
  decision,
  source,
}: ScanFinding): string {
  const about = `${category}, ${kind === 'pii' ? 'personal data' : 'secret'}, ${confidence}`;
  const said = decision === undefined ? '' : ` Policy ${oneLine(decision.policy)}: ${decision.enforcement}.`;
  const known =
    source === undefined
      ? ''
      : ` The same value is in ${nameOf(source.path)}${source.line === undefined ? '' : `:${source.line}`}.`;
  return `${nameOf(path)}:${line}:${column} ${oneLine(title)} (${about}; rule ${oneLine(rule)}). ${sentence(why)}${said}${known}`;
}

function reviewEntry(finding: ReviewFinding, index: number): string {
  const { path, line, endLine, rule, cwe, license, severity, confidence, message, why, attack, safe, fix, language } =
    finding;
  const lines = endLine > line ? `${line}-${endLine}` : `${line}`;
  const id = license === undefined ? `CWE-${cwe}` : `licence ${oneLine(license)}`;
  return [
    `${index + 1}. ${nameOf(path)}:${lines} ${severity}: ${sentence(message)} (${id}, rule ${oneLine(rule)}, confidence ${confidence})`,
    `   Why: ${sentence(why)}`,
    `   Attack: ${sentence(attack)}`,
    `   Safe: ${sentence(safe)}`,
    ...fixLines(fix, language),
  ].join('\n');
}

function fixLines(fix: ReviewFinding['fix'], language = ''): string[] {
  if (fix === undefined) return [];
  const { title, changes } = fix;
  const size = changes?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  if (changes === undefined || size > mostFix) {
    const hidden = changes === undefined ? 'its lines hold a secret' : 'it is long';
    return [`   Fix (tried, not shown since ${hidden}; the light bulb in the editor applies it): ${sentence(title)}`];
  }
  return [
    `   Fix (tried: the code still parses and the finding is gone): ${sentence(title)}`,
    ...changes.flatMap(({ from, to, text }) => {
      const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
      const info = /^[\w+#.-]{1,40}$/.test(language) ? language : '';
      return [
        `   Put in the place of ${to > from ? `lines ${from} to ${to}` : `line ${from}`}:`,
        `${fence}${info}`,
        text,
        fence,
      ];
    }),
  ];
}

/** The heading, as many entries as there is room for, and the notes, which always fit. */
function compose(heading: string, entries: readonly string[], notes: readonly string[]): string {
  const tail = notes.length === 0 ? '' : `\n\n${notes.join('\n')}`.slice(0, mostCharacters / 2);
  let text = heading;
  for (const [index, entry] of entries.entries()) {
    const more = `\n\nNot listed, since the answer would be too long: ${entries.length - index} more. Ask for fewer files at once.`;
    if (text.length + entry.length + tail.length + more.length + 2 > mostCharacters) return text + more + tail;
    text += `${index === 0 ? '\n\n' : '\n'}${entry}`;
  }
  return text + tail;
}

function cutNote(cut: boolean): string[] {
  return cut ? ['Not everything was looked at: the limit of one call was reached. Ask for fewer files at once.'] : [];
}

function leftNotes({ left, skipped }: Walked): string[] {
  const notes: string[] = [];
  for (const why of new Set(left.map((each: LeftOut) => each.why))) {
    const names = left.filter((each) => each.why === why).map(({ path }) => nameOf(path));
    notes.push(`Left out (${reasons[why]}): ${listOf(names)}.`);
  }
  if (skipped.size > 0) {
    notes.push(`Folders that are looked at only when a path names them: ${[...skipped].sort().join(', ')}.`);
  }
  return notes;
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length - mostNames;
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ');
}

function amount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function nameOf(path: string | undefined): string {
  return path === undefined ? 'the given text' : oneLine(path);
}

/** Names and ids come from files and policies, and could hold line breaks that look like our own lines. */
function oneLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '?');
  return clean.length > mostNameCharacters ? `${clean.slice(0, mostNameCharacters)}…` : clean;
}

function sentence(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const short = clean.length > mostSentence ? `${clean.slice(0, mostSentence)}…` : clean;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
