/** The status bar: the state with the count of secrets kept back, and Monitor and ZDR one click each. */
import * as vscode from 'vscode';
import type { Holds } from '../hold/holds.ts';
import { settings } from '../settings.ts';
import type { GuardState } from '../state/state.ts';
import { type Disposable, DisposableStore } from '../store.ts';

/** What the server of policies looks like from here. */
export interface PolicyHealth {
  /** The organization's name, when connected to one. */
  readonly organization?: string;
  /** One sentence, when something is wrong: out of touch, key refused, outbound refused. */
  readonly trouble?: string;
}

export interface StatusBarOptions {
  readonly state: GuardState;
  readonly holds: Holds;
  /** Distinct secrets kept back in this session. */
  readonly keptBack: () => number;
  readonly health: () => PolicyHealth;
  /** One sentence about `takumo.models`, when an entry is wrong. */
  readonly modelTrouble: () => string | undefined;
  readonly onDidChange: readonly ((listener: () => void) => Disposable)[];
}

export function startStatusBar(options: StatusBarOptions): vscode.Disposable {
  const store = new DisposableStore();
  const item = (id: string, name: string, command: string, priority: number): vscode.StatusBarItem => {
    const made = store.add(vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority));
    made.name = name;
    made.command = command;
    return made;
  };
  const main = item('takumo.state', vscode.l10n.t('Takumo: State'), 'takumo.openMenu', 103);
  const monitor = item('takumo.monitor', vscode.l10n.t('Takumo: Monitor'), 'takumo.toggleMonitor', 102);
  const zdr = item('takumo.zdr', vscode.l10n.t('Takumo: ZDR'), 'takumo.toggleZdr', 101);

  const update = (): void => {
    showMain(main, options);
    showMonitor(monitor, options.state);
    showZdr(zdr, options.state);
    if (settings.showMonitor()) monitor.show();
    else monitor.hide();
    if (settings.showZdr()) zdr.show();
    else zdr.hide();
    main.show();
    void vscode.commands.executeCommand('setContext', 'takumo.paused', options.state.posture === 'paused');
  };
  let queued = false;
  // Several sources change at once (a request touches session, receipts and holds): one update for them all.
  const soon = (): void => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!store.disposed) update();
    });
  };
  for (const on of options.onDidChange) store.add(on(soon));
  store.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('takumo.statusBar')) soon();
    }),
  );
  update();
  return store;
}

function showMain(
  item: vscode.StatusBarItem,
  { state, holds, keptBack, health, modelTrouble }: StatusBarOptions,
): void {
  const count = keptBack();
  const waiting = holds.waiting.length;
  const trouble = health().trouble ?? modelTrouble();
  const posture = state.posture;
  const word =
    waiting > 0
      ? vscode.l10n.t('{0} waiting', waiting)
      : posture === 'paused'
        ? vscode.l10n.t('Paused')
        : String(count);
  const icon = posture === 'paused' ? '$(warning)' : waiting > 0 ? '$(question)' : '$(shield)';
  item.text = trouble === undefined ? `${icon} ${word}` : `${icon} ${word} $(warning)`;
  item.backgroundColor =
    posture === 'paused' || waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  const label = mainLabel(posture, count, waiting);
  item.accessibilityInformation = { label: trouble === undefined ? label : `${label} ${trouble}`, role: 'button' };
  item.tooltip = tooltip([label, trouble, organizationLine(health()), vscode.l10n.t('Click for the quick menu.')]);
}

function mainLabel(posture: string, count: number, waiting: number): string {
  if (posture === 'paused') return vscode.l10n.t('Takumo is paused: guarded models send real values.');
  if (waiting > 0) return vscode.l10n.t('Takumo holds requests until you answer: {0}.', waiting);
  return posture === 'monitor'
    ? vscode.l10n.t('Takumo monitors, nothing is blocked. Secrets kept back in this session: {0}.', count)
    : vscode.l10n.t('Takumo protects. Secrets kept back in this session: {0}.', count);
}

function organizationLine(health: PolicyHealth): string | undefined {
  return health.organization === undefined
    ? undefined
    : vscode.l10n.t('Policies of {0} are in force.', health.organization);
}

function showMonitor(item: vscode.StatusBarItem, state: GuardState): void {
  const on = state.posture === 'monitor';
  const held = state.heldBy('posture');
  item.text = on ? `$(eye) ${vscode.l10n.t('Monitor')}` : `$(eye-closed) ${vscode.l10n.t('Monitor')}`;
  const label =
    held !== undefined
      ? on
        ? vscode.l10n.t('Monitor is on: {0} holds it.', held)
        : vscode.l10n.t('Monitor is off: {0} holds it.', held)
      : on
        ? vscode.l10n.t('Monitor is on: nothing is blocked, secrets still leave as tokens.')
        : vscode.l10n.t('Monitor is off: policies block as they say.');
  finish(item, label, on, held);
}

function showZdr(item: vscode.StatusBarItem, state: GuardState): void {
  const held = state.heldBy('zdr');
  item.text = state.zdr ? '$(lock) ZDR' : '$(unlock) ZDR';
  const label =
    held !== undefined
      ? vscode.l10n.t('Zero data retention is on: {0} holds it.', held)
      : state.zdr
        ? vscode.l10n.t('Zero data retention is on: chat prose keeps its tokens, receipts keep no places.')
        : vscode.l10n.t('Zero data retention is off: chat answers get real values, which VS Code stores.');
  finish(item, label, state.zdr, held);
}

function finish(item: vscode.StatusBarItem, label: string, on: boolean, heldBy: string | undefined): void {
  item.tooltip = tooltip([label, heldBy === undefined ? vscode.l10n.t('Click to switch.') : undefined]);
  item.accessibilityInformation = {
    label: `${label} ${on ? vscode.l10n.t('On') : vscode.l10n.t('Off')}`,
    role: 'button',
  };
}

function tooltip(lines: readonly (string | undefined)[]): string {
  return lines.filter((line) => line !== undefined).join('\n');
}
