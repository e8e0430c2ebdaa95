/** The extension's entry. `activate` lists the features on one screen; nothing that it returns reaches a value. */
import * as vscode from 'vscode';
import { registerActivity } from './activity/activity-view.ts';
import { registerGuardedModels } from './chat/provider.ts';
import { createChatDeps } from './chat-deps.ts';
import { registerEditorCommands } from './editor/editor-commands.ts';
import { registerPreview } from './editor/preview.ts';
import { registerProtectCommands } from './editor/protect-commands.ts';
import { startTokens } from './editor/token-feature.ts';
import { startFeatures } from './features.ts';
import { startForwarding } from './forward/forward-feature.ts';
import { startHoldUi } from './hold/hold-ui.ts';
import { registerTools } from './lm-tools/lm-tools-feature.ts';
import { createLog } from './log.ts';
import { startModels } from './models/models-feature.ts';
import { startParticipant } from './participant/participant-feature.ts';
import { startPolicies } from './policy/policy-feature.ts';
import { registerReceiptsView } from './receipts/receipts-view.ts';
import { registerWhatLeft } from './receipts/what-left.ts';
import { registerSelfTest } from './self-test/self-test-command.ts';
import { startInsertedCode } from './sentinel/inserted-code-feature.ts';
import { startSession } from './session/session-feature.ts';
import { registerSessionView } from './session/session-view.ts';
import { createShell } from './shell.ts';
import { startStatus } from './status/status-feature.ts';
import { DisposableStore } from './store.ts';
import { registerWalkthrough } from './walkthrough/walkthrough.ts';
import { warmUp } from './warm-up.ts';

let running: DisposableStore | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const begin = performance.now();
  const store = new DisposableStore();
  running = store;
  context.subscriptions.push(store);
  const channel = store.add(vscode.window.createOutputChannel('Takumo Guard', { log: true }));
  const log = createLog(channel);
  const shell = createShell(context, log, store);
  const chat = createChatDeps(shell);
  startFeatures(
    [
      { name: 'session', start: () => startSession(shell) },
      { name: 'policies', start: () => startPolicies(shell) },
      { name: 'guarded-models', start: () => registerGuardedModels(chat, shell.targets) },
      { name: 'forwarding', start: () => startForwarding(shell) },
      { name: 'held-requests', start: () => startHoldUi(shell.holds, shell.always) },
      { name: 'models', start: () => startModels(shell, chat) },
      { name: 'participant', start: () => startParticipant(shell, chat) },
      { name: 'status', start: () => startStatus(shell, channel) },
      { name: 'editor-commands', start: () => registerEditorCommands(shell.session) },
      { name: 'preview', start: () => registerPreview(shell.session) },
      { name: 'tokens', start: () => startTokens(shell) },
      { name: 'secret-files', start: () => registerProtectCommands(context.globalState) },
      { name: 'inserted-code', start: () => startInsertedCode(shell.sentinel, log) },
      { name: 'answer-findings', start: () => shell.answers.start() },
      { name: 'what-left', start: () => registerWhatLeft({ ...shell, extensionUri: context.extensionUri }) },
      { name: 'session-view', start: () => registerSessionView({ ...shell, memento: context.globalState }) },
      { name: 'receipts-view', start: () => registerReceiptsView(shell) },
      { name: 'activity', start: () => registerActivity({ ...shell, extensionUri: context.extensionUri }) },
      { name: 'lm-tools', start: () => registerTools(shell) },
      { name: 'self-test', start: () => registerSelfTest(shell) },
      { name: 'walkthrough', start: () => registerWalkthrough(shell) },
    ],
    { store, log, now: () => performance.now(), tell: tellFailed },
  );
  store.add(warmUp(shell));
  log.info('activated', { ms: performance.now() - begin });
}

/** Destroys the vault and whatever else was registered. */
export function deactivate(): void {
  running?.dispose();
  running = undefined;
}

function tellFailed(names: readonly string[]): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t('Takumo could not start: {0}. The rest works. See the log for more.', names.join(', ')),
  );
}
