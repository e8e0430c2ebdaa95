/** What the Takumo Guard side bar shows, as a screen reader says it, and what is done in it. */
import * as vscode from 'vscode';
import { page } from '../harness/bridge.ts';
import { until, within } from '../harness/chat.ts';

export type Pane = 'Session' | 'Receipts';

export const run = <T>(id: string, ...given: unknown[]): Promise<T> =>
  within(id, vscode.commands.executeCommand<T>(id, ...given));

const inside = (pane: Pane): string => `.pane:has(.pane-header[aria-label^="${pane}"])`;
export const rowWith = (pane: Pane, text: string): string => `${inside(pane)} .monaco-list-row:has-text("${text}")`;

/** Accessible names of a view's rows on screen; none when it is empty. */
export async function rows(pane: Pane): Promise<readonly string[]> {
  return (await page.count(`${inside(pane)} .monaco-list-row`)) === 0
    ? []
    : page.labels(`${inside(pane)} .monaco-list-row`);
}

/** Waits until a view's rows are as asked. */
export function rowsWhen(what: string, pane: Pane, ready: (rows: readonly string[]) => boolean) {
  return until(what, async () => {
    const shown = await rows(pane);
    return ready(shown) ? shown : undefined;
  });
}

/** The text of a view's empty state; empty when it has rows. */
export async function welcome(pane: Pane): Promise<string> {
  const selector = `${inside(pane)} .welcome-view-content`;
  return (await page.count(`${selector}:visible`)) === 0 ? '' : ((await page.texts(selector))[0] ?? '');
}

/** Text of the document that a command opened; the document is closed again. */
export async function opened(command: string, ...given: unknown[]): Promise<string> {
  await run(command, ...given);
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  await run('workbench.action.revertAndCloseActiveEditor');
  return text;
}

export async function setTheme(name: string): Promise<void> {
  await vscode.workspace.getConfiguration('workbench').update('colorTheme', name, vscode.ConfigurationTarget.Global);
}

/** Sends requests to the guarded model without the chat: a receipt each. */
export async function ask(count: number, text: (index: number) => string): Promise<void> {
  const [model] = await vscode.lm.selectChatModels({ vendor: 'takumo', id: 'demo' });
  if (model === undefined) throw new Error('the guarded model is not offered');
  const request = async (index: number): Promise<void> => {
    const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(text(index))], {});
    for await (const _ of response.text) void _;
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await within(`request ${index}`, request(index));
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
