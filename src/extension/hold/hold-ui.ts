/** Asks a person about blocked requests: a notification with buttons, the same choices in a quick pick, and a command for keyboards and tests. */
import * as vscode from 'vscode';
import { DisposableStore } from '../store.ts';
import type { AlwaysStore, HoldAnswer, HoldDetection, HoldRequest, Holds, WaitingHold } from './holds.ts';
import { unlinked } from './unlinked.ts';

/** A notification has room for three lines. */
const mostNamed = 2;
const mostListed = 50;

/** Registers the notification and `takumo.answerHeldRequest` ({ id?, answer? }; without an answer it asks). */
export function startHoldUi(holds: Holds, always: AlwaysStore): vscode.Disposable {
  const store = new DisposableStore();
  store.add(holds.onDidAsk((hold) => void (hold.request.inAnswer !== true && notify(holds, hold))));
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

/** The choices, and below them what was found: choosing that opens its place, and the request waits on. */
async function pick(holds: Holds, hold: WaitingHold): Promise<boolean> {
  const { tool, detections } = hold.request;
  const found = detections.map((detection) => ({
    label: unlinked(detection.title),
    ...(detection.path === undefined ? {} : { description: unlinked(placeOf(detection)) }),
    ...(detection.policy === '' ? {} : { detail: vscode.l10n.t('Policy {0}', unlinked(detection.policy)) }),
    detection,
  }));
  const preview =
    tool?.preview === undefined
      ? []
      : [{ label: vscode.l10n.t('What the model wrote'), detail: unlinked(tool.preview), detection: undefined }];
  const separator = { label: vscode.l10n.t('Found'), kind: vscode.QuickPickItemKind.Separator };
  const choices: PickItem[] = [...choicesOf(hold), separator, ...preview, ...found.slice(0, mostListed)];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: headOf(hold),
    placeHolder: limitOf(hold),
    ignoreFocusOut: true,
  });
  if (chosen?.answer !== undefined) return holds.answer(hold.id, chosen.answer);
  if (chosen?.detection !== undefined) await open(chosen.detection);
  return false;
}

interface PickItem extends vscode.QuickPickItem {
  readonly answer?: HoldAnswer;
  readonly detection?: HoldDetection | undefined;
}

async function open({ path, line }: HoldDetection): Promise<void> {
  const uri = path === undefined ? undefined : uriOf(path);
  if (uri === undefined) return;
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  try {
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
  } catch {
    // The file is gone, or what was found stands in no file.
  }
}

/** Of a path as `asRelativePath` gives it: with the folder's name first where there are several. */
function uriOf(path: string): vscode.Uri | undefined {
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(path)) return vscode.Uri.file(path);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const named = folders.length > 1 ? folders.find(({ name }) => path.startsWith(`${name}/`)) : undefined;
  const folder = named ?? folders[0];
  return folder && vscode.Uri.joinPath(folder.uri, named === undefined ? path : path.slice(named.name.length + 1));
}

function titleOf(hold: WaitingHold): string {
  const { tool, model } = hold.request;
  const what = unlinked(describe(hold));
  if (tool === undefined)
    return vscode.l10n.t('Takumo held a request to {0}: {1}. Nothing has been sent.', unlinked(model), what);
  const question = questionOf(tool, what);
  return tool.preview === undefined ? question : `${question} ${unlinked(tool.preview)}`;
}

/** Without what is listed below it. */
function headOf({ request: { tool, model } }: WaitingHold): string {
  return tool === undefined
    ? vscode.l10n.t('Takumo held a request to {0}. Nothing has been sent.', unlinked(model))
    : vscode.l10n.t('Takumo holds a call of {0} by {1}', unlinked(tool.name), unlinked(model));
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
      return vscode.l10n.t('Takumo holds a command ({0}): the model puts a secret into it: {1}.', name, what);
    case 'network':
      return vscode.l10n.t('Takumo holds a call of {0}: it would send a secret over the network: {1}.', name, what);
    case 'tool':
      return vscode.l10n.t(
        'Takumo holds a call of {0}: this tool is not known to stay on this machine, and would get a secret: {1}.',
        name,
        what,
      );
  }
}

function choicesOf(hold: WaitingHold): readonly { label: string; detail: string; answer: HoldAnswer }[] {
  const { tool, locked } = hold.request;
  if (tool !== undefined) return toolChoices(tool.sink === 'tool');
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
  return locked ? [refuse] : [send, always, refuse];
}

/** `lasts`: the answer holds for this tool and these secrets until the person's next message. */
function toolChoices(lasts: boolean): readonly { label: string; detail: string; answer: HoldAnswer }[] {
  if (lasts) {
    return [
      {
        label: vscode.l10n.t('Keep Tokens in This Run'),
        detail: vscode.l10n.t('The tool gets tokens, so it may fail. Holds until your next message.'),
        answer: 'refuse',
      },
      {
        label: vscode.l10n.t('Use the Real Values in This Run'),
        detail: vscode.l10n.t('The tool gets this secret, no other. Holds until your next message.'),
        answer: 'send',
      },
    ];
  }
  return [
    {
      label: vscode.l10n.t('Keep Tokens'),
      detail: vscode.l10n.t('The tool gets tokens, so it may fail.'),
      answer: 'refuse',
    },
    {
      label: vscode.l10n.t('Use the Real Values'),
      detail: vscode.l10n.t('The tool gets the secret, this once.'),
      answer: 'send',
    },
  ];
}

/** `AWS access key id (.env:3), GitHub token (.env:4) and 2 more`. */
function describe(hold: WaitingHold): string {
  const places = [...new Set(hold.request.detections.map(place))];
  if (places.length === 0) return vscode.l10n.t('a policy blocks it');
  const text = places.slice(0, mostNamed).join(', ');
  return places.length <= mostNamed ? text : vscode.l10n.t('{0} and {1} more', text, places.length - mostNamed);
}

function place(detection: HoldDetection): string {
  return detection.path === undefined ? detection.title : `${detection.title} (${placeOf(detection)})`;
}

function placeOf({ path, line }: HoldDetection): string {
  return line === undefined ? (path ?? '') : `${path}:${line}`;
}
