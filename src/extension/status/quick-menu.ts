/** The quick menu behind the status bar: what waits, the switches, and the way to everything else. */
import * as vscode from 'vscode';
import type { Holds } from '../hold/holds.ts';
import { unlinked } from '../hold/unlinked.ts';
import type { GuardState, Switch } from '../state/state.ts';
import type { PolicyHealth } from './status-bar.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
  readonly argument?: unknown;
}

export interface MenuOptions {
  readonly state: GuardState;
  readonly holds: Holds;
  readonly health: () => PolicyHealth;
  readonly modelTrouble: () => string | undefined;
  readonly keptBack: () => number;
}

export function registerQuickMenu(options: MenuOptions): vscode.Disposable {
  return vscode.commands.registerCommand('takumo.openMenu', async () => {
    const chosen = await vscode.window.showQuickPick(menuItems(options), {
      title: vscode.l10n.t('Takumo Guard'),
      placeHolder: vscode.l10n.t('Secrets kept back in this session: {0}', options.keptBack()),
      matchOnDetail: true,
    });
    if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command, chosen.argument);
  });
}

function menuItems({ state, holds, health, modelTrouble }: MenuOptions): MenuItem[] {
  const items: MenuItem[] = [];
  const group = (label: string): void => {
    items.push({ label, kind: vscode.QuickPickItemKind.Separator });
  };
  const add = (icon: string, label: string, command: string, more: Partial<MenuItem> = {}): void => {
    items.push({ label: `$(${icon}) ${label}`, command: `takumo.${command}`, ...more });
  };
  if (holds.waiting.length > 0) {
    group(vscode.l10n.t('Waiting for you'));
    for (const hold of holds.waiting) {
      const places = hold.request.detections.map(({ title, path, line }) =>
        path === undefined ? title : `${title} (${line === undefined ? path : `${path}:${line}`})`,
      );
      const detail = unlinked([...new Set(places)].join(', '));
      const { tool, model } = hold.request;
      const label =
        tool === undefined
          ? vscode.l10n.t('Request to {0}', unlinked(model))
          : vscode.l10n.t('Call of {0}', unlinked(tool.name));
      add('question', label, 'answerHeldRequest', {
        description: vscode.l10n.t('answer within {0} s', Math.max(1, Math.ceil((hold.deadline - Date.now()) / 1000))),
        detail,
        argument: { id: hold.id },
      });
    }
  }
  const { organization, trouble } = health();
  const models = modelTrouble();
  if (trouble !== undefined || models !== undefined) group(vscode.l10n.t('Needs attention'));
  if (trouble !== undefined) add('warning', trouble, 'showPolicies');
  if (models !== undefined) add('warning', models, 'manageModels');
  group(vscode.l10n.t('Protection'));
  addSwitches(state, add);
  add('refresh', vscode.l10n.t('New Session'), 'newSession', {
    detail: vscode.l10n.t('Forgets every secret and token of this window'),
  });
  group(vscode.l10n.t('See for yourself'));
  add('shield', vscode.l10n.t('Show Session and Receipts'), 'showSession');
  add('list-unordered', vscode.l10n.t('Show What Left'), 'showWhatLeft');
  add('graph', vscode.l10n.t('Show Activity'), 'showActivity');
  add('open-preview', vscode.l10n.t('Preview What the AI Sees'), 'previewTokenized');
  add('beaker', vscode.l10n.t('Run Self-Test'), 'selfTest');
  group(vscode.l10n.t('Settings'));
  add('gear', vscode.l10n.t('Guarded Models'), 'manageModels');
  add('law', vscode.l10n.t('Policies in Force'), 'showPolicies');
  if (organization === undefined) add('plug', vscode.l10n.t('Connect to Policy Server'), 'connect');
  else
    add('debug-disconnect', vscode.l10n.t('Disconnect from Policy Server'), 'disconnect', {
      description: organization,
    });
  add('output', vscode.l10n.t('Show Log'), 'showLog');
  return items;
}

function addSwitches(
  state: GuardState,
  add: (icon: string, label: string, command: string, more?: Partial<MenuItem>) => void,
): void {
  const on = vscode.l10n.t('On');
  const off = vscode.l10n.t('Off');
  const heldBy = (name: Switch): string => {
    const holder = state.heldBy(name);
    return holder === undefined ? '' : ` · ${vscode.l10n.t('held by {0}', holder)}`;
  };
  add('eye', vscode.l10n.t('Monitor'), 'toggleMonitor', {
    description: (state.posture === 'monitor' ? on : off) + heldBy('posture'),
    detail: vscode.l10n.t('Nothing is blocked and nothing is shown; secrets still leave as tokens'),
  });
  add('lock', vscode.l10n.t('Zero Data Retention'), 'toggleZdr', {
    description: (state.zdr ? on : off) + heldBy('zdr'),
    detail: vscode.l10n.t('Chat prose keeps its tokens, receipts keep no places'),
  });
  if (state.posture === 'paused') {
    const minutes = Math.ceil(state.pausedForMs / 60_000);
    add('debug-continue', vscode.l10n.t('Resume Protection'), 'resume', {
      description: vscode.l10n.t('resumes by itself in {0} min', minutes),
    });
  } else {
    add('debug-pause', vscode.l10n.t('Pause for 5 Minutes'), 'pause', {
      description: heldBy('pause').replace(/^ · /, ''),
      detail: vscode.l10n.t('Guarded chat sends real values; each receipt says so'),
    });
  }
}
