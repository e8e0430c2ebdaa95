/** A desktop VS Code from `@vscode/test-electron`, where this machine may download one. */

import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { cache } from '../setup/paths.mjs';
import { SetupError } from '../setup/say.mjs';

/** Gives `{ executable, command }`: the program itself and the command line that starts it. Throws `SetupError` when it can't be had. */
export async function desktopProgram(version = 'stable') {
  const quiet = { report: () => undefined, error: () => undefined };
  try {
    const executable = await downloadAndUnzipVSCode({
      version,
      cachePath: join(cache, 'vscode-desktop'),
      reporter: quiet,
      timeout: 20_000,
    });
    const [command] = resolveCliArgsFromVSCodeExecutablePath(executable);
    return { executable, command };
  } catch (error) {
    throw new SetupError(
      `A desktop VS Code can't be had here (${String(error?.code ?? error?.message ?? error).split('\n')[0]}).\n` +
        'Install VS Code and its `code` command, or name its program in TAKUMO_CODE, then run this again.\n' +
        '`npm start` needs none: it runs VS Code in a browser.',
    );
  }
}
