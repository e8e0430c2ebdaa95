/**
 * Plans how secrets leave a source text for `.env`: what stands in their place, which entries are added, which import is missing. Pure: it
 * changes nothing. A literal goes as a whole, so what is left is always valid source; where that can't be known, the bare name is left.
 */
import type { Span } from '../../engine/model.ts';
import type { EnvironmentEntry } from './dotenv-text.ts';
import { quoteDotenv } from './dotenv-text.ts';
import { missingImport } from './environment-imports.ts';
import { environmentLanguage, interpolation } from './environment-languages.ts';
import { environmentName, freeName } from './environment-names.ts';
import { decode, type Literal, placeOf } from './literals.ts';
import type { LineEdit } from './restore-lines.ts';
import { interpolate } from './shell-words.ts';

export interface SourceText {
  readonly text: string;
  readonly languageId: string;
  /** Workspace-relative, with `/`. */
  readonly path: string;
}

export interface FoundSecret extends Span {
  readonly rule: string;
}

export interface MovePlan {
  /** In the source, sorted, not overlapping. */
  readonly edits: readonly LineEdit[];
  /** New entries of `.env`; empty when every value stands there already. */
  readonly additions: readonly EnvironmentEntry[];
  /** The variables, in the order of the text. */
  readonly names: readonly string[];
  /** `reference`: the source reads the variables · `name`: at least in one place only the name is left. */
  readonly leaves: 'reference' | 'name';
}

/** A literal longer than its secret by more than this holds something else: it stays, and only the secret goes. */
const mostAround = 200;

interface Move {
  readonly value: string;
  /** Where the name is looked for: the end of the text before the literal. */
  readonly namedAt: number;
  readonly leaves: MovePlan['leaves'];
  edits(name: string): readonly LineEdit[];
}

/** `entries` are those of the `.env` file; of one name the last counts. Undefined when a value can't be written there. */
export function planMove(
  source: SourceText,
  secrets: readonly FoundSecret[],
  entries: readonly EnvironmentEntry[],
  isValue: (word: string) => boolean = () => false,
): MovePlan | undefined {
  const taken = new Map(entries.map(({ name, value }) => [name, value]));
  const additions: EnvironmentEntry[] = [];
  const names: string[] = [];
  const edits: LineEdit[] = [];
  let leaves: MovePlan['leaves'] = 'reference';
  for (const secret of [...secrets].sort((a, b) => a.start - b.start)) {
    // Two secrets in one literal: it went with the first.
    if (edits.some(({ start, end }) => secret.start < end && start < secret.end)) continue;
    const move = moveOf(source, secret);
    if (move === undefined || quoteDotenv(move.value) === undefined) return undefined;
    const lineStart = source.text.lastIndexOf('\n', move.namedAt - 1) + 1;
    const before = source.text.slice(Math.max(lineStart, move.namedAt - 300), move.namedAt);
    const known = [...taken].find(([, value]) => value === move.value)?.[0];
    const name = known ?? freeName(environmentName({ before, rule: secret.rule }, isValue), move.value, taken);
    if (!taken.has(name)) {
      taken.set(name, move.value);
      additions.push({ name, value: move.value });
    }
    if (!names.includes(name)) names.push(name);
    if (move.leaves === 'name') leaves = 'name';
    edits.push(...move.edits(name));
  }
  if (names.length === 0) return undefined;
  const needs = environmentLanguage(source.languageId)?.needs;
  if (leaves === 'reference' && needs !== undefined) edits.push(...missingImport(needs, source.text));
  return { edits: edits.sort((a, b) => a.start - b.start || a.end - b.end), additions, names, leaves };
}

function moveOf(source: SourceText, secret: FoundSecret): Move | undefined {
  const { text, languageId, path } = source;
  const way = interpolation(languageId, path);
  if (way !== undefined) {
    const word = interpolate(way, text, secret);
    return word && { ...word, namedAt: secret.start, leaves: 'reference' };
  }
  return expressionMove(source, secret) ?? nameMove(source, secret);
}

/** The literal, or a bare value where an expression may stand, becomes the language's way to read the variable. */
function expressionMove({ text, languageId }: SourceText, secret: FoundSecret): Move | undefined {
  const language = environmentLanguage(languageId);
  const place = language && placeOf(text, secret, language);
  if (language === undefined || place === undefined || place === 'comment') return undefined;
  const span: Span = place === 'code' ? secret : place;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.end);
  const before = text.slice(lineStart, span.start);
  const after = text.slice(span.end, newline < 0 ? text.length : newline);
  if (place === 'code' && !/(?:^|[=(,:[{?|&]|\breturn)\s*$/.test(before)) return undefined;
  const value =
    place === 'code' ? text.slice(secret.start, secret.end).replaceAll('\r\n', '\n') : wholeValue(text, place, secret);
  if (value === undefined) return undefined;
  const demand = language.demand?.({ before, after, above: text.slice(Math.max(0, lineStart - 5000), lineStart) });
  if (demand === 'refuse') return undefined;
  return {
    value,
    namedAt: span.start,
    leaves: 'reference',
    edits: (name) => {
      const read = language.read(name);
      const edit = { start: span.start, end: span.end, text: demand === 'braces' ? `{${read}}` : read };
      if (demand === undefined || demand === 'braces') return [edit];
      return [{ start: lineStart + demand.from, end: lineStart + demand.to, text: demand.text }, edit];
    },
  };
}

function wholeValue(text: string, literal: Literal, secret: FoundSecret): string | undefined {
  const around = literal.content.end - literal.content.start - (secret.end - secret.start);
  if (around > mostAround) return undefined;
  const outside = text.slice(literal.content.start, secret.start) + text.slice(secret.end, literal.content.end);
  return outside.includes('\n') ? undefined : literal.value;
}

/** Only the secret goes, and its variable's name stays. */
function nameMove({ text, languageId }: SourceText, secret: FoundSecret): Move | undefined {
  const raw = text.slice(secret.start, secret.end);
  const json = languageId === 'json' || languageId === 'jsonc' || languageId === 'json5';
  const value = json ? decode(raw, 'c') : raw.replaceAll('\r\n', '\n');
  if (value === undefined) return undefined;
  const edits = (name: string) => [{ start: secret.start, end: secret.end, text: name }];
  return { value, namedAt: secret.start, leaves: 'name', edits };
}
