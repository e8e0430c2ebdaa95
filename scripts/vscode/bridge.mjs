/** A loopback server by which in-host tests ask about the page around them: the chat as it is shown, keys, clicks, screenshots. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { readChatRows } from './chat-rows.mjs';
import { otherWindow } from './other-window.mjs';
import { checkAccessibility, findView, measureView } from './webview.mjs';
import { within } from './within.mjs';

/** Milliseconds; each operation's own waits are shorter. */
const operationLimit = 120_000;

/** `results` is the folder of screenshots. Give the page once it is open: `bridge.page = page`; `openOther` opens a second window. */
export async function startBridge(results) {
  const bridge = { page: undefined, openOther: undefined, address: '', outside: [], close: () => server.close() };
  const operations = {
    chat: (page) => page.evaluate(readChatRows),
    screenshot: async (page, { name, clip }) => {
      const path = join(results, `${name.replace(/[^\w.-]+/g, '-')}.png`);
      await page.screenshot({ path, ...(clip === undefined ? {} : { clip }) });
      return path;
    },
    box: async (page, { selectors }) => {
      const found = selectors.map((selector) => page.locator(selector).locator('visible=true').first());
      const boxes = await Promise.all(found.map((element) => element.boundingBox({ timeout: 5000 })));
      const x = Math.floor(Math.min(...boxes.map((box) => box.x)));
      const y = Math.floor(Math.min(...boxes.map((box) => box.y)));
      const right = Math.ceil(Math.max(...boxes.map((box) => box.x + box.width)));
      const bottom = Math.ceil(Math.max(...boxes.map((box) => box.y + box.height)));
      return { x, y, width: right - x, height: bottom - y };
    },
    drag: async (page, { from, to }) => {
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move(...to, { steps: 5 });
      await page.mouse.up();
    },
    shown: (page, { selector }) => page.locator(selector).first().isVisible(),
    press: async (page, { keys }) => {
      for (const key of keys) await page.keyboard.press(key, { delay: 20 });
    },
    paste: (page, { text, note }) => page.evaluate(pasteText, { text, note }),
    drop: (page, { selector, text }) => page.locator(selector).first().evaluate(dropText, text),
    type: (page, { text }) => page.keyboard.type(text, { delay: 5 }),
    // `view`: inside that webview, by the name of its bundle.
    click: async (page, { selector, view }) =>
      (await rootOf(page, view)).locator(selector).first().click({ timeout: 5000 }),
    hover: async (page, { selector, view }) =>
      (await rootOf(page, view)).locator(selector).first().hover({ timeout: 5000 }),
    texts: async (page, { selector, view, ms = 5000 }) => {
      const root = await rootOf(page, view);
      await root.locator(selector).first().waitFor({ timeout: ms });
      return root.locator(selector).allInnerTexts();
    },
    count: async (page, { selector, view }) => (await rootOf(page, view)).locator(selector).count(),
    focus: async (page, { selector, view }) =>
      (await rootOf(page, view)).locator(selector).first().focus({ timeout: 5000 }),
    focused: async (page, { view }) =>
      (await rootOf(page, view)).evaluate(() =>
        (document.activeElement?.ariaLabel || document.activeElement?.textContent || '').trim(),
      ),
    axe: async (page, { view }) => checkAccessibility(await findView(page, view)),
    measure: async (page, { view }) => measureView(await findView(page, view)),
    resize: (page, { width, height }) => page.setViewportSize({ width, height }),
    labels: async (page, { selector, view, ms = 5000 }) => {
      const root = await rootOf(page, view);
      await root.locator(selector).first().waitFor({ timeout: ms });
      return root
        .locator(selector)
        .evaluateAll((found) => found.map((element) => element.getAttribute('aria-label') ?? ''));
    },
    outside: () => bridge.outside,
    ...otherWindow(() => bridge.openOther()),
  };
  const rootOf = (page, view) => (view === undefined ? page : findView(page, view));
  const reply = async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const operation = operations[(request.url ?? '').slice(1)];
    let answer;
    try {
      if (operation === undefined) throw new Error('there is no such operation');
      if (bridge.page === undefined) throw new Error('the page is not open yet');
      answer = { value: await within(operationLimit, operation(bridge.page, JSON.parse(body || '{}'))) };
    } catch (error) {
      answer = {
        error: String(error?.message ?? error)
          .split('\n')
          .slice(0, 4)
          .join(' '),
      };
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => {
    reply(request, response).catch(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  bridge.address = `http://127.0.0.1:${server.address().port}`;
  return bridge;
}

/**
 * Runs in the page: pastes a text into what has the focus. A browser without a screen pastes nothing for Control+V, so the event is made
 * here; all that handles it is VS Code's own. `note` is what VS Code writes beside a text that was copied in an editor.
 */
function pasteText({ text, note }) {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  if (note !== undefined) clipboardData.setData('vscode-editor-data', note);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(event);
}

/** Runs in the page: drops a text on an element, as from outside the editor. */
function dropText(element, text) {
  const box = element.getBoundingClientRect();
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const at = { clientX: box.left + Math.min(8, box.width / 2), clientY: box.top + box.height / 2 };
  for (const type of ['dragenter', 'dragover', 'drop'])
    element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, ...at }));
}
