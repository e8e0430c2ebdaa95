/**
 * The bridge's operations on a second window: a test asks it to do something, and the window's own runner, which asks here for its next
 * step, does it and answers.
 */

/** Milliseconds that a step may take, and that the runner waits for its next one. */
const patience = 30_000;

/** `open` opens the window and gives `{ close }`. */
export function otherWindow(open) {
  const steps = queue();
  const answers = queue();
  let window;
  return {
    'other/open': async () => {
      window = await open();
    },
    'other/do': (_page, { step }) => {
      steps.put(step);
      return answers.take();
    },
    'other/next': () => steps.take(),
    'other/done': (_page, { answer }) => answers.put(answer),
    'other/close': async () => {
      await window?.close();
      window = undefined;
    },
  };
}

/** Values in the order they were put; `take` gives undefined when none came in time. */
function queue() {
  const values = [];
  const waiting = [];
  return {
    put(value) {
      const next = waiting.shift();
      if (next === undefined) values.push(value);
      else next(value);
    },
    take: () =>
      new Promise((resolve) => {
        if (values.length > 0) return resolve(values.shift());
        const settle = (value) => {
          clearTimeout(timer);
          resolve(value);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(settle), 1);
          resolve(undefined);
        }, patience);
        waiting.push(settle);
      }),
  };
}
