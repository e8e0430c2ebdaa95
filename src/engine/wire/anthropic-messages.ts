/**
 * Anthropic's Messages API: turns of two roles that alternate, results of tools first in the turn behind their calls, thinking blocks back
 * where they stood, and at most four marks that say up to where the prompt is to be cached.
 * Source: https://platform.claude.com/docs/en/api/messages/create
 */

import { createMessagesDecoder, readWholeMessage } from './anthropic-messages-stream.ts';
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import { type ClaudeModel, claudeModel, thinkingFields } from './claude-models.ts';
import type { Conversation, DataPart, Message, Part, TextPart, Tool } from './conversation.ts';
import { Interleave, type Position } from './interleave.ts';
import { anthropicListing } from './listing-anthropic.ts';
import { toBase64 } from './media.ts';
import { writeToolName } from './tool-names.ts';
import { answerCalls, Calls, hintOfMessage, isImage, itemsOfTurn, leftOutNote, schemaOf } from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const opaque: Place = { leaf: 'opaque' };
const cacheControl: Place = { keys: { type: constant } };
const source: Place = { keys: { type: constant, media_type: constant, data: { leaf: 'media' } } };
const inner: Place = { keys: { type: constant, text, source } };
const block: Place = {
  keys: {
    type: constant,
    text,
    source,
    cache_control: cacheControl,
    id: constant,
    name: constant,
    input: text,
    tool_use_id: constant,
    content: inner,
    thinking: { leaf: 'signed' },
    signature: opaque,
    data: opaque,
  },
};
const places: Place = {
  keys: {
    model: constant,
    system: { keys: { type: constant, text, cache_control: cacheControl } },
    messages: { keys: { role: constant, content: block } },
    tools: {
      keys: { name: constant, description: text, input_schema: schemaPlace, cache_control: cacheControl },
    },
    tool_choice: { keys: { type: constant, name: constant } },
    thinking: { keys: { type: constant, display: constant, budget_tokens: text } },
    output_config: { keys: { effort: constant } },
    max_tokens: text,
    stream: text,
    temperature: text,
    top_p: text,
    top_k: text,
  },
};

export const anthropicMessages: WireApi = {
  id: 'anthropic-messages',
  framing: 'sse',
  path: () => '/messages',
  places,
  headers: (key) => ({
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'anthropic-version': '2023-06-01',
    ...(key === undefined ? {} : { 'x-api-key': key }),
  }),
  build,
  decoder: createMessagesDecoder,
  readWhole: readWholeMessage,
  listing: anthropicListing,
};

/** What a caller may set; the API refuses fields that it does not know. */
const callers = ['stop_sequences', 'service_tier'];
const sampling = ['temperature', 'top_p', 'top_k'];
/** The formats that the API takes. Source: https://platform.claude.com/docs/en/build-with-claude/vision */
const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);
const mostMarks = 4;

/** A thinking block as it came, and what stood in front of it. */
export type ThinkingItem = { readonly at: Position; readonly block: JsonObject };

function isThinkingItem(item: object): item is ThinkingItem {
  return 'at' in item && 'block' in item;
}

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const model = claudeModel(options.model);
  const messages = answerCalls(conversation.messages);
  const forced = conversation.toolMode === 'required' && conversation.tools.length > 0 && !model.freeToolChoice;
  const thinks = canThink(model, messages, options, forced);
  // Where thinking is really off, its blocks are of no use.
  const off = options.reasoning === 'off' && (model.off === 'absent' || model.off === 'disabled');
  const builder = new TurnBuilder(options, thinks && !off);
  for (const [index, message] of messages.entries()) {
    builder.add(message, `message ${index + 1}`);
  }
  const tools = conversation.tools.map(toTool);
  mark(builder, tools);
  const thinking = thinkingFields(model, thinks ? options.reasoning : 'off', options.maxOutputTokens);
  const free = !model.fixedSampling && thinking.thinking === undefined;
  const extra = [...callers, ...(free ? sampling : [])]
    .map((name) => [name, options.modelOptions?.[name]] as const)
    .filter(([, value]) => value !== undefined) as [string, Json][];
  const body: Record<string, Json> = {
    model: options.model,
    max_tokens: options.maxOutputTokens,
    ...(builder.system.length === 0 ? {} : { system: builder.system }),
    messages: builder.turns,
    ...(tools.length === 0
      ? {}
      : { tools, tool_choice: forced ? requiredChoice(conversation.tools) : { type: 'auto' } }),
    ...thinking,
    ...Object.fromEntries(extra),
    stream: true,
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

/**
 * A model with a budget refuses a run of calls that does not begin with the thinking that led to it, and to be made to call a tool while it
 * thinks. Then this request goes without.
 */
function canThink(model: ClaudeModel, messages: readonly Message[], options: BuildOptions, forced: boolean): boolean {
  if (model.thinking !== 'budget' || options.reasoning === undefined) {
    return true;
  }
  const asked = messages.findLastIndex(
    ({ role, parts }) => role === 'user' && parts.some((part) => part.kind === 'text' || part.kind === 'data'),
  );
  const first = messages.slice(asked + 1).find(({ role }) => role === 'assistant');
  const called = first?.parts.some((part) => part.kind === 'tool-call') === true;
  return !forced && (!called || itemsOfTurn(first!, options, isThinkingItem).length > 0);
}

function toTool(tool: Tool): Record<string, Json> {
  return { name: writeToolName(tool.name), description: tool.description, input_schema: schemaOf(tool) };
}

function requiredChoice(tools: readonly Tool[]): Json {
  return tools.length === 1 ? { type: 'tool', name: writeToolName(tools[0]!.name) } : { type: 'any' };
}

type Block = Record<string, Json>;

/**
 * Marks where the client asked for it, the last places first when there are too many. Where it did not: tools, system, and the last two
 * turns of the user, of which the first was the last one of the request before. Source:
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
function mark(builder: TurnBuilder, tools: readonly Block[]): void {
  const asked = [...new Set(builder.asked)];
  const [opening, ...later] = asked;
  const chosen =
    opening === undefined
      ? [tools.at(-1), builder.system.at(-1), ...builder.userEnds().slice(-2)]
      : asked.length > mostMarks
        ? [opening, ...later.slice(1 - mostMarks)]
        : asked;
  for (const one of chosen) {
    if (one !== undefined) {
      one.cache_control = { type: 'ephemeral' };
    }
  }
}

class TurnBuilder {
  readonly system: Block[] = [];
  readonly turns: { readonly role: 'user' | 'assistant'; readonly content: Block[] }[] = [];
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  /** The blocks behind which the client asked to cache. */
  readonly asked: Block[] = [];
  private readonly options: BuildOptions;
  private readonly thinks: boolean;
  private readonly calls: Calls;

  constructor(options: BuildOptions, thinks: boolean) {
    this.options = options;
    this.thinks = thinks;
    this.calls = new Calls(options);
  }

  add(message: Message, place: string): void {
    if (message.role === 'assistant') {
      this.assistant(message, place);
      return;
    }
    // System messages of the opening are the system prompt; a later one stays where it stands.
    const target = message.role === 'system' && this.turns.length === 0 ? this.system : this.turn('user');
    let last = target.at(-1);
    for (const part of message.parts) {
      if (part.kind === 'cache-point') {
        this.asked.push(...(last === undefined ? [] : [last]));
      } else {
        last = this.user(part, target, hintOfMessage(message, place)) ?? last;
      }
    }
    if (target.length === 0 && target !== this.system) {
      this.turns.pop();
    }
  }

  /** The last block of each of the user's turns. */
  userEnds(): readonly Block[] {
    return this.turns.filter(({ role }) => role === 'user').map(({ content }) => content.at(-1)!);
  }

  private user(part: Part, target: Block[], about: LeafHint): Block | undefined {
    if (part.kind === 'tool-result') {
      const hint = this.calls.hintOfResult(part.callId);
      const content = this.content(part.parts, hint);
      const [only] = content;
      const said = content.length === 1 && only?.type === 'text' ? only.text! : content;
      const result = {
        type: 'tool_result',
        tool_use_id: part.callId,
        ...(content.length === 0 ? {} : { content: said }),
      };
      this.hints.set(result, hint);
      // Results stand first in their turn, in their order.
      target.splice(target.filter(({ type }) => type === 'tool_result').length, 0, result);
      return result;
    }
    if (part.kind !== 'text' && part.kind !== 'data') {
      return undefined;
    }
    const blocks = this.content([part], about);
    target.push(...blocks);
    return blocks.at(-1);
  }

  private assistant(message: Message, place: string): void {
    const content = this.turn('assistant');
    const items = this.thinks ? itemsOfTurn(message, this.options, isThinkingItem) : [];
    const thinking = new Interleave(items);
    const think = (due: readonly ThinkingItem[]) => {
      for (const { block } of due) {
        this.hints.set(block, { place: `reasoning in ${place}` });
        content.push(block as Block);
      }
    };
    for (const part of message.parts) {
      if (part.kind === 'text' && part.text.trim() !== '') {
        think(thinking.beforeText());
        content.push(...this.content([part], { place }));
      } else if (part.kind === 'tool-call') {
        think(thinking.beforeCall());
        const { name, arguments: argumentsText, hint } = this.calls.call(part);
        const input = parseInput(argumentsText);
        this.hint(input, hint);
        content.push({ type: 'tool_use', id: part.callId, name, input });
      } else if (part.kind === 'cache-point' && content.length > 0) {
        this.asked.push(content.at(-1)!);
      }
    }
    if (content.length === 0) {
      this.turns.pop();
    }
  }

  /** The turn that is open for this role; the roles must alternate. */
  private turn(role: 'user' | 'assistant'): Block[] {
    if (this.turns.at(-1)?.role !== role) {
      this.turns.push({ role, content: [] });
    }
    return this.turns.at(-1)!.content;
  }

  /** The API refuses text without anything in it. */
  private content(parts: readonly (TextPart | DataPart)[], hint: LeafHint): Block[] {
    const blocks = parts
      .filter((part) => part.kind === 'data' || part.text.trim() !== '')
      .map((part): Block => (part.kind === 'text' ? { type: 'text', text: part.text } : this.data(part)));
    for (const one of blocks) {
      this.hints.set(one, hint);
    }
    return blocks;
  }

  private data(part: DataPart): Block {
    if (this.options.imageInput && imageTypes.has(part.mime) && isImage(part)) {
      return { type: 'image', source: { type: 'base64', media_type: part.mime, data: toBase64(part.data) } };
    }
    this.leftOut.push(part.mime);
    return { type: 'text', text: leftOutNote(part.mime) };
  }

  /** Every object inside a call's input says where its texts are from. */
  private hint(value: Json, hint: LeafHint): void {
    if (typeof value === 'object' && value !== null) {
      this.hints.set(value, hint);
      for (const member of Object.values(value)) {
        this.hint(member, hint);
      }
    }
  }
}

function parseInput(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
