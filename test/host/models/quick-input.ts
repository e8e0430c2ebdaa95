/** Drives VS Code's quick picks and input boxes as a person does: by keys, and by what the page shows. */
import { page } from '../harness/bridge.ts';
import { sleep, until } from '../harness/chat.ts';

const widget = '.quick-input-widget:not([style*="display: none"])';

/** Waits for a quick pick or input box whose title, message or placeholder has this text. */
export async function quickInput(text: string, ms = 10_000): Promise<void> {
  await until(
    `the quick input "${text}"`,
    async () => {
      const shown = await page.texts(widget, 500).catch(() => []);
      const labels = await page.labels(`${widget} input.input`, 500).catch(() => []);
      return [...shown, ...labels].some((each) => each.includes(text));
    },
    ms,
  );
  await sleep(150);
}

/** The rows of the quick pick that is open, each as a reader sees it. */
export const rows = (): Promise<readonly string[]> => page.texts(`${widget} .quick-input-list .monaco-list-row`, 1000);

/** Types what narrows the list (or answers the box), then Enter. */
export async function answer(text: string): Promise<void> {
  if (text !== '') {
    await page.press('Control+A');
    await page.type(text);
    await sleep(250);
  }
  await page.press('Enter');
  await sleep(200);
}
