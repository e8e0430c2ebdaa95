/**
 * The `contents` of a Gemini request. Roles alternate and the first is the user's; the results of one answer's calls stand together, one
 * for each call; a signature goes back on the part that it came with.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures, https://ai.google.dev/gemini-api/docs/function-calling
 */
import type { BuildOptions, LeafHint } from './api.ts';
import { argumentsObject, hintAll } from './call-arguments.ts';
import type { DataPart, Message, TextPart, ToolCallPart, ToolResultPart } from './conversation.ts';
import { geminiVersion } from './gemini-thinking.ts';
import { mediaOfBytes, toBase64 } from './media.ts';
import { Calls, hintOfMessage, itemsOfTurn, leftOutNote } from './turns.ts';
import type { JsonObject } from './walk.ts';

/** A call of an answer, by its place among the calls; with the id and the signature that the model gave it, if any. */
export type GeminiCallItem = {
  readonly part: 'call';
  readonly index: number;
  readonly id?: string;
  readonly thoughtSignature?: string;
};
/** A signature that came with words: the answer's, or those of a thought. */
export type GeminiTextItem = {
  readonly part: 'text' | 'thought';
  readonly text: string;
  readonly thoughtSignature: string;
};
export type GeminiItem = GeminiCallItem | GeminiTextItem;

/**
 * For a call whose signature is not known (another window's, or one that must not be sent). From 3 on a request without any is refused.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
const noSignature = 'skip_thought_signature_validator';

interface Content {
  readonly role: 'user' | 'model';
  readonly parts: JsonObject[];
}

export class ContentBuilder {
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  readonly system: JsonObject[] = [];
  private readonly options: BuildOptions;
  private readonly contents: Content[] = [];
  private readonly calls: Calls;
  /** What the results of these calls have to repeat: the name, and the id of a model that gave one. */
  private readonly named = new Map<string, { readonly id?: string; readonly name: string }>();
  private readonly version: number;

  constructor(options: BuildOptions) {
    this.options = options;
    this.calls = new Calls(options);
    this.version = geminiVersion(options.model);
  }

  add(message: Message, index: number): void {
    const place = `message ${index + 1}`;
    if (message.role === 'assistant') {
      this.push('model', this.answer(message, place));
      return;
    }
    const said = this.parts(message.parts.filter(isSaid), hintOfMessage(message, place));
    if (message.role === 'system') {
      this.system.push(...said.filter((part) => 'text' in part));
      return;
    }
    const results = message.parts.filter((part) => part.kind === 'tool-result');
    this.push('user', [...results.flatMap((part) => this.toolResult(part)), ...said]);
  }

  finish(): readonly JsonObject[] {
    if (this.contents[0]?.role !== 'user') {
      this.contents.unshift({ role: 'user', parts: [{ text: 'Go on.' }] });
    }
    return this.contents.map(({ role, parts }) => ({ role, parts }));
  }

  private answer(message: Message, place: string): readonly JsonObject[] {
    const items = itemsOfTurn(message, this.options, isGeminiItem);
    const signed = (kind: 'text' | 'thought') =>
      items.filter((item) => item.part === kind) as readonly GeminiTextItem[];
    const thoughts = signed('thought').map(({ text, thoughtSignature }) =>
      this.hinted({ text, thought: true, thoughtSignature }, { place: `reasoning in ${place}` }),
    );
    // An image of an answer is not sent back: the API takes them from users only.
    const said = this.parts(
      message.parts.filter((part) => part.kind === 'text'),
      { place },
    );
    const closing = signed('text').map(({ thoughtSignature }) => ({ text: '', thoughtSignature }));
    const calls = message.parts.filter((part) => part.kind === 'tool-call');
    const own = items.filter((item) => item.part === 'call');
    return [...thoughts, ...said, ...closing, ...calls.map((part, index) => this.call(part, index, own))];
  }

  private call(part: ToolCallPart, index: number, items: readonly GeminiCallItem[]): JsonObject {
    const { name, arguments: text, hint } = this.calls.call(part);
    const item =
      items.find(({ id }) => id === part.callId) ?? items.find((one) => one.index === index && one.id === undefined);
    const named = { ...(item?.id === undefined ? {} : { id: item.id }), name };
    this.named.set(part.callId, named);
    const functionCall: JsonObject = { ...named, args: argumentsObject(text, part.input) };
    hintAll(functionCall, hint, this.hints);
    // Only the first of parallel calls has one.
    const signature = item?.thoughtSignature ?? (index === 0 && this.version >= 3 ? noSignature : undefined);
    return { functionCall, ...(signature === undefined ? {} : { thoughtSignature: signature }) };
  }

  private toolResult(part: ToolResultPart): readonly JsonObject[] {
    const hint = this.calls.hintOfResult(part.callId);
    const parts = this.parts(part.parts, hint);
    const output = parts.map(({ text }) => text).filter((text) => typeof text === 'string');
    const media = parts.filter((one) => 'inlineData' in one);
    const nested = this.version >= 3 && media.length > 0;
    const functionResponse: JsonObject = {
      ...(this.named.get(part.callId) ?? { name: 'tool' }),
      response: this.hinted({ output: output.join('\n') }, hint),
      ...(nested ? { parts: media } : {}),
    };
    return [{ functionResponse }, ...(nested ? [] : media)];
  }

  private parts(given: readonly (TextPart | DataPart)[], hint: LeafHint): readonly JsonObject[] {
    return given
      .map((part): JsonObject => (part.kind === 'data' ? this.data(part) : { text: part.text }))
      .filter(({ text }) => text !== '')
      .map((part) => this.hinted(part, hint));
  }

  /** Images, and the other media that these models read; only what really is what it says. */
  private data(part: DataPart): JsonObject {
    const mimeType = part.mime.toLowerCase();
    const real = mediaOfBytes(part.data);
    const kind = /^(?:image\/|audio\/|video\/|application\/pdf$)/.exec(mimeType)?.[0];
    if (this.options.imageInput && kind !== undefined && real?.startsWith(kind) === true) {
      return { inlineData: { mimeType: kind === 'image/' ? real : mimeType, data: toBase64(part.data) } };
    }
    this.leftOut.push(part.mime);
    return { text: leftOutNote(part.mime) };
  }

  private push(role: Content['role'], parts: readonly JsonObject[]): void {
    const last = this.contents.at(-1);
    if (last?.role === role) {
      last.parts.push(...parts);
    } else if (parts.length > 0) {
      this.contents.push({ role, parts: [...parts] });
    }
  }

  private hinted<T extends JsonObject>(part: T, hint: LeafHint): T {
    this.hints.set(part, hint);
    return part;
  }
}

function isSaid(part: Message['parts'][number]): part is TextPart | DataPart {
  return part.kind === 'text' || part.kind === 'data';
}

function isGeminiItem(item: object): item is GeminiItem {
  return ['call', 'text', 'thought'].includes((item as { part?: string }).part ?? '');
}
