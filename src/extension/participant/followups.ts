/** What to ask next, by what the last turn was about. */
import * as vscode from 'vscode';
import type { TurnMetadata } from './conversation.ts';

export function followups(result: vscode.ChatResult): vscode.ChatFollowup[] {
  const { t } = vscode.l10n;
  const { about, found } = (result.metadata as Partial<TurnMetadata> | undefined)?.takumo ?? {};
  const one = (command: string, prompt: string): vscode.ChatFollowup => ({ command, prompt, label: prompt });
  switch (about) {
    case 'answer':
      return [one('receipt', t('What left this machine?'))];
    case 'blocked':
      return [one('policy', t('Which policy holds it?')), one('scan', t('Where are the secrets?'))];
    case 'scan':
      return found === true
        ? [one('policy', t('What happens with these in a chat?')), one('review', t('Are there weaknesses too?'))]
        : [];
    case 'review':
      return [one('scan', t('Are there secrets too?'))];
    case 'help':
      return [one('scan', t('Are there secrets in this file?')), one('policy', t('Which policies are in force?'))];
    default:
      return [];
  }
}
