/** The status bar, the quick menu and the switches, over the parts they show. */
import * as vscode from 'vscode';
import type { SyncStatus } from '../../platform/sync/types.ts';
import { localized } from '../localize.ts';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { registerQuickMenu } from './quick-menu.ts';
import { type PolicyHealth, startStatusBar } from './status-bar.ts';
import { registerSwitches } from './switches.ts';

export function startStatus(shell: Shell, channel: vscode.LogOutputChannel): vscode.Disposable {
  const { state, holds, session, models, policies, organization } = shell;
  const store = new DisposableStore();
  const options = {
    state,
    holds,
    keptBack: () => session.live?.report().uniqueTokens ?? 0,
    health: () => healthOf(shell),
    modelTrouble: () => models.trouble,
    onDidChange: [
      state.onDidChange,
      holds.onDidChange,
      session.onDidChange,
      models.onDidChangeProblems,
      organization.onDidChange,
      (listener: () => void) => policies.onDidChange(listener),
    ],
  };
  store.add(startStatusBar(options));
  store.add(registerQuickMenu(options));
  store.add(registerSwitches(state));
  store.add(vscode.commands.registerCommand('takumo.showLog', () => channel.show()));
  return store;
}

function healthOf({ policies, organization }: Shell): PolicyHealth {
  const name = organization.name;
  const refusal = policies.current?.refusal();
  const trouble =
    refusal === undefined
      ? (syncTrouble(organization.status) ?? policies.errors[0]?.message)
      : localized(refusal.message);
  return { ...(name === undefined ? {} : { organization: name }), ...(trouble === undefined ? {} : { trouble }) };
}

function syncTrouble(status: SyncStatus | undefined): string | undefined {
  switch (status?.state) {
    case 'stale':
      return vscode.l10n.t('The policy server gives no policies now; the last ones hold.');
    case 'offline':
      return vscode.l10n.t('The policy server is out of reach; the last policies hold.');
    case 'unauthorized':
      return vscode.l10n.t('The policy server refuses the API key. Connect again.');
    case 'invalid':
      return vscode.l10n.t('The policy server gave policies that were refused; the last good ones hold.');
    default:
      return undefined;
  }
}
