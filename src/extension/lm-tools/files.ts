/** A text that is looked at: a file of the workspace, as its path is shown, or a text that was handed over (no path). */
export interface LookedAt {
  /** As a person reads it: from the workspace folder. */
  readonly path?: string;
  readonly text: string;
  /** A VS Code language id or the info word of a fenced block. */
  readonly language?: string;
  /** 1-based line of the file at which the text begins: of a selection. */
  readonly line?: number;
}
