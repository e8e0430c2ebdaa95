/** Starts the recorder in another process and asks it what it received. Works without an installed Node: VS Code's own binary runs it. */
import { type ChildProcess, fork } from 'node:child_process';
import type { FromRecorder, ToRecorder } from './messages.ts';

export interface Recorder {
  /** Base URL of its OpenAI chat API. */
  readonly baseUrl: string;
  /** All that reached it so far. */
  received(): Promise<readonly string[]>;
  dispose(): void;
}

const answerMs = 10_000;

/** `script`: path of the bundled recorder. Rejects when it does not come up within ten seconds. */
export async function startRecorder(script: string): Promise<Recorder> {
  // The recorder needs nothing of the environment, so it gets none of the keys that stand there.
  const child = fork(script, [], {
    execPath: process.execPath,
    execArgv: [],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const { baseUrl } = await next(child, 'listening');
    return {
      baseUrl,
      async received() {
        const answer = next(child, 'received');
        const question: ToRecorder = { type: 'report' };
        child.send(question);
        return (await answer).bytes;
      },
      dispose: () => child.kill(),
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

function next<T extends FromRecorder['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromRecorder, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onEnd);
      child.off('error', onEnd);
    };
    const onEnd = (): void => {
      done();
      reject(new Error('The recorder process ended.'));
    };
    const onMessage = (message: FromRecorder): void => {
      if (message.type !== type) return;
      done();
      resolve(message as Extract<FromRecorder, { type: T }>);
    };
    const timer = setTimeout(onEnd, answerMs);
    child.on('message', onMessage);
    child.once('exit', onEnd);
    child.once('error', onEnd);
  });
}
