/**
 * Reasoning in the chat completions API, which has no place for it: each server has a field of its own, and wants it back in the same one
 * on the turns that called tools. Sources: https://api-docs.deepseek.com/guides/thinking_mode,
 * https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks, https://docs.mistral.ai/capabilities/reasoning
 */
import { type Fields, isFields, listOf, textOf } from './fields.ts';
import type { JsonObject, Place } from './walk.ts';

/** `field`: where it came from and goes back to; `content` for Mistral's chunks. */
export type ChatReasoning =
  | { readonly field: 'reasoning_content' | 'reasoning' | 'content'; readonly text: string }
  | { readonly field: 'reasoning_details'; readonly details: readonly JsonObject[] };

export function isChatReasoning(item: object): item is ChatReasoning {
  return 'field' in item;
}

const constant: Place = { leaf: 'constant' };
const opaque: Place = { leaf: 'opaque' };
const signed: Place = { leaf: 'signed' };

/** Where reasoning stands in an assistant's message. What no signature covers is text, and a secret in it is masked. */
export const reasoningKeys: Readonly<Record<string, Place>> = {
  reasoning_content: {},
  reasoning: {},
  reasoning_details: {
    keys: {
      type: constant,
      id: constant,
      format: constant,
      index: {},
      text: signed,
      summary: signed,
      signature: opaque,
      data: opaque,
    },
  },
};

/** Puts one answer's reasoning together from its pieces. */
export class ReasoningCollector {
  private field: 'reasoning_content' | 'reasoning' | 'content' | undefined;
  private text = '';
  private readonly details: Record<string, unknown>[] = [];

  /** Reads one delta or message; gives the text to show. */
  read(delta: Fields): string {
    const shown = this.readText(delta);
    const details = listOf(delta.reasoning_details);
    for (const detail of details) {
      this.addDetail(detail);
    }
    return shown === '' ? details.map((detail) => textOf(detail.text) || textOf(detail.summary)).join('') : shown;
  }

  /** What is to be sent back; nothing when there was none. */
  item(): ChatReasoning | undefined {
    if (this.details.length > 0) {
      return { field: 'reasoning_details', details: this.details as unknown as readonly JsonObject[] };
    }
    return this.field === undefined ? undefined : { field: this.field, text: this.text };
  }

  private readText(delta: Fields): string {
    // Some servers give the same text in both fields.
    for (const field of ['reasoning_content', 'reasoning'] as const) {
      const text = textOf(delta[field]);
      if (text !== '') {
        return this.add(field, text);
      }
    }
    const chunks = listOf(delta.content).filter((chunk) => chunk.type === 'thinking');
    const text = chunks.map(({ thinking }) => textOf(thinking) || listOf(thinking).map(textOfChunk).join('')).join('');
    return text === '' ? '' : this.add('content', text);
  }

  private add(field: 'reasoning_content' | 'reasoning' | 'content', text: string): string {
    this.field ??= field;
    this.text += text;
    return text;
  }

  /** Pieces of one readable detail are joined; what is encrypted comes whole. */
  private addDetail(piece: Fields): void {
    const last = this.details.at(-1);
    const key = piece.type === 'reasoning.text' ? 'text' : piece.type === 'reasoning.summary' ? 'summary' : undefined;
    if (key === undefined || last === undefined || last.type !== piece.type || last.index !== piece.index) {
      this.details.push({ ...piece });
      return;
    }
    const text = textOf(last[key]) + textOf(piece[key]);
    const given = Object.entries(piece).filter(([, value]) => value !== null && value !== undefined);
    Object.assign(last, Object.fromEntries(given), { [key]: text });
  }
}

function textOfChunk(chunk: Fields): string {
  return isFields(chunk) ? textOf(chunk.text) : '';
}
