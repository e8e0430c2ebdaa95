/** Sentinel in this window: loaded on first use, with the grammars that ship with the extension. */
import * as vscode from 'vscode';
import type { Detector } from '../../engine/detect/index.ts';
import type { Sentinel } from '../../engine/sentinel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { loadSentinel, loadTreeSitter } from '../engine.ts';

/** Languages whose inserted code is looked at. */
export const reviewedLanguages: ReadonlySet<string> = new Set([
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'python',
]);

export class SentinelHost {
  readonly #grammars: string;
  readonly #detector: () => Promise<Detector>;
  #sentinel: Promise<Sentinel> | undefined;

  constructor(extensionUri: vscode.Uri, detector: () => Promise<Detector>) {
    this.#grammars = vscode.Uri.joinPath(extensionUri, 'dist', 'grammars').fsPath;
    this.#detector = detector;
  }

  get(): Promise<Sentinel> {
    this.#sentinel ??= this.#load();
    this.#sentinel.catch(() => {
      this.#sentinel = undefined;
    });
    return this.#sentinel;
  }

  async #load(): Promise<Sentinel> {
    const [{ createSentinel }, { createGrammarLoader }, detector] = await Promise.all([
      loadSentinel(),
      loadTreeSitter(),
      this.#detector(),
    ]);
    return createSentinel({ grammars: createGrammarLoader({ folder: this.#grammars }), detector, clock: systemClock });
  }
}

/** The project's licence: the setting, else `license` of the folder's package.json, else nothing. */
export async function projectLicense(uri: vscode.Uri): Promise<string | undefined> {
  const set = vscode.workspace.getConfiguration('takumo', uri).get<string>('sentinel.projectLicense', '').trim();
  if (set !== '') return set;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return undefined;
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, 'package.json'));
    const license = (JSON.parse(new TextDecoder().decode(bytes)) as { license?: unknown } | null)?.license;
    return typeof license === 'string' && license !== 'UNLICENSED' ? license : undefined;
  } catch {
    return undefined;
  }
}
