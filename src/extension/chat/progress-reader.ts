/** Reports an answer to VS Code as the parts that a model's answer is made of. */
import * as vscode from 'vscode';
import { blockedNotice } from './notice.ts';
import type { Reader } from './reader.ts';

/** Not in the API that this extension is built against; a host that has a class knows what to do with its parts. */
const later = vscode as unknown as {
  /** Shown as the model's thinking. */
  readonly LanguageModelThinkingPart?: new (
    value: string,
    id?: string,
    metadata?: Readonly<Record<string, unknown>>,
  ) => vscode.LanguageModelResponsePart;
  readonly LanguageModelDataPart?: new (data: Uint8Array, mimeType: string) => vscode.LanguageModelResponsePart;
};

/** Ends a section of thinking, as the built-in chat's own models do (observed in VS Code 1.139). */
const thinkingEnd = { vscode_reasoning_done: true };
/** The chat shows how full the context is by these counts (observed in VS Code 1.139). */
const usageType = 'usage';

interface ThinkingSource {
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export function progressReader(progress: vscode.Progress<vscode.LanguageModelResponsePart>): Reader {
  let thinking = false;
  const report = (part: vscode.LanguageModelResponsePart) => {
    if (thinking && later.LanguageModelThinkingPart !== undefined) {
      thinking = false;
      progress.report(new later.LanguageModelThinkingPart('', '', thinkingEnd));
    }
    progress.report(part);
  };
  return {
    text: (text) => report(new vscode.LanguageModelTextPart(text)),
    reasoning(text, source) {
      const Part = later.LanguageModelThinkingPart;
      if (Part === undefined) {
        return;
      }
      if (source instanceof Part) {
        // Another extension's own: as it came, with its id and its end.
        thinking = (source as ThinkingSource).metadata?.vscode_reasoning_done !== true;
        progress.report(source);
      } else {
        thinking = true;
        progress.report(new Part(text));
      }
    },
    toolCall: ({ id, name, input }) => report(new vscode.LanguageModelToolCallPart(id, name, input)),
    blocked: (blocked) => report(new vscode.LanguageModelTextPart(blockedNotice(blocked))),
    usage({ input, output, cached }) {
      if (later.LanguageModelDataPart !== undefined) {
        const counts = {
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: input + output,
          prompt_tokens_details: { cached_tokens: cached ?? 0 },
        };
        report(new later.LanguageModelDataPart(new TextEncoder().encode(JSON.stringify(counts)), usageType));
      }
    },
  };
}
