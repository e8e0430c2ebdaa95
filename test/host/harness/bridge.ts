/** Asks the script outside about the window that a test runs in: what the page shows, keys and clicks, screenshots. */

/** One row of the chat, as it is shown. */
export interface ChatRow {
  readonly kind: 'request' | 'response';
  /** The text as a reader sees it; code blocks are separate lines. */
  readonly text: string;
  /** Text of each code block. */
  readonly code: readonly string[];
  /** Targets of links and sources of images. */
  readonly links: readonly string[];
  /** False while the answer is still coming. */
  readonly complete: boolean;
}

export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** True when there is a page outside: not under `@vscode/test-electron`. */
export const hasPage = process.env.TAKUMO_TEST_BRIDGE !== undefined;

/** Asks the script outside. Throws with what it says. */
export async function call<T>(operation: string, body: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const address = process.env.TAKUMO_TEST_BRIDGE;
  if (address === undefined) throw new Error('This test needs the page of the window, which this host does not give.');
  const response = await fetch(`${address}/${operation}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as { value?: T; error?: string };
  if (answer.error !== undefined) throw new Error(`${operation}: ${answer.error}`);
  return answer.value as T;
}

/** How a webview fits into its frame: CSS pixels by which it is too wide, and how many elements it has. */
interface Measured {
  readonly tooWide: number;
  readonly elements: number;
  readonly lang: string;
}

/** A webview of ours that is on screen, by the name of its bundle: `what-left`, `activity`. Keys go to what has the focus: `page.press`. */
export const webview = (view: string) => ({
  click: (selector: string) => call<void>('click', { view, selector }),
  focus: (selector: string) => call<void>('focus', { view, selector }),
  texts: (selector: string, ms?: number) => call<readonly string[]>('texts', { view, selector, ms }),
  count: (selector: string) => call<number>('count', { view, selector }),
  /** The accessible name, roughly, of what has the focus. */
  focused: () => call<string>('focused', { view }),
  /** Everything that axe finds wrong. */
  axe: () => call<readonly string[]>('axe', { view }),
  measure: () => call<Measured>('measure', { view }),
});

export const page = {
  /** The chat's rows, oldest first. */
  chat: () => call<readonly ChatRow[]>('chat'),
  /** Sets the window's size in CSS pixels: half of it is what a person sees at a zoom of 200 %. */
  resize: (width: number, height: number) => call<void>('resize', { width, height }),
  /** A PNG of the window, or of a part of it in CSS pixels, in the run's result folder. */
  screenshot: (name: string, clip?: Clip) => call<string>('screenshot', { name, clip }),
  /** The smallest part of the window that holds the first visible element of each selector. */
  box: (selectors: readonly string[]) => call<Clip>('box', { selectors }),
  /** Drags with the mouse from a point to another. */
  drag: (from: readonly [number, number], to: readonly [number, number]) => call<void>('drag', { from, to }),
  /** Whether the first element that a selector finds can be seen now. */
  shown: (selector: string) => call<boolean>('shown', { selector }),
  /** Presses keys as Playwright names them: `Control+Shift+P`, `Enter`. */
  press: (...keys: readonly string[]) => call<void>('press', { keys }),
  type: (text: string) => call<void>('type', { text }),
  /** Pastes a text into what has the focus; `note` is what VS Code writes beside a text that was copied in an editor. */
  paste: (text: string, note?: string) => call<void>('paste', { text, note }),
  /** Drops a text on the first element that a selector finds, as from outside the editor. */
  drop: (selector: string, text: string) => call<void>('drop', { selector, text }),
  /** Clicks the first element that a Playwright selector finds. */
  click: (selector: string) => call<void>('click', { selector }),
  hover: (selector: string) => call<void>('hover', { selector }),
  focus: (selector: string) => call<void>('focus', { selector }),
  count: (selector: string) => call<number>('count', { selector }),
  /** Visible texts of all elements that a selector finds, after waiting for the first one (`ms`, 5,000 unless said). */
  texts: (selector: string, ms?: number) => call<readonly string[]>('texts', { selector, ms }),
  /** Accessible names (`aria-label`) of all elements that a selector finds. */
  labels: (selector: string, ms?: number) => call<readonly string[]>('labels', { selector, ms }),
  /** Addresses that the page itself asked for, other than VS Code's own: what a rendered answer fetches. */
  outside: () => call<readonly string[]>('outside'),
};
