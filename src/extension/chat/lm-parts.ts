/**
 * Reads the parts of VS Code's chat messages. Classes are told apart by `instanceof`, never by name (the host's are minified). What this
 * extension's API version has no class for is looked up at run time.
 */
import * as vscode from 'vscode';
import type { Conversation, DataPart, Message, Part, Role, TextPart } from '../../engine/wire/conversation.ts';
import { isNotice } from './notice.ts';

/** Classes newer than the oldest supported VS Code. */
const later = vscode as unknown as {
  readonly LanguageModelDataPart?: new (...args: never[]) => { readonly mimeType: string; readonly data: Uint8Array };
};

/** The host's own book-keeping in data parts: not for any model. */
const bookkeeping = new Set([
  'cache_control',
  'stateful_marker',
  'thinking',
  'context_management',
  'usage',
  'phase_data',
]);
/** System is not in the stable enum; agent mode sends it. */
const systemRole = 3;

/** A chat request as a conversation. */
export function readConversation(
  messages: readonly vscode.LanguageModelChatRequestMessage[],
  options: vscode.ProvideLanguageModelChatResponseOptions,
): Conversation {
  return {
    messages: messages.map(readMessage).filter((message) => !isOurNotice(message)),
    tools: (options.tools ?? []).map(({ name, description, inputSchema }) => ({
      name,
      description,
      ...(inputSchema === undefined ? {} : { inputSchema }),
    })),
    toolMode: options.toolMode === vscode.LanguageModelChatToolMode.Required ? 'required' : 'auto',
  };
}

function isOurNotice({ role, parts }: Message): boolean {
  return (
    role === 'assistant' &&
    parts.every((part) => part.kind === 'text') &&
    isNotice(parts.map(({ text }) => text).join(''))
  );
}

function readMessage(message: vscode.LanguageModelChatRequestMessage): Message {
  const parts = readParts(message.content);
  return message.name === undefined || message.name === ''
    ? { role: roleOf(message.role), parts }
    : { role: roleOf(message.role), parts, name: message.name };
}

function roleOf(role: vscode.LanguageModelChatMessageRole): Role {
  if (role === vscode.LanguageModelChatMessageRole.Assistant) {
    return 'assistant';
  }
  return (role as number) === systemRole ? 'system' : 'user';
}

/** The parts a model can be given. Thinking and book-keeping parts are left out: this API has no place for them. */
export function readParts(content: string | readonly unknown[]): readonly Part[] {
  if (typeof content === 'string') {
    return [{ kind: 'text', text: content }];
  }
  return content.flatMap((part): Part[] => {
    if (part instanceof vscode.LanguageModelToolCallPart) {
      return [{ kind: 'tool-call', callId: part.callId, name: part.name, input: part.input }];
    }
    if (isCachePoint(part)) {
      return [{ kind: 'cache-point' }];
    }
    if (part instanceof vscode.LanguageModelToolResultPart) {
      return [{ kind: 'tool-result', callId: part.callId, parts: part.content.flatMap(readLeaf) }];
    }
    return readLeaf(part);
  });
}

/** `cache_control`: the chat asks for the prompt to be cached up to here. */
function isCachePoint(part: unknown): boolean {
  return (
    later.LanguageModelDataPart !== undefined &&
    part instanceof later.LanguageModelDataPart &&
    part.mimeType === 'cache_control'
  );
}

function readLeaf(part: unknown): (TextPart | DataPart)[] {
  if (part instanceof vscode.LanguageModelTextPart) {
    return [{ kind: 'text', text: part.value }];
  }
  if (part instanceof vscode.LanguageModelPromptTsxPart) {
    return [{ kind: 'text', text: typeof part.value === 'string' ? part.value : (JSON.stringify(part.value) ?? '') }];
  }
  if (later.LanguageModelDataPart !== undefined && part instanceof later.LanguageModelDataPart) {
    return bookkeeping.has(part.mimeType) ? [] : [readData(part.mimeType, part.data)];
  }
  return [];
}

/** Text in a data part is text: it can be scanned. */
function readData(mime: string, data: Uint8Array): TextPart | DataPart {
  if (/^text\/|[/+](?:json|xml|yaml|toml|javascript|typescript)\b/i.test(mime)) {
    try {
      return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(data) };
    } catch {
      // Not UTF-8: then it is bytes.
    }
  }
  return { kind: 'data', mime: mime.split(';')[0]!.trim().toLowerCase(), data };
}
