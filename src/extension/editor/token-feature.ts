/** Tokens in documents, and secrets on their way into one: everything that the editor shows and offers of its own accord. */
import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { EnvironmentMoves } from './move-feature.ts';
import { registerPaste } from './paste-feature.ts';
import { registerRestoreCommands } from './restore-commands.ts';
import { registerRestoredPreview } from './restored-preview.ts';
import { registerReveal } from './reveal.ts';
import { createTokenHover } from './token-hover.ts';
import { TokenView } from './token-view.ts';

export function startTokens(shell: Shell): vscode.Disposable {
  const store = new DisposableStore();
  store.add(registerReveal(shell.session));
  store.add(registerRestoredPreview(shell));
  store.add(registerRestoreCommands(shell));
  store.add(vscode.languages.registerHoverProvider('*', createTokenHover(shell)));
  store.add(new TokenView(shell, shell.log));
  const moves = store.add(new EnvironmentMoves(shell, shell.log));
  store.add(registerPaste(shell, moves, shell.log));
  return store;
}
