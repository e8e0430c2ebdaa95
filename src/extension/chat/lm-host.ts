/** What newer hosts have for language models and the API that this extension is built against has no types for: looked up when used. */
import * as vscode from 'vscode';

export interface HostThinking {
  readonly value: string | readonly string[];
  readonly id?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface HostData {
  readonly mimeType: string;
  readonly data: Uint8Array;
}

export interface HostParts {
  readonly ThinkingPart?: new (
    value: string,
    id?: string,
    metadata?: Readonly<Record<string, unknown>>,
  ) => HostThinking & vscode.LanguageModelTextPart;
  readonly DataPart?: new (data: Uint8Array, mimeType: string) => HostData & vscode.LanguageModelTextPart;
}

export function hostParts(): HostParts {
  const { LanguageModelThinkingPart: ThinkingPart, LanguageModelDataPart: DataPart } = vscode as unknown as {
    readonly LanguageModelThinkingPart?: HostParts['ThinkingPart'];
    readonly LanguageModelDataPart?: HostParts['DataPart'];
  };
  return {
    ...(ThinkingPart === undefined ? {} : { ThinkingPart }),
    ...(DataPart === undefined ? {} : { DataPart }),
  };
}

/** What a host says of a model beyond its typed fields. */
export function capabilitiesOf(model: vscode.LanguageModelChat): {
  readonly imageInput: boolean;
  readonly toolCalling: boolean;
} {
  const { capabilities } = model as { capabilities?: { supportsImageToText?: unknown; supportsToolCalling?: unknown } };
  return {
    imageInput: capabilities?.supportsImageToText === true,
    // An older host doesn't say; without tools agent mode would not offer the model.
    toolCalling: capabilities?.supportsToolCalling !== false,
  };
}
