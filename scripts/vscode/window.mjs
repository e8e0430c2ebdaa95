/** A headless browser with one VS Code window in it, and what a test or a screenshot needs from the outside of the window. */
import { chromium } from 'playwright-core';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
];

/** Starts the browser that `ensureBrowser` found. */
export function launchBrowser({ executablePath, env }) {
  return chromium.launch({ executablePath, args: flags, env: { ...process.env, ...env } });
}

/**
 * Opens a folder in a window; an empty window without one. `payload` is what VS Code's web client takes beside it:
 * `extensionDevelopmentPath`, `extensionTestsPath` (absolute paths, or lists of them). `exited` resolves with the exit code when in-host tests end. `beside`
 * is a window of the same browser profile that is open already. `scale` is of the pixels, for pictures.
 */
export async function openWindow(
  browser,
  { url, folder, payload = {}, size = { width: 1400, height: 900 }, scale = 1, onPage, beside },
) {
  const context =
    beside?.page.context() ??
    (await browser.newContext({
      viewport: size,
      deviceScaleFactor: scale,
      permissions: ['clipboard-read', 'clipboard-write'],
    }));
  const page = await context.newPage();
  onPage?.(page);
  let exit;
  const exited = new Promise((resolve) => (exit = resolve));
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.exposeFunction('codeAutomationExit', (code) => exit(code));
  const authority = new URL(url).host;
  const pairs = Object.entries(payload).flatMap(([key, value]) =>
    [value].flat().map((path) => [key, `vscode-remote://${authority}${path}`]),
  );
  const place = folder === undefined ? { ew: 'true' } : { folder };
  const query = new URLSearchParams({ ...place, payload: JSON.stringify(pairs) });
  await page.goto(`${url}/?${query}`);
  await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
  return { page, exited, close: () => (beside === undefined ? context.close() : page.close()) };
}
