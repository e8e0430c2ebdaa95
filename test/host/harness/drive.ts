/** Runs a list of steps in the extension host instead of tests: what scripts/screenshot.mjs and scripts/screenshots.mjs show. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ScriptedAnswer } from '../../support/demo-model-script.ts';
import { page, webview } from './bridge.ts';
import { begin, inWorkspace, send, sleep } from './chat.ts';
import { answerHeld } from './hold.ts';
import { upstream } from './model.ts';

type DriveStep =
  | { readonly open: string; readonly select?: readonly [number, number, number, number] }
  /** Opens a new document with that file's text, its secrets as tokens. */
  | { readonly tokenized: string }
  | { readonly command: string; readonly args?: readonly unknown[] }
  | {
      readonly chat: string;
      readonly mode?: 'agent' | 'ask';
      readonly attach?: readonly string[];
      readonly wait?: boolean;
    }
  /** Waits until a request is held, and answers it. */
  | { readonly held: 'send' | 'refuse' }
  /** What the demo model answers next. */
  | { readonly script: readonly ScriptedAnswer[] }
  /** Closes every editor; what was never saved is thrown away. */
  | { readonly close: 'all' }
  | { readonly press: readonly string[] }
  | { readonly type: string }
  | { readonly click: string /** Inside that webview, by the name of its bundle. */; readonly view?: string }
  /** Drags the right edge of a part until it is that wide. */
  | { readonly width: number; readonly of: string }
  /** The window's size in CSS pixels. */
  | { readonly size: readonly [width: number, height: number] }
  /** Puts the cursor where the active editor has that text. */
  | { readonly cursor: string }
  | { readonly waitFor: string }
  | { readonly sleep: number }
  | { readonly shot: string }
  /** A picture of the part that the selectors span, in each theme: `name-<theme>.png`. */
  | { readonly shots: string; readonly clip: readonly string[]; readonly themes: Readonly<Record<string, string>> };

/** Does the steps of `TAKUMO_DRIVE` in order; an error ends them and is left in the file `TAKUMO_DRIVE_ERROR` names. */
export async function run(): Promise<void> {
  let at = '';
  try {
    for (const step of JSON.parse(process.env.TAKUMO_DRIVE ?? '[]') as readonly DriveStep[]) {
      at = JSON.stringify(step);
      await drive(step);
    }
  } catch (error) {
    writeFileSync(process.env.TAKUMO_DRIVE_ERROR ?? '', `${String(error)}\n${at}`);
  }
}

async function drive(step: DriveStep): Promise<void> {
  if ('open' in step) {
    const editor = await vscode.window.showTextDocument(inWorkspace(step.open));
    if (step.select !== undefined) editor.selection = new vscode.Selection(...step.select);
  } else if ('tokenized' in step) {
    const source = await vscode.window.showTextDocument(inWorkspace(step.tokenized));
    await vscode.commands.executeCommand('takumo.copyTokenized');
    const content = await vscode.env.clipboard.readText();
    const document = await vscode.workspace.openTextDocument({ language: source.document.languageId, content });
    await vscode.window.showTextDocument(document);
  } else if ('command' in step) {
    // Not awaited to its end: a command that shows a list or a dialog ends when it is answered.
    const done = Promise.resolve(vscode.commands.executeCommand(step.command, ...(step.args ?? [])));
    await Promise.race([done, sleep(1500)]);
  } else if ('chat' in step) {
    const turn = { mode: step.mode ?? 'ask', attach: step.attach ?? [] } as const;
    await (step.wait === false ? begin(step.chat, turn) : send(step.chat, turn));
  } else if ('held' in step) {
    await answerHeld(step.held);
  } else if ('script' in step) {
    await upstream.script(...step.script);
  } else if ('close' in step) {
    await closeAll();
  } else if ('press' in step) {
    await page.press(...step.press);
  } else if ('type' in step) {
    await page.type(step.type);
  } else if ('click' in step) {
    await (step.view === undefined ? page.click(step.click) : webview(step.view).click(step.click));
  } else if ('width' in step) {
    const { x, y, width } = await page.box([step.of]);
    await page.drag([x + width, y + 200], [x + step.width, y + 200]);
  } else if ('size' in step) {
    await page.resize(...step.size);
  } else if ('cursor' in step) {
    placeCursor(step.cursor);
  } else if ('waitFor' in step) {
    await page.texts(step.waitFor, 45_000);
  } else if ('sleep' in step) {
    await sleep(step.sleep);
  } else if ('shots' in step) {
    await shots(step);
  } else {
    await page.screenshot(step.shot);
  }
}

/** An untitled document that is empty is closed without a question. */
async function closeAll(): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const document of vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled)) {
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), '');
  }
  await vscode.workspace.applyEdit(edit);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

function placeCursor(text: string): void {
  const editor = vscode.window.activeTextEditor;
  const at = editor?.document.getText().indexOf(text) ?? -1;
  if (editor === undefined || at < 0) throw new Error(`no editor shows ${text}`);
  const place = editor.document.positionAt(at + 4);
  editor.selection = new vscode.Selection(place, place);
}

async function shots(step: Extract<DriveStep, { shots: string }>): Promise<void> {
  for (const [name, theme] of Object.entries(step.themes)) {
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await sleep(900);
    await page.screenshot(`${step.shots}-${name}`, step.clip.length === 0 ? undefined : await page.box(step.clip));
  }
}
