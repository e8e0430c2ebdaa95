/**
 * OpenAI's Responses API, without state at the provider: `store` is off and reasoning comes back encrypted, to be sent again with the
 * calls it led to. System messages stay where they stand in the input, so that a longer conversation begins with the shorter one.
 * Sources: https://platform.openai.com/docs/api-reference/responses/create, https://platform.openai.com/docs/guides/reasoning
 */
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import type { Conversation, DataPart, Message, TextPart, Tool } from './conversation.ts';
import { Interleave } from './interleave.ts';
import { openAiListing } from './listing-openai.ts';
import { toBase64 } from './media.ts';
import { leastEffort } from './openai-chat-servers.ts';
import { isResponseItem, type ResponseItem } from './openai-responses-items.ts';
import { createResponsesDecoder, readWholeResponse } from './openai-responses-stream.ts';
import { writeToolName } from './tool-names.ts';
import {
  answerCalls,
  bearerHeaders,
  Calls,
  hintOfMessage,
  imageType,
  itemsOfTurn,
  leftOutNote,
  schemaOf,
} from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const contentPlace: Place = { keys: { type: constant, text, image_url: { leaf: 'media' }, detail: constant } };
const places: Place = {
  keys: {
    model: constant,
    input: {
      keys: {
        type: constant,
        role: constant,
        id: constant,
        phase: constant,
        content: contentPlace,
        call_id: constant,
        name: constant,
        arguments: { leaf: 'json' },
        output: contentPlace,
        summary: { keys: { type: constant, text: { leaf: 'signed' } } },
        encrypted_content: { leaf: 'opaque' },
      },
    },
    tools: { keys: { type: constant, name: constant, description: text, parameters: schemaPlace, strict: text } },
    tool_choice: { leaf: 'constant', keys: { type: constant, name: constant } },
    max_output_tokens: text,
    reasoning: { keys: { effort: constant, summary: constant } },
    include: constant,
    prompt_cache_key: constant,
    store: text,
    stream: text,
    temperature: text,
    top_p: text,
  },
};

export const openAiResponses: WireApi = {
  id: 'openai-responses',
  framing: 'sse',
  path: () => '/responses',
  places,
  headers: bearerHeaders,
  build,
  decoder: createResponsesDecoder,
  readWhole: readWholeResponse,
  listing: openAiListing,
};

/** What a caller may set. */
const callers = ['parallel_tool_calls', 'service_tier', 'truncation', 'text', 'user'];
/** Reasoning models of OpenAI's refuse these. */
const sampling = ['temperature', 'top_p'];
const reasoners = /^(?:.*\/)?(?:o\d|gpt-[5-9]|codex)/i;
/** Hosts that take `prompt_cache_key`. Azure's models of other makers refuse it. Source: https://docs.x.ai/docs/guides/chat */
const cacheKeyHosts = /^(?:[a-z]{2}\.)?api\.openai\.com$|^api\.x\.ai$/;
/** Models without reasoning refuse to be asked for it, also by a deployment's own name for them. */
const plainModels = /gpt-?(?:3|4|5-chat)|chatgpt/i;

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const builder = new InputBuilder(options);
  for (const [index, message] of answerCalls(conversation.messages).entries()) {
    builder.add(message, `message ${index + 1}`);
  }
  const extra = [...callers, ...(reasoners.test(options.model) ? [] : sampling)]
    .map((name) => [name, options.modelOptions?.[name]] as const)
    .filter(([, value]) => value !== undefined) as [string, Json][];
  const reasons = !plainModels.test(options.model);
  const body: Record<string, Json> = {
    model: options.model,
    input: builder.input,
    ...(conversation.tools.length === 0
      ? {}
      : {
          tools: conversation.tools.map(toTool),
          tool_choice: conversation.toolMode === 'required' ? requiredChoice(conversation.tools) : 'auto',
        }),
    max_output_tokens: options.maxOutputTokens,
    ...(reasons ? { ...reasoningOf(options), include: ['reasoning.encrypted_content'] } : {}),
    ...(options.cacheKey !== undefined && cacheKeyHosts.test(options.host ?? '')
      ? { prompt_cache_key: options.cacheKey }
      : {}),
    ...Object.fromEntries(extra),
    store: false,
    stream: true,
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

function reasoningOf({ reasoning, model }: BuildOptions): { readonly reasoning?: Json } {
  if (reasoning === undefined) {
    return {};
  }
  return { reasoning: reasoning === 'off' ? { effort: leastEffort(model) } : { effort: reasoning, summary: 'auto' } };
}

/** Not strict: the chat's schemas leave properties out, which strict mode refuses. */
function toTool(tool: Tool): JsonObject {
  const name = writeToolName(tool.name);
  return { type: 'function', name, description: tool.description, parameters: schemaOf(tool), strict: false };
}

function requiredChoice(tools: readonly Tool[]): Json {
  return tools.length === 1 ? { type: 'function', name: writeToolName(tools[0]!.name) } : 'required';
}

class InputBuilder {
  readonly input: JsonObject[] = [];
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  private readonly options: BuildOptions;
  private readonly calls: Calls;

  constructor(options: BuildOptions) {
    this.options = options;
    this.calls = new Calls(options);
  }

  add(message: Message, place: string): void {
    if (message.role === 'assistant') {
      this.assistant(message, place);
      return;
    }
    for (const part of message.parts) {
      if (part.kind === 'tool-result') {
        const hint = this.calls.hintOfResult(part.callId);
        const output = this.content(part.parts, hint);
        this.push({ type: 'function_call_output', call_id: part.callId, output: simplify(output) }, hint);
      }
    }
    const content = this.content(
      message.parts.filter((part) => part.kind === 'text' || part.kind === 'data'),
      hintOfMessage(message, place),
    );
    if (content.length > 0) {
      this.push({ type: 'message', role: message.role, content: simplify(content) }, hintOfMessage(message, place));
    }
  }

  private assistant(message: Message, place: string): void {
    const items = itemsOfTurn(message, this.options, isResponseItem);
    const phase = items.find((item) => item.phase !== undefined)?.phase;
    const reasoning = new Interleave(items.filter((item) => item.item !== undefined));
    for (const part of message.parts) {
      if (part.kind === 'text' && part.text !== '') {
        this.reasoning(reasoning.beforeText(), place);
        const said = { type: 'message', role: 'assistant', ...(phase === undefined ? {} : { phase }) };
        this.push({ ...said, content: part.text }, { place });
      } else if (part.kind === 'tool-call') {
        this.reasoning(reasoning.beforeCall(), place);
        const { name, arguments: argumentsText, hint } = this.calls.call(part);
        this.push({ type: 'function_call', call_id: part.callId, name, arguments: argumentsText }, hint);
      }
    }
  }

  private reasoning(items: readonly ResponseItem[], place: string): void {
    for (const { item } of items) {
      if (item !== undefined) {
        this.push(item, { place: `reasoning in ${place}` });
        for (const part of (item.summary ?? []) as readonly JsonObject[]) {
          this.hints.set(part, { place: `reasoning in ${place}` });
        }
      }
    }
  }

  private content(parts: readonly (TextPart | DataPart)[], hint: LeafHint): JsonObject[] {
    const content = parts
      .filter((part) => part.kind === 'data' || part.text !== '')
      .map((part) => (part.kind === 'text' ? { type: 'input_text', text: part.text } : this.data(part)));
    for (const item of content) {
      this.hints.set(item, hint);
    }
    return content;
  }

  private data(part: DataPart): JsonObject {
    const image = this.options.imageInput ? imageType(part) : undefined;
    if (image !== undefined) {
      return { type: 'input_image', image_url: `data:${image};base64,${toBase64(part.data)}`, detail: 'auto' };
    }
    this.leftOut.push(part.mime);
    return { type: 'input_text', text: leftOutNote(part.mime) };
  }

  private push(item: JsonObject, hint: LeafHint): void {
    this.hints.set(item, hint);
    this.input.push(item);
  }
}

/** A plain text where there is one text or none. */
function simplify(content: readonly JsonObject[]): Json {
  return content.every((part) => part.type === 'input_text') && content.length < 2
    ? ((content[0]?.text as string | undefined) ?? '')
    : content;
}
