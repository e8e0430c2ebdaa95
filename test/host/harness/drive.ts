/** Runs a list of steps in the extension host instead of tests: what scripts/screenshot.mjs shows. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { page } from './bridge.ts';
import { begin, inWorkspace, send, sleep } from './chat.ts';

type DriveStep =
  | { readonly open: string; readonly select?: readonly [number, number, number, number] }
  | { readonly command: string; readonly args?: readonly unknown[] }
  | {
      readonly chat: string;
      readonly mode?: 'agent' | 'ask';
      readonly attach?: readonly string[];
      readonly wait?: boolean;
    }
  | { readonly press: readonly string[] }
  | { readonly type: string }
  | { readonly click: string }
  | { readonly sleep: number }
  | { readonly shot: string };

/** Does the steps of `TAKUMO_DRIVE` in order; an error ends them and is left in the file `TAKUMO_DRIVE_ERROR` names. */
export async function run(): Promise<void> {
  try {
    for (const step of JSON.parse(process.env.TAKUMO_DRIVE ?? '[]') as readonly DriveStep[]) await drive(step);
  } catch (error) {
    writeFileSync(process.env.TAKUMO_DRIVE_ERROR ?? '', String(error));
  }
}

async function drive(step: DriveStep): Promise<void> {
  if ('open' in step) {
    const editor = await vscode.window.showTextDocument(inWorkspace(step.open));
    if (step.select !== undefined) editor.selection = new vscode.Selection(...step.select);
  } else if ('command' in step) {
    // Not awaited to its end: a command that shows a list or a dialog ends when it is answered.
    const done = Promise.resolve(vscode.commands.executeCommand(step.command, ...(step.args ?? [])));
    await Promise.race([done, sleep(1500)]);
  } else if ('chat' in step) {
    const turn = { mode: step.mode ?? 'ask', attach: step.attach ?? [] } as const;
    await (step.wait === false ? begin(step.chat, turn) : send(step.chat, turn));
  } else if ('press' in step) {
    await page.press(...step.press);
  } else if ('type' in step) {
    await page.type(step.type);
  } else if ('click' in step) {
    await page.click(step.click);
  } else if ('sleep' in step) {
    await sleep(step.sleep);
  } else {
    await page.screenshot(step.shot);
  }
}
