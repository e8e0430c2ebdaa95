/** Answers a held request as a person would, by the command behind the notification's buttons. */
import * as vscode from 'vscode';
import { until } from './chat.ts';

/** Waits until a request is held, then answers it. */
export function answerHeld(answer: 'send' | 'refuse') {
  return until(
    'the hold',
    async () => vscode.commands.executeCommand<boolean>('takumo.answerHeldRequest', { answer }),
    30_000,
  );
}
