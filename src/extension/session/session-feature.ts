/** The session's known values and the command that begins a new one. */
import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { createEnvFileSource, watchEnvFiles } from './env-files.ts';

export function startSession({ session, models, holds, organization, log }: Shell): vscode.Disposable {
  const store = new DisposableStore();
  const files = createEnvFileSource(log);
  const keys = { read: async () => [...(await models.knownValues()), ...(await organization.knownValues())] };
  const relearn = (source: typeof files): void => {
    session.relearn(source).catch((error: unknown) => log.error('known values could not be read', error));
  };
  store.add(session.addSource(files));
  store.add(session.addSource(keys));
  store.add(watchEnvFiles(() => relearn(files)));
  store.add(models.onDidChange(() => relearn(keys)));
  store.add(
    vscode.commands.registerCommand('takumo.newSession', async () => {
      holds.reset();
      session.reset();
      await session.get();
      vscode.window.setStatusBarMessage(
        vscode.l10n.t('New session: every secret and token of the last one is forgotten.'),
        4000,
      );
    }),
  );
  return store;
}
