/**
 * Restores tokens in a text. The stream is the implementation and the whole-text function is one push and a flush; since every decision is
 * made on settled text only, any other way of cutting the text gives the same.
 */
import type { Category } from '../model.ts';
import type { RehydrateOptions, RehydrateResult, RehydrateWarning, TextStream } from '../tokenize/types.ts';
import { nextToken, type Permission } from './scan.ts';
import type { SinkContext } from './sink.ts';

/** What a stream needs of its session. Both throw `vault-destroyed` when it is gone. */
export interface Restorer {
  /** The category of a live token. */
  categoryOf(token: string): Category | undefined;
  /** The value of a live token. */
  valueOf(token: string): string;
  /** Told at the end: what came out, and what it was with every restored token in canonical form. */
  remember(restored: string, original: string): void;
}

/** Warnings kept of one text; a hostile answer could hold millions of forged tokens. */
const mostWarnings = 200;

export class Rehydrator implements TextStream {
  rehydratedCount = 0;
  readonly tokens = new Set<string>();
  readonly warnings: RehydrateWarning[] = [];
  private readonly restorer: Restorer;
  private readonly options: RehydrateOptions;
  private readonly context: SinkContext;
  private held = '';
  /** In pieces: slicing one growing string would copy the whole answer at every chunk. */
  private restored: string[] = [];
  private original: string[] = [];
  private done = false;

  constructor(restorer: Restorer, options: RehydrateOptions, context: SinkContext) {
    this.restorer = restorer;
    this.options = options;
    this.context = context;
  }

  push(chunk: string): string {
    if (this.done) return '';
    if (this.options.restore === false) return chunk;
    return this.advance(this.held + chunk, false);
  }

  flush(): string {
    if (this.done) return '';
    const rest = this.options.restore === false ? '' : this.advance(this.held, true);
    this.done = true;
    if (this.options.restore !== false) this.restorer.remember(this.restored.join(''), this.original.join(''));
    this.drop();
    return rest;
  }

  /** Lets go of all text it holds; nothing comes out any more. */
  drop(): void {
    this.done = true;
    this.held = '';
    this.restored = [];
    this.original = [];
  }

  private advance(text: string, final: boolean): string {
    let out = '';
    let from = 0;
    for (;;) {
      const step = nextToken(text, from, final, this.permission);
      if (step.found === undefined) {
        out += this.copy(text.slice(from, step.settled));
        this.held = text.slice(step.settled);
        return out;
      }
      const { start, end, permission, token, mangled } = step.found;
      out += this.copy(text.slice(from, start));
      const raw = text.slice(start, end);
      from = end;
      if (permission === 'restore') {
        out += this.place(token, raw);
      } else {
        if (permission === 'unknown') this.warn(mangled ? 'partial-match' : 'unknown-token', token);
        out += this.copy(raw);
      }
    }
  }

  private readonly permission = (token: string): Permission => {
    const category = this.restorer.categoryOf(token);
    if (category === undefined || this.options.restorable?.has(token) === false) return 'unknown';
    return this.options.never?.has(category) === true ? 'keep' : 'restore';
  };

  private copy(text: string): string {
    if (text === '') return '';
    this.context.write(text);
    this.restored.push(text);
    this.original.push(text);
    return text;
  }

  private place(token: string, raw: string): string {
    const placed = this.context.place(this.restorer.valueOf(token));
    if (placed === undefined) {
      this.warn('unsafe-sink', raw);
      return this.copy(raw);
    }
    this.rehydratedCount++;
    this.tokens.add(token);
    this.restored.push(placed);
    this.original.push(token);
    return placed;
  }

  private warn(code: RehydrateWarning['code'], token: string): void {
    if (this.warnings.length < mostWarnings) this.warnings.push({ code, token });
  }
}

export function rehydrateWhole(stream: TextStream, text: string): RehydrateResult {
  const content = stream.push(text) + stream.flush();
  return { content, rehydratedCount: stream.rehydratedCount, tokens: stream.tokens, warnings: stream.warnings };
}
