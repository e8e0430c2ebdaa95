/**
 * A masked request for a model of another extension, as the host's own messages. They are made of the body that the guard gave out and of
 * nothing else.
 */
import * as vscode from 'vscode';
import type { LanguageModelPart, LanguageModelRequest } from '../../engine/wire/language-model.ts';
import type { JsonObject } from '../../engine/wire/walk.ts';
import { hostParts } from './lm-host.ts';

export interface LmMessages {
  readonly messages: vscode.LanguageModelChatMessage[];
  readonly options: vscode.LanguageModelChatRequestOptions;
}

/** `body` is what the engine's `vscode-lm` API built. */
export function toMessages(body: JsonObject): LmMessages {
  const request = body as unknown as LanguageModelRequest;
  const messages = request.messages.map(({ role, name, parts }) => {
    const content = parts.flatMap(toPart) as vscode.LanguageModelTextPart[];
    return role === 'assistant'
      ? vscode.LanguageModelChatMessage.Assistant(content, name)
      : vscode.LanguageModelChatMessage.User(content, name);
  });
  const { tools, toolMode, modelOptions } = request;
  return {
    messages,
    options: {
      justification: vscode.l10n.t('Takumo sends your chat requests to this model with tokens in place of secrets.'),
      ...(tools === undefined
        ? {}
        : {
            tools: tools.map((tool) => ({ ...tool })),
            toolMode:
              toolMode === 'required'
                ? vscode.LanguageModelChatToolMode.Required
                : vscode.LanguageModelChatToolMode.Auto,
          }),
      ...(modelOptions === undefined ? {} : { modelOptions: { ...modelOptions } }),
    },
  };
}

const dataUrl = /^data:[^,]*;base64,/;

function toPart(part: LanguageModelPart): object[] {
  switch (part.kind) {
    case 'text':
      return [new vscode.LanguageModelTextPart(part.text)];
    case 'tool-call':
      return [new vscode.LanguageModelToolCallPart(part.callId, part.name, objectOf(part.arguments))];
    case 'tool-result':
      return [
        new vscode.LanguageModelToolResultPart(
          part.callId,
          part.parts.flatMap(toPart) as vscode.LanguageModelTextPart[],
        ),
      ];
    case 'data': {
      const { DataPart } = hostParts();
      const head = dataUrl.exec(part.data);
      // Masked, or in a host without the class: then it is text, and says so.
      return DataPart === undefined || head === null
        ? [new vscode.LanguageModelTextPart(part.data)]
        : [new DataPart(Buffer.from(part.data.slice(head[0].length), 'base64'), part.mime)];
    }
    case 'cache-point': {
      const { DataPart } = hostParts();
      return DataPart === undefined ? [] : [new DataPart(new TextEncoder().encode('ephemeral'), 'cache_control')];
    }
    case 'thinking': {
      const { ThinkingPart } = hostParts();
      const { value, id, metadata } = part;
      return ThinkingPart === undefined
        ? []
        : [new ThinkingPart(value, id, metadata === undefined ? undefined : objectOf(metadata))];
    }
  }
}

function objectOf(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
