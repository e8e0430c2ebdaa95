/**
 * Models of other VS Code extensions (`vscode.lm`): the body is the conversation itself, so that the same guard walks and masks it; the
 * extension makes the host's messages of the masked body and of nothing else. Such a model has no system role and takes a tool's name of
 * letters, digits, `_` and `-` only. Source: the API of VS Code 1.139 and its built-in Copilot extension, observed.
 */
import type { BuildOptions, BuiltRequest, LeafHint, WireApi } from './api.ts';
import type { Conversation, DataPart, Message, Part, TextPart } from './conversation.ts';
import { malformedError } from './fields.ts';
import { Interleave, type Position } from './interleave.ts';
import { mediaOfBytes, toBase64 } from './media.ts';
import { writeToolName } from './tool-names.ts';
import { answerCalls, Calls, callersOptions, hintOfMessage, itemsOfTurn, leftOutNote } from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const opaque: Place = { leaf: 'opaque' };
const partKeys: Readonly<Record<string, Place>> = {
  kind: constant,
  text,
  mime: constant,
  data: { leaf: 'media' },
  callId: constant,
  name: constant,
  arguments: { leaf: 'json' },
  // Only `thinking` of an answer has these: the text is scanned, a signature can't be.
  value: { leaf: 'signed' },
  id: opaque,
  metadata: opaque,
};
const places: Place = {
  keys: {
    model: constant,
    messages: {
      keys: { role: constant, name: constant, parts: { keys: { ...partKeys, parts: { keys: partKeys } } } },
    },
    tools: { keys: { name: constant, description: text, inputSchema: schemaPlace } },
    toolMode: constant,
    modelOptions: text,
  },
};

/** A part of a message in the body. `data` is a data URL, `arguments` JSON text, `metadata` JSON text. */
export type LanguageModelPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'data'; readonly mime: string; readonly data: string }
  | { readonly kind: 'tool-call'; readonly callId: string; readonly name: string; readonly arguments: string }
  | { readonly kind: 'tool-result'; readonly callId: string; readonly parts: readonly LanguageModelPart[] }
  | { readonly kind: 'cache-point' }
  | ({ readonly kind: 'thinking' } & Thinking);

export interface LanguageModelRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: 'user' | 'assistant';
    readonly name?: string;
    readonly parts: readonly LanguageModelPart[];
  }[];
  readonly tools?: readonly { readonly name: string; readonly description: string; readonly inputSchema?: object }[];
  readonly toolMode: 'auto' | 'required';
  readonly modelOptions?: Readonly<Record<string, unknown>>;
}

/** The fields of a thinking part of an answer; types, so that they are JSON. */
export type Thinking = { readonly value: string; readonly id?: string; readonly metadata?: string };
/** What a `reasoning-item` of this API holds. */
export type ThinkingItem = { readonly at: Position; readonly thinking: Thinking };

function isThinkingItem(item: object): item is ThinkingItem {
  return 'at' in item && 'thinking' in item;
}

const notHttp = () => [
  { kind: 'error' as const, error: malformedError('an answer over HTTP', 'a model of another extension') },
];

export const languageModel: WireApi = {
  id: 'vscode-lm',
  // Not reached over HTTP: the extension hands the body over and gives the answer's pieces itself.
  framing: 'sse',
  path: () => '',
  headers: () => ({}),
  decoder: () => ({ push: notHttp, end: notHttp }),
  readWhole: notHttp,
  places,
  build,
};

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const builder = new MessageBuilder(options);
  const messages = answerCalls(conversation.messages).flatMap((message, index) =>
    builder.message(message, `message ${index + 1}`),
  );
  const extra = callersOptions(options);
  const body: JsonObject = {
    model: options.model,
    messages,
    ...(conversation.tools.length === 0
      ? {}
      : {
          tools: conversation.tools.map(({ name, description, inputSchema }) => ({
            name: writeToolName(name),
            description,
            ...(inputSchema === undefined ? {} : { inputSchema: inputSchema as Json }),
          })),
        }),
    toolMode: conversation.toolMode,
    ...(extra.length === 0 ? {} : { modelOptions: Object.fromEntries(extra) }),
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

class MessageBuilder {
  readonly hints = new WeakMap<object, LeafHint>();
  readonly leftOut: string[] = [];
  private readonly options: BuildOptions;
  private readonly calls: Calls;

  constructor(options: BuildOptions) {
    this.options = options;
    this.calls = new Calls(options);
  }

  /** Nothing for a message without anything in it. */
  message(message: Message, place: string): JsonObject[] {
    const { role, name } = message;
    const assistant = role === 'assistant';
    const thinking = new Interleave(assistant ? itemsOfTurn(message, this.options, isThinkingItem) : []);
    const parts = message.parts.flatMap((part): JsonObject[] => {
      const due = part.kind === 'text' ? thinking.beforeText() : part.kind === 'tool-call' ? thinking.beforeCall() : [];
      const thoughts = due.map(({ thinking: thought }) =>
        this.from({ kind: 'thinking', ...thought }, `reasoning in ${place}`),
      );
      return [...thoughts, ...this.part(part, assistant ? { place } : hintOfMessage(message, place))];
    });
    const named = name === undefined || name === '' ? {} : { name };
    return parts.length === 0 ? [] : [{ role: assistant ? 'assistant' : 'user', ...named, parts }];
  }

  private part(part: Part, hint: LeafHint): JsonObject[] {
    switch (part.kind) {
      case 'text':
      case 'data':
        return this.leaf(part, hint);
      case 'cache-point':
        return [{ kind: 'cache-point' }];
      case 'tool-call': {
        const call = this.calls.call(part);
        const written = { kind: 'tool-call', callId: part.callId, name: call.name, arguments: call.arguments };
        this.hints.set(written, call.hint);
        return [written];
      }
      case 'tool-result': {
        const about = this.calls.hintOfResult(part.callId);
        const parts = part.parts.flatMap((one) => this.leaf(one, about));
        return [{ kind: 'tool-result', callId: part.callId, parts }];
      }
    }
  }

  /** Text under the name of a picture can't be scanned as one, so it is not sent as one. */
  private leaf(part: TextPart | DataPart, hint: LeafHint): JsonObject[] {
    const media = part.kind === 'data' ? mediaOfBytes(part.data) : undefined;
    if (part.kind === 'text') {
      return part.text === '' ? [] : [this.from({ kind: 'text', text: part.text }, hint)];
    }
    if (media === undefined || (media.startsWith('image/') && !this.options.imageInput)) {
      this.leftOut.push(part.mime);
      return [this.from({ kind: 'text', text: leftOutNote(part.mime) }, hint)];
    }
    const data = `data:${media};base64,${toBase64(part.data)}`;
    return [this.from({ kind: 'data', mime: part.mime, data }, hint)];
  }

  private from(part: JsonObject, hint: LeafHint | string): JsonObject {
    this.hints.set(part, typeof hint === 'string' ? { place: hint } : hint);
    return part;
  }
}
