/**
 * Ollama's own chat API: builds the request body from a conversation, and names the places in it that are not text. It asks for a context
 * that the request fits into: left to itself, Ollama cuts the beginning off a longer prompt without a word.
 * Source: https://docs.ollama.com/api/chat
 */
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import { argumentsObject, hintAll } from './call-arguments.ts';
import type { Conversation, DataPart, Message, TextPart, ToolResultPart } from './conversation.ts';
import { ollamaListing } from './listing-ollama.ts';
import { mediaOfBytes, toBase64 } from './media.ts';
import { contextFor } from './ollama-context.ts';
import { createOllamaDecoder, readWholeOllama } from './ollama-stream.ts';
import { answerCalls, Calls, functionTool, hintOfMessage, itemsOfTurn, leftOutNote } from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const places: Place = {
  keys: {
    model: constant,
    messages: {
      keys: {
        role: constant,
        content: text,
        thinking: { leaf: 'signed' },
        images: { leaf: 'media' },
        tool_name: constant,
        tool_call_id: constant,
        tool_calls: {
          keys: { id: constant, function: { keys: { index: text, name: constant, arguments: text } } },
        },
      },
    },
    tools: {
      keys: { type: constant, function: { keys: { name: constant, description: text, parameters: schemaPlace } } },
    },
    stream: text,
    think: constant,
    options: text,
  },
};

export const ollama: WireApi = {
  id: 'ollama',
  framing: 'ndjson',
  path: () => '/api/chat',
  places,
  headers: (key) => ({
    'content-type': 'application/json',
    accept: 'application/x-ndjson',
    // Ollama's cloud takes a key; a server of one's own takes none.
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  }),
  build,
  decoder: createOllamaDecoder,
  readWhole: readWholeOllama,
  listing: ollamaListing,
};

/** What the decoder keeps of an answer that thought before it called tools. */
export type OllamaItem = { readonly thinking: string };

/** The caller's options which are Ollama's too. Source: https://docs.ollama.com/modelfile#valid-parameters-and-values */
const optionNames = new Set([
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'seed',
  'stop',
  'num_ctx',
  'num_predict',
  'repeat_last_n',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
]);

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const builder = new MessageBuilder(options);
  for (const [index, message] of answerCalls(conversation.messages).entries()) {
    builder.add(message, index);
  }
  builder.flush();
  const tools = conversation.tools.map(functionTool);
  const callers = Object.entries(options.modelOptions ?? {}).filter(
    ([name, value]) => optionNames.has(name) && value !== undefined && value !== null,
  ) as [string, Json][];
  const body: Record<string, Json> = {
    model: options.model,
    messages: builder.messages,
    ...(tools.length === 0 ? {} : { tools }),
    ...thinkOf(options),
    options: {
      num_predict: options.maxOutputTokens,
      num_ctx: contextFor([...builder.messages, ...tools], options),
      ...Object.fromEntries(callers),
    },
    stream: true,
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

/** gpt-oss takes a level and can't be without; the others think or don't. Source: https://docs.ollama.com/capabilities/thinking */
function thinkOf({ model, reasoning }: BuildOptions): JsonObject {
  if (reasoning === undefined) {
    return {};
  }
  if (/gpt-oss/i.test(model)) {
    return { think: reasoning === 'off' ? 'low' : reasoning };
  }
  return { think: reasoning !== 'off' };
}

class MessageBuilder {
  readonly messages: JsonObject[] = [];
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  private readonly options: BuildOptions;
  private readonly calls: Calls;
  private readonly names = new Map<string, string>();
  /** Images of tool results: templates look for them in a user's message. */
  private pendingImages: string[] = [];

  constructor(options: BuildOptions) {
    this.options = options;
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
    const { content, images } = this.said(message.parts.filter(isSaid), '\n');
    if (content !== '' || images.length > 0) {
      this.flush();
      this.push({ role: message.role, content, ...imagesOf(images) }, hintOfMessage(message, place));
    }
  }

  flush(): void {
    if (this.pendingImages.length > 0) {
      const images = this.pendingImages;
      this.pendingImages = [];
      this.push(
        { role: 'user', content: 'Images in the tool results above:', ...imagesOf(images) },
        { place: 'tool result' },
      );
    }
  }

  private assistant(message: Message, place: string): void {
    const { content } = this.said(
      message.parts.filter((part) => part.kind === 'text'),
      '',
    );
    const thinking = itemsOfTurn(message, this.options, isOllamaItem)
      .map((item) => item.thinking)
      .join('');
    const calls = message.parts
      .filter((part) => part.kind === 'tool-call')
      .map((part, index): JsonObject => {
        const { name, arguments: given, hint } = this.calls.call(part);
        this.names.set(part.callId, name);
        const target: JsonObject = { index, name, arguments: argumentsObject(given, part.input) };
        hintAll(target, hint, this.hints);
        return { id: part.callId, function: target };
      });
    if (content !== '' || calls.length > 0) {
      this.push(
        {
          role: 'assistant',
          content,
          ...(thinking === '' ? {} : { thinking }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        { place },
      );
    }
  }

  private toolResult(part: ToolResultPart): void {
    const { content, images } = this.said(part.parts, '\n');
    this.pendingImages.push(...images);
    this.push(
      { role: 'tool', tool_name: this.names.get(part.callId) ?? 'tool', tool_call_id: part.callId, content },
      this.calls.hintOfResult(part.callId),
    );
  }

  private said(
    parts: readonly (TextPart | DataPart)[],
    glue: string,
  ): { readonly content: string; readonly images: readonly string[] } {
    const images: string[] = [];
    const texts: string[] = [];
    for (const part of parts) {
      if (part.kind === 'text') {
        texts.push(part.text);
      } else if (this.options.imageInput && part.mime.startsWith('image/') && isReadable(part.data)) {
        images.push(toBase64(part.data));
      } else {
        this.leftOut.push(part.mime);
        texts.push(leftOutNote(part.mime));
      }
    }
    return { content: texts.filter((one) => one !== '').join(glue), images };
  }

  private push(message: JsonObject, hint: LeafHint): void {
    this.hints.set(message, hint);
    this.messages.push(message);
  }
}

function imagesOf(images: readonly string[]): JsonObject {
  return images.length === 0 ? {} : { images };
}

/** What Ollama decodes, by the bytes themselves. */
function isReadable(data: Uint8Array): boolean {
  return ['image/png', 'image/jpeg', 'image/webp'].includes(mediaOfBytes(data) ?? '');
}

function isSaid(part: Message['parts'][number]): part is TextPart | DataPart {
  return part.kind === 'text' || part.kind === 'data';
}

function isOllamaItem(item: object): item is OllamaItem {
  return typeof (item as { thinking?: unknown }).thinking === 'string';
}
