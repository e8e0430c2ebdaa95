/** Drives the fake vendor of this group: scripts for its models, what reached them, which of them there are. */
import * as vscode from 'vscode';
import { until } from '../harness/chat.ts';
import { commands, type FakeRequest, type FakeStep } from './fakelm/script.ts';

export const fake = {
  /** One list of steps for each of the next answers. */
  script: (...answers: readonly (readonly FakeStep[])[]) =>
    vscode.commands.executeCommand<void>(commands.script, answers),
  received: () => vscode.commands.executeCommand<readonly FakeRequest[]>(commands.received),
  models: (...ids: readonly string[]) => vscode.commands.executeCommand<void>(commands.models, ids),
  reset: () => vscode.commands.executeCommand<void>(commands.reset),
  /** Waits until so many requests have reached it. */
  waitFor: (count: number) =>
    until(
      `request ${count} of the fake model`,
      async () => {
        const all = await fake.received();
        return all.length >= count ? all : undefined;
      },
      20_000,
    ),
};
