/**
 * The engine's texts in the language of the editor. The engine and the platform are pure and speak English; what a person is to read of
 * theirs stands in the bundle under its English text and a mark (scripts/l10n/sources.mjs collects it), with `{0}` for what was put in.
 * What isn't there, a provider's own words above all, stays as it is.
 */
import * as vscode from 'vscode';

/** The mark that ends an engine text's key: what `l10n.t` appends for a comment. */
const mark = '/engine';
/** Fewer letters than this around the places would fit nearly any text. */
const fewestLetters = 3;

interface Template {
  readonly pattern: RegExp;
  readonly translation: string;
  /** How much of it is words: the fullest is tried first. */
  readonly letters: number;
}

interface Texts {
  readonly exact: ReadonlyMap<string, string>;
  readonly templates: readonly Template[];
}

let read: { readonly bundle: object; readonly texts: Texts } | undefined;

/** An engine's message, action, title or explanation in the editor's language; the text itself where that is English or has no translation. */
export function localized(text: string): string {
  const { bundle } = vscode.l10n;
  if (bundle === undefined) return text;
  if (read?.bundle !== bundle) read = { bundle, texts: textsOf(bundle) };
  return whole(text, read.texts, 0) ?? sentences(text, read.texts) ?? text;
}

/** A text that is one of the bundle's; with things put in, which are looked up as well. */
function whole(text: string, texts: Texts, depth: number): string | undefined {
  const exact = texts.exact.get(text);
  if (exact !== undefined) return exact;
  if (depth > 2) return undefined;
  for (const { pattern, translation } of texts.templates) {
    const match = pattern.exec(text);
    if (match?.groups === undefined) continue;
    const put = match.groups;
    return translation.replace(/\{(\d+)\}/g, (place, index: string) => {
      const value = put[`p${index}`];
      return value === undefined ? place : (whole(value, texts, depth + 1) ?? value);
    });
  }
  return undefined;
}

/** Several texts one after another; and a summary with somebody else's words after it: `The provider forbids this request (403): …`. */
function sentences(text: string, texts: Texts): string | undefined {
  const parts = text.split(/(?<=\.) (?=[A-Z`])/);
  if (parts.length > 1) {
    const found = parts.map((part) => whole(part, texts, 0));
    return found.every((part) => part === undefined) ? undefined : found.map((part, at) => part ?? parts[at]).join(' ');
  }
  const { l10n } = vscode;
  const [, head = '', number = '', said = ''] = /^(.+?)( \(\d+\))?(\.|: [\s\S]*)$/.exec(text) ?? [];
  const summary = whole(head, texts, 0);
  if (summary === undefined) return undefined;
  return said === '.'
    ? l10n.t('{0}.', `${summary}${number}`)
    : l10n.t('{0}: {1}', `${summary}${number}`, said.slice(2));
}

function textsOf(bundle: Readonly<Record<string, string>>): Texts {
  const exact = new Map<string, string>();
  const templates: Template[] = [];
  for (const [key, translation] of Object.entries(bundle)) {
    if (!key.endsWith(mark)) continue;
    const text = key.slice(0, -mark.length);
    exact.set(text, translation);
    const letters = text.replace(/\{\d+\}|[^A-Za-z]/g, '').length;
    if (/\{\d+\}/.test(text) && letters >= fewestLetters) {
      templates.push({ pattern: patternOf(text), translation, letters });
    }
  }
  return { exact, templates: templates.sort((a, b) => b.letters - a.letters) };
}

/** The text as a pattern whose groups are its places; a place that comes twice holds the same. */
function patternOf(text: string): RegExp {
  const seen = new Set<string>();
  const source = text.split(/(\{\d+\})/).map((part) => {
    const index = /^\{(\d+)\}$/.exec(part)?.[1];
    if (index === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (seen.has(index)) return `\\k<p${index}>`;
    seen.add(index);
    return `(?<p${index}>[\\s\\S]+?)`;
  });
  return new RegExp(`^${source.join('')}$`);
}
