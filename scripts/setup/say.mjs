/** What scripts print: plain lines, and for something that can't be had one message that says what to do, with no stack. */

/** A failure whose message is for the person at the terminal. */
export class SetupError extends Error {}

export function say(line) {
  console.log(line);
}

/** Runs a script's main function: a `SetupError` ends it with its message alone, anything else with its stack. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
