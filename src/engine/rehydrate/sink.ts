/** Where restored text goes, and what a value must look like there. One context sees the whole output from left to right. */

export interface SinkContext {
  /** Text that goes out; what was placed is told by `place` alone. */
  write(text: string): void;
  /** The value as it must be written here, or `undefined` where it must not be written at all. */
  place(value: string): string | undefined;
}

/** Text that nothing interprets. */
export function plainContext(): SinkContext {
  return { write: () => {}, place: (value) => value };
}
