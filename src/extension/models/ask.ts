/** Quick picks and input boxes that take more than VS Code's one-call forms do: a typed answer, several answers, a link beside the box. */
import * as vscode from 'vscode';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface AskOptions<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** More than the placeholder has room for, such as what went wrong. It stands under the box where VS Code can (1.108), else in the box. */
  readonly prompt?: string;
  /** What to offer first for what was typed, if anything. */
  readonly typed?: (text: string) => Choice<T> | undefined;
}

/** One choice, or nothing after Escape. */
export async function askOne<T>(options: AskOptions<T>): Promise<T | undefined> {
  return (await ask(options, false))?.[0];
}

/** One choice or more, or nothing after Escape. */
export function askMany<T>(options: AskOptions<T>): Promise<readonly T[] | undefined> {
  return ask(options, true);
}

function ask<T>(
  { title, placeholder, choices, prompt, typed }: AskOptions<T>,
  many: boolean,
): Promise<T[] | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Choice<T>>();
    Object.assign(pick, { title, placeholder, ignoreFocusOut: true, canSelectMany: many });
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    if (prompt !== undefined) {
      if ('prompt' in pick) Object.assign(pick, { prompt });
      else pick.placeholder = prompt;
    }
    pick.items = choices;
    if (many && choices.length === 1) pick.selectedItems = choices;
    let offered: Choice<T> | undefined;
    pick.onDidChangeValue((text) => {
      const checked = pick.selectedItems.filter((item) => item !== offered);
      const next = typed?.(text.trim());
      if (next === undefined && offered === undefined) return;
      offered = next === undefined ? undefined : { ...next, alwaysShow: true };
      pick.items = offered === undefined ? choices : [offered, ...choices];
      // What was typed is meant: it is the one that Enter takes.
      if (many) pick.selectedItems = offered === undefined ? checked : [offered, ...checked];
      else if (offered !== undefined) pick.activeItems = [offered];
    });
    let answer: T[] | undefined;
    pick.onDidAccept(() => {
      // With nothing checked, Enter takes the row that it stands on.
      const chosen = pick.selectedItems.length > 0 ? pick.selectedItems : pick.activeItems.slice(0, 1);
      if (chosen.length === 0) {
        pick.placeholder = vscode.l10n.t('Nothing is checked yet. Move to a row and check it with Space.');
        return;
      }
      answer = chosen.map((item) => item.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}

export interface AskKeyOptions {
  readonly title: string;
  readonly prompt: string;
  /** Where a key is made; a button opens it. */
  readonly page?: string;
  /** How keys of this provider begin: another beginning is said, not refused. */
  readonly prefix?: string;
  /** An empty answer means that there is no key. */
  readonly optional?: boolean;
}

/** A key as it was typed, without the spaces around it; empty for none; nothing after Escape. */
export function askKey({ title, prompt, page, prefix, optional }: AskKeyOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    Object.assign(box, { title, prompt, password: true, ignoreFocusOut: true });
    if (page !== undefined) {
      box.buttons = [
        {
          iconPath: new vscode.ThemeIcon('link-external'),
          tooltip: vscode.l10n.t('Open the page where keys are made'),
        },
      ];
      box.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(page, true)));
    }
    const problem = (text: string): vscode.InputBoxValidationMessage | undefined => {
      if (text === '') {
        return optional === true
          ? undefined
          : {
              message: vscode.l10n.t('Enter a key, or press Escape.'),
              severity: vscode.InputBoxValidationSeverity.Error,
            };
      }
      if (!/^[\x21-\x7e]+$/.test(text)) {
        const message = vscode.l10n.t('A key has no spaces and no special letters.');
        return { message, severity: vscode.InputBoxValidationSeverity.Error };
      }
      if (prefix !== undefined && !text.startsWith(prefix)) {
        const message = vscode.l10n.t('Keys of this provider usually begin with {0}.', prefix);
        return { message, severity: vscode.InputBoxValidationSeverity.Info };
      }
      return undefined;
    };
    const check = (text: string, alsoEmpty: boolean): boolean => {
      const found = text === '' && !alsoEmpty ? undefined : problem(text);
      box.validationMessage = found;
      return found?.severity !== vscode.InputBoxValidationSeverity.Error;
    };
    box.onDidChangeValue((text) => check(text.trim(), false));
    let answer: string | undefined;
    box.onDidAccept(() => {
      if (!check(box.value.trim(), true)) return;
      answer = box.value.trim();
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}
