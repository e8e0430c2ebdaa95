/**
 * What every API needs of a conversation before it builds a request: each tool call has its result right behind it, a result without its
 * call is text, and hints that say where a text of the body came from.
 */
import type { BuildOptions, LeafHint } from './api.ts';
import type { DataPart, Message, Part, Tool, ToolCallPart, ToolResultPart } from './conversation.ts';
import { fileOfCall } from './file-of-call.ts';
import { mediaOfBytes } from './media.ts';
import { writeToolName } from './tool-names.ts';
import type { Json, JsonObject } from './walk.ts';

const noResult = 'There is no result: this call was not carried out.';

/** The messages with every call answered: providers refuse a request that leaves one open, such as a cancelled turn's. */
export function answerCalls(messages: readonly Message[]): readonly Message[] {
  const out: Message[] = [];
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]!;
    const calls = message.parts.filter((part) => part.kind === 'tool-call').map((part) => part.callId);
    if (message.role !== 'assistant' || calls.length === 0) {
      out.push(withText(message, () => undefined));
      continue;
    }
    out.push(message);
    const open = new Set(calls);
    let next = index + 1;
    for (; next < messages.length && messages[next]!.role !== 'assistant'; next++) {
      out.push(withText(messages[next]!, (part) => (open.delete(part.callId) ? part : undefined)));
    }
    if (open.size > 0) {
      const missing = [...open].map(
        (callId): Part => ({ kind: 'tool-result', callId, parts: [{ kind: 'text', text: noResult }] }),
      );
      out.splice(out.length - (next - index - 1), 0, { role: 'user', parts: missing });
    }
    index = next - 1;
  }
  return out;
}

/** The message with each result that has no call as text. Such a text stays a tool's: a model may repeat a call's id to make one. */
function withText(message: Message, called: (part: ToolResultPart) => Part | undefined): Message {
  let lost = false;
  const parts = message.parts.map((part): Part => {
    const kept = part.kind === 'tool-result' ? called(part) : part;
    lost ||= kept === undefined;
    return kept ?? toText(part as ToolResultPart);
  });
  return lost ? { ...message, parts, fromTool: true } : { ...message, parts };
}

/** Where the texts of a message come from that no model wrote. */
export function hintOfMessage({ fromTool }: Message, place: string): LeafHint {
  return fromTool === true ? { place } : { place, person: true };
}

function toText(part: ToolResultPart): Part {
  return { kind: 'text', text: part.parts.map((one) => (one.kind === 'text' ? one.text : `[${one.mime}]`)).join('\n') };
}

/** A call as the wire has it. */
export interface WireCall {
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
  readonly hint: LeafHint;
}

/** Remembers the calls of a conversation, so that a result's text is known for what it is. */
export class Calls {
  private readonly known = new Map<string, ToolCallPart>();
  private readonly options: BuildOptions;

  constructor(options: BuildOptions) {
    this.options = options;
  }

  call(part: ToolCallPart): WireCall {
    this.known.set(part.callId, part);
    const text = this.options.argumentsText(part.callId, part.input);
    const given = JSON.stringify(part.input ?? {});
    const place = { place: `arguments of ${part.name}`, ...fileOfCall(part.name, part.input) };
    return {
      name: writeToolName(part.name),
      arguments: text,
      hint: given === text ? place : { ...place, sent: given },
    };
  }

  hintOfResult(callId: string): LeafHint {
    const call = this.known.get(callId);
    return call === undefined
      ? { place: 'tool result' }
      : { place: `result of ${call.name}`, ...fileOfCall(call.name, call.input) };
  }
}

/** The remembered reasoning of an assistant's turn, and nothing of an answer that another API gave. */
export function itemsOfTurn<T extends object>(
  message: Message,
  options: BuildOptions,
  isOurs: (item: object) => item is T,
): readonly T[] {
  const call = message.parts.find((part) => part.kind === 'tool-call');
  return call === undefined ? [] : (options.reasoningItems(call.callId) as readonly object[]).filter(isOurs);
}

/** The type of a picture by its bytes: what it calls itself may hold anything. */
export function imageType(part: DataPart): string | undefined {
  return isImage(part) ? mediaOfBytes(part.data) : undefined;
}

/** True for bytes that are the picture they say they are. Text under a picture's name can't be scanned as one, so it is not sent as one. */
export function isImage(part: DataPart): boolean {
  return part.mime.startsWith('image/') && mediaOfBytes(part.data)?.startsWith('image/') === true;
}

/** The note that stands where a part was left out. */
export function leftOutNote(mime: string): string {
  return `[A part of type ${mime} was left out: this model can't take it.]`;
}

/** A tool's schema; one that takes nothing for a tool that has none. */
export function schemaOf(tool: Tool): Json {
  return (tool.inputSchema ?? { type: 'object', properties: {} }) as Json;
}

/** A tool as chat completions has it, and Ollama after it. */
export function functionTool(tool: Tool): JsonObject {
  return {
    type: 'function',
    function: { name: writeToolName(tool.name), description: tool.description, parameters: schemaOf(tool) },
  };
}

/** What a caller set, but for what is `ours`. Names with a leading `_` are VS Code's own and stay here. */
export function callersOptions(options: BuildOptions, ours: ReadonlySet<string> = new Set()): [string, Json][] {
  return Object.entries(options.modelOptions ?? {}).filter(
    ([name, value]) => !ours.has(name) && !name.startsWith('_') && value !== undefined && typeof value !== 'function',
  ) as [string, Json][];
}

/** The headers of an API that takes its key as a bearer token. */
export function bearerHeaders(key: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
}
