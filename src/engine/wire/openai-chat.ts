/**
 * The OpenAI chat completions API: builds the request body from a conversation, and names the places in it that are not text.
 * Source: https://platform.openai.com/docs/api-reference/chat/create
 */
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import type { Conversation, DataPart, Message, TextPart, Tool, ToolResultPart } from './conversation.ts';
import { openAiListing } from './listing-openai.ts';
import { toBase64 } from './media.ts';
import { type ChatReasoning, isChatReasoning, reasoningKeys } from './openai-chat-reasoning.ts';
import { type ChatServer, chatServerOf, effortFields, shortCallId } from './openai-chat-servers.ts';
import { createOpenAiChatDecoder, readWholeOpenAiChat } from './openai-chat-stream.ts';
import { writeToolName } from './tool-names.ts';
import {
  answerCalls,
  bearerHeaders,
  Calls,
  callersOptions,
  functionTool,
  hintOfMessage,
  imageType,
  itemsOfTurn,
  leftOutNote,
} from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const contentPlace: Place = {
  keys: {
    type: constant,
    text,
    image_url: { keys: { url: { leaf: 'media' }, detail: constant } },
    thinking: { keys: { type: constant, text } },
  },
};
const functionPlace: Place = { keys: { name: constant, description: text, parameters: schemaPlace, strict: text } };
const places: Place = {
  keys: {
    model: constant,
    messages: {
      keys: {
        role: constant,
        name: constant,
        content: contentPlace,
        ...reasoningKeys,
        tool_call_id: constant,
        tool_calls: {
          keys: { id: constant, type: constant, function: { keys: { name: constant, arguments: { leaf: 'json' } } } },
        },
      },
    },
    tools: { keys: { type: constant, function: functionPlace } },
    tool_choice: { leaf: 'constant', keys: { type: constant, function: { keys: { name: constant } } } },
    stream: text,
    stream_options: { keys: { include_usage: text } },
    max_tokens: text,
    max_completion_tokens: text,
    temperature: text,
    top_p: text,
    prompt_cache_key: constant,
    reasoning_effort: constant,
    reasoning: { keys: { effort: constant, enabled: text } },
    thinking: { keys: { type: constant } },
  },
};

export const openAiChat: WireApi = {
  id: 'openai-chat',
  framing: 'sse',
  path: () => '/chat/completions',
  places,
  headers: bearerHeaders,
  build,
  decoder: createOpenAiChatDecoder,
  readWhole: readWholeOpenAiChat,
  listing: openAiListing,
};

/** Fields that a caller's options can't set. */
const ours = new Set([
  'model',
  'messages',
  'tools',
  'tool_choice',
  'stream',
  'stream_options',
  'n',
  'functions',
  'function_call',
]);
/** Models which take only the newer name of the output limit. */
const newerLimit = /^(?:.*\/)?(?:o\d|gpt-[5-9])/i;

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const server = chatServerOf(options.host);
  const builder = new MessageBuilder(options, server);
  for (const [index, message] of answerCalls(conversation.messages).entries()) {
    builder.add(message, index);
  }
  builder.flush();
  const limit = server.newerLimit || newerLimit.test(options.model) ? 'max_completion_tokens' : 'max_tokens';
  const body: Record<string, Json> = {
    model: options.model,
    messages: builder.messages,
    ...(conversation.tools.length === 0
      ? {}
      : {
          tools: conversation.tools.map(functionTool),
          tool_choice: conversation.toolMode === 'required' ? requiredChoice(conversation.tools) : 'auto',
        }),
    [limit]: options.maxOutputTokens,
    ...effortFields(server, options.reasoning, options.model),
    ...(server.cacheKey && options.cacheKey !== undefined ? { prompt_cache_key: options.cacheKey } : {}),
    ...Object.fromEntries(callersOptions(options, ours)),
    stream: true,
    stream_options: { include_usage: true },
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

function requiredChoice(tools: readonly Tool[]): Json {
  return tools.length === 1 ? { type: 'function', function: { name: writeToolName(tools[0]!.name) } } : 'required';
}

class MessageBuilder {
  readonly messages: JsonObject[] = [];
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  private readonly options: BuildOptions;
  private readonly server: ChatServer;
  private readonly calls: Calls;
  /** Images of tool results: a `tool` message takes text only, so they follow the run of tool messages as a user message. */
  private pendingImages: JsonObject[] = [];

  constructor(options: BuildOptions, server: ChatServer) {
    this.options = options;
    this.server = server;
    this.calls = new Calls(options);
  }

  add(message: Message, index: number): void {
    const place = `message ${index + 1}`;
    if (message.role === 'assistant') {
      this.flush();
      this.assistant(message, place);
      return;
    }
    for (const part of message.parts) {
      if (part.kind === 'tool-result') {
        this.toolResult(part);
      }
    }
    const content = this.content(
      message.parts.filter((part) => part.kind === 'text' || part.kind === 'data'),
      hintOfMessage(message, place),
    );
    if (content.length > 0) {
      this.flush();
      const name = message.name !== undefined && /^[\w-]{1,64}$/.test(message.name) ? { name: message.name } : {};
      this.user({ role: message.role, content: simplify(content, '\n'), ...name }, hintOfMessage(message, place));
    }
  }

  flush(): void {
    if (this.pendingImages.length > 0) {
      const note = { type: 'text', text: 'Images in the tool results above:' };
      this.user({ role: 'user', content: [note, ...this.pendingImages] }, { place: 'tool result' });
      this.pendingImages = [];
    }
  }

  private user(message: JsonObject, hint: LeafHint): void {
    if (this.server.answerBetween && this.messages.at(-1)?.role === 'tool') {
      this.messages.push({ role: 'assistant', content: 'Understood.' });
    }
    this.push(message, hint);
  }

  private assistant(message: Message, place: string): void {
    const content = this.content(
      message.parts.filter((part) => part.kind === 'text' || part.kind === 'data'),
      { place },
    );
    const calls = message.parts
      .filter((part) => part.kind === 'tool-call')
      .map((part) => {
        const { name, arguments: argumentsText, hint } = this.calls.call(part);
        const call = { name, arguments: argumentsText };
        this.hints.set(call, hint);
        return { id: this.idOf(part.callId), type: 'function', function: call };
      });
    if (content.length > 0 || calls.length > 0) {
      const said = content.filter((part) => part.type === 'text');
      const plain = said.length === 0 ? null : simplify(said, '');
      const [reasoning] = itemsOfTurn(message, this.options, isChatReasoning);
      this.push(
        {
          role: 'assistant',
          ...this.reasoned(plain, calls.length > 0, reasoning, place),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        { place },
      );
    }
  }

  /** The content of an assistant's turn, with its reasoning where this server takes it back. */
  private reasoned(content: Json, called: boolean, item: ChatReasoning | undefined, place: string): JsonObject {
    if (item === undefined) {
      const empty = called && this.server.wantsReasoning && this.options.reasoning !== 'off';
      return { content, ...(empty ? { reasoning_content: '' } : {}) };
    }
    if (item.field === 'reasoning_details') {
      for (const detail of item.details) {
        this.hints.set(detail, { place: `reasoning in ${place}` });
      }
      return { content, reasoning_details: item.details };
    }
    if (item.field !== 'content') {
      return this.server.thinkingChunks ? { content } : { content, [item.field]: item.text };
    }
    const thinking = { type: 'text', text: item.text };
    this.hints.set(thinking, { place: `reasoning in ${place}` });
    const said = content === null ? [] : [{ type: 'text', text: content }];
    return { content: [{ type: 'thinking', thinking: [thinking] }, ...said] };
  }

  private toolResult(part: ToolResultPart): void {
    const hint = this.calls.hintOfResult(part.callId);
    const content = this.content(part.parts, { place: hint.place });
    const said = content.filter((item) => item.type === 'text');
    this.pendingImages.push(...content.filter((item) => item.type !== 'text'));
    this.push({ role: 'tool', tool_call_id: this.idOf(part.callId), content: simplify(said, '\n') }, hint);
  }

  private idOf(callId: string): string {
    return this.server.shortCallIds ? shortCallId(callId) : callId;
  }

  private content(parts: readonly (TextPart | DataPart)[], hint: LeafHint): JsonObject[] {
    const content: JsonObject[] = [];
    for (const part of parts) {
      if (part.kind === 'text') {
        if (part.text !== '') {
          content.push({ type: 'text', text: part.text });
        }
      } else {
        content.push(this.data(part));
      }
    }
    for (const item of content) {
      this.hints.set(item, hint);
    }
    return content;
  }

  private data(part: DataPart): JsonObject {
    const image = this.options.imageInput ? imageType(part) : undefined;
    if (image !== undefined) {
      return { type: 'image_url', image_url: { url: `data:${image};base64,${toBase64(part.data)}` } };
    }
    this.leftOut.push(part.mime);
    return { type: 'text', text: leftOutNote(part.mime) };
  }

  private push(message: JsonObject, hint: LeafHint): void {
    this.hints.set(message, hint);
    this.messages.push(message);
  }
}

/** Plain text where there is only text: not every server takes a list. */
function simplify(content: readonly JsonObject[], glue: string): Json {
  return content.every((part) => part.type === 'text')
    ? content.map((part) => part.text as string).join(glue)
    : content;
}
