/**
 * The pieces of an answer of another extension's model, as deltas of the wire. Thinking is passed on as the object it came in, and kept
 * for the next request of the same tool run. Nothing that carries text is lost.
 */
import * as vscode from 'vscode';
import type { WireDelta } from '../../engine/wire/api.ts';
import type { Position } from '../../engine/wire/interleave.ts';
import type { JsonObject } from '../../engine/wire/walk.ts';
import { type HostData, type HostThinking, hostParts } from './lm-host.ts';

/** Reads one answer. `toolName` gives a tool's own name for the name that was sent. */
export class LmStream {
  private readonly toolName: (name: string) => string;
  private calls = 0;
  private saidText = false;
  private thought: Thought | undefined;

  constructor(toolName: (name: string) => string) {
    this.toolName = toolName;
  }

  push(part: unknown): readonly WireDelta[] {
    const { ThinkingPart, DataPart } = hostParts();
    if (part instanceof vscode.LanguageModelTextPart) {
      return this.text(part.value);
    }
    if (part instanceof vscode.LanguageModelToolCallPart) {
      const thought = this.endThought();
      const index = this.calls++;
      return [
        ...thought,
        {
          kind: 'tool-call',
          choice: 0,
          index,
          id: part.callId,
          name: this.toolName(part.name),
          arguments: JSON.stringify(part.input ?? {}),
        },
      ];
    }
    if (ThinkingPart !== undefined && part instanceof ThinkingPart) {
      return this.thinking(part);
    }
    if (DataPart !== undefined && part instanceof DataPart) {
      return this.data(part);
    }
    const value: unknown = typeof part === 'object' && part !== null ? (part as { value?: unknown }).value : part;
    return typeof value === 'string' ? this.text(value) : [];
  }

  end(): readonly WireDelta[] {
    return [...this.endThought(), { kind: 'finish', choice: 0, reason: this.calls > 0 ? 'tool_calls' : 'stop' }];
  }

  private text(text: string): readonly WireDelta[] {
    if (text === '') {
      return [];
    }
    const thought = this.endThought();
    this.saidText = true;
    return [...thought, { kind: 'text', choice: 0, text }];
  }

  private thinking(part: HostThinking & object): readonly WireDelta[] {
    const text = typeof part.value === 'string' ? part.value : part.value.join('');
    const { vscode_reasoning_done: done, ...metadata } = part.metadata ?? {};
    const ended = this.thought?.id !== undefined && part.id && part.id !== this.thought.id ? this.endThought() : [];
    if (text !== '' || (done !== true && (part.id || Object.keys(metadata).length > 0))) {
      this.thought ??= { at: { afterText: this.saidText, afterCalls: this.calls }, value: '', metadata: {} };
      this.thought.value += text;
      this.thought.id ??= part.id || undefined;
      Object.assign(this.thought.metadata, metadata);
    }
    return [...ended, { kind: 'reasoning', choice: 0, text, source: part }];
  }

  /** A whole thought, for the request that brings the results of this answer's calls. */
  private endThought(): readonly WireDelta[] {
    const { thought } = this;
    this.thought = undefined;
    if (thought === undefined) {
      return [];
    }
    const { at, value, id, metadata } = thought;
    const thinking = {
      value,
      ...(id === undefined ? {} : { id }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata: JSON.stringify(metadata) }),
    };
    return [{ kind: 'reasoning-item', choice: 0, item: { at, thinking } satisfies JsonObject }];
  }

  private data({ mimeType, data }: HostData): readonly WireDelta[] {
    const mime = mimeType.split(';')[0]!.trim().toLowerCase();
    if (mime === 'usage') {
      return usageOf(data);
    }
    if (bookkeeping.has(mime)) {
      return [];
    }
    if (/^text\/|[/+](?:json|xml|yaml)$/.test(mime)) {
      return this.text(Buffer.from(data).toString('utf8'));
    }
    return this.text(vscode.l10n.t('[The model answered with a part of type {0}, which is not shown here.]', mime));
  }
}

interface Thought {
  readonly at: Position;
  value: string;
  id?: string | undefined;
  readonly metadata: Record<string, unknown>;
}

/** What hosts and their models tell each other beside the answer. */
const bookkeeping = new Set(['cache_control', 'stateful_marker', 'thinking', 'context_management', 'phase_data']);

function usageOf(data: Uint8Array): readonly WireDelta[] {
  try {
    const counts = JSON.parse(Buffer.from(data).toString('utf8')) as Record<string, unknown>;
    const { prompt_tokens: input, completion_tokens: output } = counts;
    const cached = (counts.prompt_tokens_details as { cached_tokens?: unknown } | undefined)?.cached_tokens;
    return [
      {
        kind: 'usage',
        ...(typeof input === 'number' ? { input } : {}),
        ...(typeof output === 'number' ? { output } : {}),
        ...(typeof cached === 'number' ? { cached } : {}),
      },
    ];
  } catch {
    return [];
  }
}
