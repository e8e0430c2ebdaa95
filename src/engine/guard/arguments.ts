/**
 * Tool-call arguments: restores them with each argument's own sink, and remembers their text as the model wrote it, so that the history
 * which the client resends has the same bytes. The memory is bounded and lives as long as its guard, that is, its session.
 */
import type { Category } from '../model.ts';
import type { RehydrateOptions, RehydrateWarning } from '../tokenize/types.ts';
import { classifyTool, fileWrittenBy, languageOf, sinkOf } from '../tools/sinks.ts';
import { rewriteJson, scanJson } from '../wire/json-text.ts';
import type { GuardSession } from './dependencies.ts';

const mostCalls = 2000;
const mostCharacters = 8_000_000;

/** The arguments' text of past calls, by call id and content. Holds restored values (docs/security-model.md). */
export class ArgumentMemory {
  private readonly texts = new Map<string, string>();
  private characters = 0;

  /** `text` is valid JSON and parses to what `JSON.stringify` gives as `canonical`. */
  remember(callId: string, canonical: string, text: string): void {
    const key = `${callId}\0${canonical}`;
    if (text === canonical || this.texts.has(key)) {
      return;
    }
    this.texts.set(key, text);
    this.characters += key.length + text.length;
    for (const [oldest, old] of this.texts) {
      if (this.texts.size <= mostCalls && this.characters <= mostCharacters) {
        break;
      }
      this.texts.delete(oldest);
      this.characters -= oldest.length + old.length;
    }
  }

  textOf(callId: string, input: unknown): string {
    const canonical = JSON.stringify(input ?? {});
    return this.texts.get(`${callId}\0${canonical}`) ?? canonical;
  }
}

export interface RestoredArguments {
  /** The JSON text with values in it. */
  readonly text: string;
  readonly restored: number;
  /** The tokens whose values stand in `text`, also where the model spelled them in another way. */
  readonly tokens: ReadonlySet<string>;
  readonly warnings: readonly RehydrateWarning[];
}

/** Restores a call's arguments text, each top-level argument for where it goes. `text` is valid JSON. */
export function restoreArguments(
  session: GuardSession,
  tool: string,
  text: string,
  options: RehydrateOptions,
): RestoredArguments {
  const kind = classifyTool(tool);
  const path = fileWrittenBy(tool, JSON.parse(text));
  const languageId = path === undefined ? undefined : languageOf(path);
  const placed = languageId === undefined ? options : { ...options, languageId };
  const warnings: RehydrateWarning[] = [];
  const tokens = new Set<string>();
  let restored = 0;
  const strings = scanJson(text) ?? [];
  const values = strings.map((string) => {
    const sink = string.isKey ? 'plain' : sinkOf(kind, string.member);
    // As JSON text, so that the session sees layers of JSON inside the string as what they are.
    const result = session.rehydrateJson(JSON.stringify(string.value), { ...placed, sink });
    restored += result.rehydratedCount;
    warnings.push(...result.warnings);
    for (const token of result.tokens) {
      tokens.add(token);
    }
    return result.rehydratedCount === 0 ? string.value : (JSON.parse(result.content) as string);
  });
  return { text: rewriteJson(text, strings, values), restored, tokens, warnings };
}

export interface CallTokens {
  readonly categories: readonly Category[];
  /** Values that the workspace keeps in another file than the one this call writes. */
  readonly foreign: readonly Category[];
}

/** What a call's arguments would carry: `tokens` are those that were restored in them. */
export function tokensOfCall(
  session: GuardSession,
  tool: string,
  input: unknown,
  tokens: ReadonlySet<string>,
): CallTokens {
  const target = fileWrittenBy(tool, input);
  const categories = new Set<Category>();
  const foreign = new Set<Category>();
  for (const token of tokens) {
    const known = session.describe(token);
    if (known !== undefined) {
      categories.add(known.category);
      if (target !== undefined && known.path !== undefined && !sameFile(target, known.path)) {
        foreign.add(known.category);
      }
    }
  }
  return { categories: [...categories], foreign: [...foreign] };
}

/** One path may be absolute and the other relative to the workspace. */
function sameFile(left: string, right: string): boolean {
  const [long, short] = [left, right]
    .map((path) => path.replace(/\\/g, '/').replace(/^(?:file:\/\/|\.\/)/, ''))
    .sort((a, b) => b.length - a.length);
  return long === short || long!.endsWith(`/${short!}`);
}
