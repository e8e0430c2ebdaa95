/** A conversation as the guard sees it before it has the shape of any provider's API. What VS Code's chat parts become. */

export type Role = 'system' | 'user' | 'assistant';

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
}

/** Bytes with a media type: an image, a PDF, a file. */
export interface DataPart {
  readonly kind: 'data';
  readonly mime: string;
  readonly data: Uint8Array;
}

export interface ToolCallPart {
  readonly kind: 'tool-call';
  readonly callId: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ToolResultPart {
  readonly kind: 'tool-result';
  readonly callId: string;
  readonly parts: readonly (TextPart | DataPart)[];
}

/** The client asks the provider to cache its prompt up to here. */
export interface CachePointPart {
  readonly kind: 'cache-point';
}

export type Part = TextPart | DataPart | ToolCallPart | ToolResultPart | CachePointPart;

export interface Message {
  readonly role: Role;
  readonly parts: readonly Part[];
  readonly name?: string;
  /** A part of it is what a tool gave, and not what a person said. */
  readonly fromTool?: true;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema. */
  readonly inputSchema?: unknown;
}

export interface Conversation {
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolMode: 'auto' | 'required';
}
