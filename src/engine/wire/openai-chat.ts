/**
 * The OpenAI chat completions API: builds the request body from a conversation, and names the places in it that are not text.
 * Source: https://platform.openai.com/docs/api-reference/chat/create
 */
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import type { Conversation, DataPart, Message, TextPart, Tool, ToolResultPart } from './conversation.ts';
import { fileOfCall } from './file-of-call.ts';
import { createOpenAiChatDecoder, readWholeOpenAiChat } from './openai-chat-stream.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const contentPlace: Place = {
  keys: { type: constant, text, image_url: { keys: { url: { leaf: 'media' }, detail: constant } } },
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
  },
};

export const openAiChat: WireApi = {
  id: 'openai-chat',
  framing: 'sse',
  path: () => '/chat/completions',
  places,
  headers: (key) => ({
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  }),
  build,
  decoder: createOpenAiChatDecoder,
  readWhole: readWholeOpenAiChat,
};

/** Fields that a caller's options can't set. Names with a leading `_` are VS Code's own and stay here too. */
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
  const builder = new MessageBuilder(options);
  for (const [index, message] of conversation.messages.entries()) {
    builder.add(message, index);
  }
  builder.flush();
  const limit = newerLimit.test(options.model) ? 'max_completion_tokens' : 'max_tokens';
  const extra = Object.entries(options.modelOptions ?? {}).filter(
    ([name, value]) => !ours.has(name) && !name.startsWith('_') && value !== undefined && typeof value !== 'function',
  ) as [string, Json][];
  const body: Record<string, Json> = {
    model: options.model,
    messages: builder.messages,
    ...(conversation.tools.length === 0
      ? {}
      : {
          tools: conversation.tools.map(toTool),
          tool_choice: conversation.toolMode === 'required' ? requiredChoice(conversation.tools) : 'auto',
        }),
    [limit]: options.maxOutputTokens,
    ...Object.fromEntries(extra),
    stream: true,
    stream_options: { include_usage: true },
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

function toTool(tool: Tool): JsonObject {
  const parameters = (tool.inputSchema ?? { type: 'object', properties: {} }) as Json;
  return { type: 'function', function: { name: tool.name, description: tool.description, parameters } };
}

function requiredChoice(tools: readonly Tool[]): Json {
  return tools.length === 1 ? { type: 'function', function: { name: tools[0]!.name } } : 'required';
}

class MessageBuilder {
  readonly messages: JsonObject[] = [];
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  private readonly options: BuildOptions;
  private readonly calls = new Map<string, { readonly name: string; readonly input: unknown }>();
  /** Images of tool results: a `tool` message takes text only, so they follow the run of tool messages as a user message. */
  private pendingImages: JsonObject[] = [];

  constructor(options: BuildOptions) {
    this.options = options;
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
      { place, person: true },
    );
    if (content.length > 0) {
      this.flush();
      const name = message.name !== undefined && /^[\w-]{1,64}$/.test(message.name) ? { name: message.name } : {};
      this.push({ role: message.role, content: simplify(content, '\n'), ...name }, { place, person: true });
    }
  }

  flush(): void {
    if (this.pendingImages.length > 0) {
      const note = { type: 'text', text: 'Images in the tool results above:' };
      this.messages.push({ role: 'user', content: [note, ...this.pendingImages] });
      this.pendingImages = [];
    }
  }

  private assistant(message: Message, place: string): void {
    const content = this.content(
      message.parts.filter((part) => part.kind === 'text' || part.kind === 'data'),
      { place },
    );
    const calls = message.parts
      .filter((part) => part.kind === 'tool-call')
      .map((part) => {
        this.calls.set(part.callId, { name: part.name, input: part.input });
        const argumentsText = this.options.argumentsText(part.callId, part.input);
        const call = { name: part.name, arguments: argumentsText };
        const given = JSON.stringify(part.input ?? {});
        this.hints.set(call, {
          place: `arguments of ${part.name}`,
          ...fileOfCall(part.name, part.input),
          ...(given === argumentsText ? {} : { sent: given }),
        });
        return { id: part.callId, type: 'function', function: call };
      });
    if (content.length > 0 || calls.length > 0) {
      const said = content.filter((part) => part.type === 'text');
      this.push(
        {
          role: 'assistant',
          content: said.length === 0 ? null : simplify(said, ''),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        { place },
      );
    }
  }

  private toolResult(part: ToolResultPart): void {
    const call = this.calls.get(part.callId);
    const place = call === undefined ? 'tool result' : `result of ${call.name}`;
    const content = this.content(part.parts, { place });
    const said = content.filter((item) => item.type === 'text');
    this.pendingImages.push(...content.filter((item) => item.type !== 'text'));
    this.push(
      { role: 'tool', tool_call_id: part.callId, content: simplify(said, '\n') },
      { place, ...(call === undefined ? {} : fileOfCall(call.name, call.input)) },
    );
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
    if (part.mime.startsWith('image/') && this.options.imageInput) {
      return { type: 'image_url', image_url: { url: `data:${part.mime};base64,${toBase64(part.data)}` } };
    }
    this.leftOut.push(part.mime);
    return { type: 'text', text: `[A part of type ${part.mime} was left out: this model can't take it.]` };
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

declare const btoa: (binary: string) => string;

/** Base64 of bytes, in slices that an argument list can hold. */
function toBase64(data: Uint8Array): string {
  let binary = '';
  for (let from = 0; from < data.length; from += 0x2000) {
    binary += String.fromCharCode(...data.subarray(from, from + 0x2000));
  }
  return btoa(binary);
}
