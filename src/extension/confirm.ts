/** Asks before something that can't be undone, in a quick pick: it steals no focus from other windows, and works by keyboard alone. */
import * as vscode from 'vscode';

/** True only when the person chose the action. */
export async function confirm(question: string, action: string, detail: string): Promise<boolean> {
  const chosen = await vscode.window.showQuickPick(
    [
      { label: action, detail, yes: true },
      { label: vscode.l10n.t('Cancel'), yes: false },
    ],
    { title: question, ignoreFocusOut: true },
  );
  return chosen?.yes === true;
}
