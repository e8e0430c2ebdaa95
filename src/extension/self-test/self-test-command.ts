/** `Takumo: Run Self-Test`: the very code path of a guarded model, with canaries, against a recorder in another process. */
import * as vscode from 'vscode';
import { systemClock, systemRandom } from '../../platform/clock.ts';
import { type GuardedExchange, runSelfTest, type SelfTestReport } from '../../platform/self-test/self-test.ts';
import { answerRequest } from '../chat/answer.ts';
import { httpTarget } from '../chat/http-target.ts';
import type { GuardedModel } from '../chat/models.ts';
import { createChatDeps } from '../chat-deps.ts';
import { loadEngine } from '../engine.ts';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { reportText, selfTestScheme } from './report.ts';

/** Registers the command. It gives the report, whose text is shown as a read-only document. */
export function registerSelfTest(shell: Shell): vscode.Disposable {
  const store = new DisposableStore();
  let text = '';
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  const address = vscode.Uri.from({ scheme: selfTestScheme, path: '/Takumo Self-Test.md' });
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(selfTestScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
  );
  store.add(
    vscode.commands.registerCommand('takumo.selfTest', async () => {
      const report = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Takumo self-test') },
        () => run(shell),
      );
      text = reportText(report, { posture: shell.state.posture, time: new Date(systemClock.now()) });
      changed.fire(address);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(address), { preview: true });
      return report;
    }),
  );
  return store;
}

async function run(shell: Shell): Promise<SelfTestReport | undefined> {
  try {
    const { pii } = await shell.policies.get();
    const recorder = vscode.Uri.joinPath(shell.context.extensionUri, 'dist', 'recorder.js').fsPath;
    const report = await runSelfTest({ recorder, pii, exchange: exchangeOf(shell) });
    shell.log.info('self-test', { passed: report.passed, leaked: report.leaked, cameBack: report.cameBack });
    return report;
  } catch (error) {
    shell.log.error('the self-test could not run', error);
    return undefined;
  }
}

/**
 * A request as a guarded model makes it, in a session of its own: the canaries leave no trace in the window's. Posture is the window's,
 * so a paused guard fails the test, as it should. ZDR is off, since nothing of the answer is shown or stored.
 */
function exchangeOf(shell: Shell): GuardedExchange {
  return async ({ baseUrl, prompt }) => {
    const { createSession } = await loadEngine();
    const session = createSession({ detector: await shell.detector(), random: systemRandom, clock: systemClock });
    const model: GuardedModel = {
      id: 'self-test',
      name: 'Self-Test',
      api: 'openai-chat',
      baseUrl,
      model: 'recorder',
      maxInputTokens: 100_000,
      maxOutputTokens: 10_000,
      imageInput: false,
      toolCalling: false,
    };
    let answer = '';
    let refused = false;
    const source = new vscode.CancellationTokenSource();
    try {
      await answerRequest({
        deps: {
          ...createChatDeps(shell),
          session: () => session,
          zdr: () => false,
          hold: async () => 'send',
          recordReceipt: (receipt) => {
            refused ||= receipt.decision === 'blocked';
          },
          sentinel: async () => undefined,
        },
        target: httpTarget(model, async () => undefined),
        conversation: {
          messages: [{ role: 'user', parts: [{ kind: 'text', text: prompt }] }],
          tools: [],
          toolMode: 'auto',
        },
        surface: 'self-test',
        client: 'self-test',
        reader: {
          text: (text) => {
            answer += text;
          },
          reasoning: () => {},
          toolCall: () => {},
          blocked: () => {},
        },
        token: source.token,
      });
    } catch (error) {
      // A request that an organization's policy refuses is an answer, not a failure of the test.
      if (!refused) throw error;
    } finally {
      source.dispose();
      session.destroy();
    }
    return { text: answer, refused };
  };
}
