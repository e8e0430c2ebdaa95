/** Asks a person about blocked requests: a notification with buttons, the same choices in a quick pick, and a command for keyboards and tests. */
import * as vscode from 'vscode';
import { DisposableStore } from '../store.ts';
import type { AlwaysStore, HoldAnswer, HoldDetection, HoldRequest, Holds, WaitingHold } from './holds.ts';
import { unlinked } from './unlinked.ts';

/** A notification has room for three lines. */
const mostNamed = 2;

/** Registers the notification and `takumo.answerHeldRequest` ({ id?, answer? }; without an answer it asks). */
export function startHoldUi(holds: Holds, always: AlwaysStore): vscode.Disposable {
  const store = new DisposableStore();
  store.add(holds.onDidAsk((hold) => void notify(holds, hold)));
  store.add(
    holds.onDidChange(() => {
      void vscode.commands.executeCommand('setContext', 'takumo.held', holds.waiting.length > 0);
    }),
  );
  store.add(
    vscode.commands.registerCommand('takumo.answerHeldRequest', (given?: { id?: number; answer?: HoldAnswer }) => {
      const hold = holds.waiting.find((each) => given?.id === undefined || each.id === given.id);
      if (hold === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('No request is waiting for an answer.'));
        return false;
      }
      const answer = given?.answer;
      if (answer === 'send' || answer === 'always' || answer === 'refuse') return holds.answer(hold.id, answer);
      return pick(holds, hold);
    }),
  );
  store.add(
    vscode.commands.registerCommand('takumo.forgetAlwaysSend', () => {
      always.clear();
      vscode.window.setStatusBarMessage(vscode.l10n.t('Takumo asks again about every blocked request here.'), 4000);
    }),
  );
  return store;
}

async function notify(holds: Holds, hold: WaitingHold): Promise<void> {
  const choices = choicesOf(hold);
  const chosen = await vscode.window.showWarningMessage(titleOf(hold), ...choices.map((choice) => choice.label));
  const answer = choices.find((choice) => choice.label === chosen)?.answer;
  // Closing the notification is no answer: the request still waits, in the quick menu too.
  if (answer !== undefined) holds.answer(hold.id, answer);
}

async function pick(holds: Holds, hold: WaitingHold): Promise<boolean> {
  const choice = await vscode.window.showQuickPick(
    choicesOf(hold).map((each) => ({ label: each.label, detail: each.detail, answer: each.answer })),
    {
      title: titleOf(hold),
      placeHolder: limitOf(hold),
    },
  );
  return choice === undefined ? false : holds.answer(hold.id, choice.answer);
}

function titleOf(hold: WaitingHold): string {
  const { tool, model } = hold.request;
  const what = unlinked(describe(hold));
  if (tool === undefined)
    return vscode.l10n.t('Takumo held a request to {0}: {1}. Nothing has been sent.', unlinked(model), what);
  const question = questionOf(tool, what);
  return tool.preview === undefined ? question : `${question} ${unlinked(tool.preview)}`;
}

function limitOf({ deadline, request }: WaitingHold): string {
  const seconds = Math.max(1, Math.ceil((deadline - Date.now()) / 1000));
  return request.tool === undefined
    ? vscode.l10n.t('Without an answer in {0} s nothing is sent.', seconds)
    : vscode.l10n.t('Without an answer in {0} s the tokens stay.', seconds);
}

function questionOf(tool: NonNullable<HoldRequest['tool']>, what: string): string {
  const name = unlinked(tool.name);
  switch (tool.sink) {
    case 'shell':
      return vscode.l10n.t('Takumo holds a command ({0}) into which the model puts a secret: {1}.', name, what);
    case 'network':
      return vscode.l10n.t('Takumo holds a call of {0}, by which the model sends a secret out: {1}.', name, what);
    case 'tool':
      return vscode.l10n.t('Takumo holds a call of {0}, which may pass on a secret: {1}.', name, what);
  }
}

function choicesOf(hold: WaitingHold): readonly { label: string; detail: string; answer: HoldAnswer }[] {
  const send = {
    label: vscode.l10n.t('Send with Tokens'),
    detail: vscode.l10n.t('The secrets leave as tokens; the answer gets its real values back.'),
    answer: 'send' as const,
  };
  const always = {
    label: vscode.l10n.t('Always Send Here'),
    detail: vscode.l10n.t('With tokens too; these secrets are not asked about again in this workspace.'),
    answer: 'always' as const,
  };
  const refuse = {
    label: vscode.l10n.t("Don't Send"),
    detail: vscode.l10n.t('Nothing leaves. The chat shows what was found.'),
    answer: 'refuse' as const,
  };
  if (hold.request.tool !== undefined) {
    return [
      {
        label: vscode.l10n.t('Keep Tokens'),
        detail: vscode.l10n.t('The tool gets tokens, so it may fail.'),
        answer: 'refuse',
      },
      {
        label: vscode.l10n.t('Use the Real Values'),
        detail: vscode.l10n.t('The tool gets the secret.'),
        answer: 'send',
      },
    ];
  }
  return hold.request.locked ? [refuse] : [send, always, refuse];
}

/** `AWS access key id (.env:3), GitHub token (.env:4) and 2 more`. */
function describe(hold: WaitingHold): string {
  const places = [...new Set(hold.request.detections.map(place))];
  if (places.length === 0) return vscode.l10n.t('a policy blocks it');
  const text = places.slice(0, mostNamed).join(', ');
  return places.length <= mostNamed ? text : vscode.l10n.t('{0} and {1} more', text, places.length - mostNamed);
}

function place(detection: HoldDetection): string {
  if (detection.path === undefined) return detection.title;
  const where = detection.line === undefined ? detection.path : `${detection.path}:${detection.line}`;
  return `${detection.title} (${where})`;
}
