/** `@takumo`: its place in the chat and the commands behind its buttons. What it does is loaded with the first question. */
import * as vscode from 'vscode';
import { answerRequest, conversationName } from '../chat/answer.ts';
import type { ChatDeps } from '../chat/dependencies.ts';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { fixScheme } from './fix-scheme.ts';
import type { Participant } from './index.ts';
import { loadParticipant } from './load.ts';

const id = 'takumo.guard';

export function startParticipant(shell: Shell, chat: ChatDeps): vscode.Disposable {
  const store = new DisposableStore();
  let made: Promise<Participant> | undefined;
  const get = (): Promise<Participant> => {
    made ??= loadParticipant().then(
      (door) => new door.Participant({ shell, chat, answer: answerRequest, conversationName }),
    );
    return made;
  };
  const participant = store.add(
    vscode.chat.createChatParticipant(id, async (...turn) => (await get()).handle(...turn)),
  );
  participant.iconPath = new vscode.ThemeIcon('shield');
  participant.followupProvider = { provideFollowups: async (result) => (await get()).followups(result) };
  const command = (name: string, run: (participant: Participant, given: readonly unknown[]) => Promise<boolean>) =>
    store.add(vscode.commands.registerCommand(name, async (...given: unknown[]) => run(await get(), given)));
  command('takumo.sendHeldQuestion', (takumo, [held, word]) => takumo.sendHeld(held, word));
  command('takumo.showFix', (takumo, [fix]) => takumo.fixes.show(fix));
  command('takumo.applyFix', (takumo, [fix]) => takumo.fixes.apply(fix));
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(fixScheme, {
      provideTextDocumentContent: async ({ query }) => (await get()).fixes.content(query),
    }),
  );
  store.add(
    shell.session.onDidChange(() => {
      // A new session begins: what is held belongs to the one that is gone.
      if (shell.session.live === undefined) void made?.then((takumo) => takumo.forget());
    }),
  );
  return store;
}
