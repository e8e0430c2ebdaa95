/** Drives VS Code's real chat: sends a turn with the guarded model and waits until its answer is complete. */
import * as vscode from 'vscode';
import { type ChatRow, hasPage, page } from './bridge.ts';

export interface Turn {
  /** Agent unless said otherwise. */
  readonly mode?: 'agent' | 'ask';
  /** Files of the workspace to attach, relative. */
  readonly attach?: readonly string[];
  /** Id of the guarded model, as in `takumo.models`; `demo` unless said otherwise. */
  readonly model?: string;
  /** Milliseconds to wait for the answer; 40,000 unless said otherwise. */
  readonly ms?: number;
}

/** What the chat shows after a turn. `undefined` where there is no page to look at. */
export interface Shown {
  readonly answer: ChatRow | undefined;
  readonly rows: readonly ChatRow[];
}

/** The first folder of the workspace. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return folder.uri;
}

export const inWorkspace = (path: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), path);

/** Reads a file of the workspace. */
export async function readWorkspaceFile(path: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(inWorkspace(path))).toString('utf8');
}

/** Reads a file that an agent writes, once it is there: VS Code makes it empty, and saves what is in it after the answer. */
export const writtenFile = (path: string): Promise<string> =>
  until(path, async () => (await readWorkspaceFile(path).catch(() => '')) || undefined);

/** Sends a turn and waits until its answer is complete. */
export async function send(query: string, turn: Turn = {}): Promise<Shown> {
  const until = Date.now() + (turn.ms ?? 40_000);
  await modelIsKnown(turn.model ?? 'demo', until);
  const before = hasPage ? (await page.chat()).filter((row) => row.kind === 'response').length : 0;
  await begin(query, turn);
  if (!hasPage) return { answer: undefined, rows: [] };
  for (;;) {
    const rows = await page.chat();
    const answers = rows.filter((row) => row.kind === 'response');
    const answer = answers.at(-1);
    if (answers.length > before && rows.at(-1)?.kind === 'response' && answer?.complete === true)
      return { answer, rows };
    if (Date.now() > until) throw new Error(`no complete answer in the chat in time; rows: ${JSON.stringify(rows)}`);
    await sleep(150);
  }
}

/** Sends a turn without waiting for the answer: for cancelling, holding, hanging upstreams. */
export async function begin(query: string, turn: Turn = {}): Promise<void> {
  const options = {
    query,
    mode: turn.mode ?? 'agent',
    modelSelector: { vendor: 'takumo', id: turn.model ?? 'demo' },
    attachFiles: (turn.attach ?? []).map(inWorkspace),
  };
  // The command's promise is not awaited to the end: it resolves at different moments in different versions.
  const sent = Promise.resolve(vscode.commands.executeCommand('workbench.action.chat.open', options));
  await Promise.race([sent, sleep(1500)]);
}

/** A fresh conversation. The editors are closed, so that no open file is attached by itself. */
export async function newConversation(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('workbench.action.chat.newChat');
  await sleep(300);
}

/** The conversation as the chat keeps it (Markdown), from "Copy All". */
export async function transcript(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('workbench.action.chat.copyAll');
  return vscode.env.clipboard.readText();
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `ready` gives something other than undefined or false. */
export async function until<T>(what: string, ready: () => T | Promise<T>, ms = 10_000): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await ready();
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${ms} ms`);
    await sleep(100);
  }
}

/** Waits for what VS Code was asked for, and rejects with what it was after `ms`: its commands and requests have no time limit of their own. */
export async function within<T>(what: string, asked: PromiseLike<T>, ms = 60_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come to an end within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Vendors are resolved lazily: without this the picker does not list the model, and the chat would use another one. */
async function modelIsKnown(id: string, end: number): Promise<void> {
  const found = await vscode.lm.selectChatModels({ vendor: 'takumo', id });
  if (found.length > 0) return;
  if (Date.now() > end) throw new Error(`the guarded model ${id} is not offered`);
  await sleep(200);
  return modelIsKnown(id, Math.min(end, Date.now() + 15_000));
}
