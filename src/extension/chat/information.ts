/** How a guarded model at an HTTP address is shown in the picker. */
import * as vscode from 'vscode';
import type { GuardedModel } from './models.ts';

export function toInformation(model: GuardedModel): vscode.LanguageModelChatInformation {
  return {
    id: model.id,
    name: model.name,
    family: model.model,
    version: '1',
    maxInputTokens: model.maxInputTokens,
    maxOutputTokens: model.maxOutputTokens,
    capabilities: { imageInput: model.imageInput, toolCalling: model.toolCalling },
    detail: vscode.l10n.t('Guarded by Takumo'),
    tooltip: vscode.l10n.t(
      'Secrets are replaced by tokens before this model sees them: {0} at {1}',
      model.model,
      new URL(model.baseUrl).host,
    ),
  };
}
