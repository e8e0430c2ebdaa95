/** Reports an answer to VS Code as the parts that a model's answer is made of. */
import * as vscode from 'vscode';
import { blockedNotice } from './notice.ts';
import type { Reader } from './reader.ts';

/** Not in the API that this extension is built against; a host that has the class shows the part as the model's thinking. */
const later = vscode as unknown as {
  readonly LanguageModelThinkingPart?: new (value: string) => vscode.LanguageModelResponsePart;
};

export function progressReader(progress: vscode.Progress<vscode.LanguageModelResponsePart>): Reader {
  return {
    text: (text) => progress.report(new vscode.LanguageModelTextPart(text)),
    reasoning(text) {
      if (later.LanguageModelThinkingPart !== undefined) {
        progress.report(new later.LanguageModelThinkingPart(text));
      }
    },
    toolCall: ({ id, name, input }) => progress.report(new vscode.LanguageModelToolCallPart(id, name, input)),
    blocked: (blocked) => progress.report(new vscode.LanguageModelTextPart(blockedNotice(blocked))),
  };
}
