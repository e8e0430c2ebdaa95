/** Finds our webviews in a window (they are frames in frames), and checks them as a person with a screen reader or a large zoom meets them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { within } from './within.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The frame of a webview that is on screen, by the name of its bundle in dist/views. Waits for it. */
export async function findView(page, name, ms = 20_000) {
  const end = Date.now() + ms;
  for (;;) {
    for (const frame of page.frames()) {
      // A frame that is just being made or thrown away may never answer.
      const found = await within(
        2000,
        frame.evaluate(
          (sheet) => document.querySelector(sheet) !== null && document.querySelector('main') !== null,
          `link[href*="/views/${name}.css"]`,
        ),
      ).catch(() => false);
      if (found) return frame;
    }
    if (Date.now() > end) throw new Error(`the webview ${name} is not on screen`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What axe finds wrong in a frame, every rule and every impact: `rule (impact): element`. */
export async function checkAccessibility(frame) {
  await frame.evaluate(readFileSync(axe, 'utf8'));
  // A webview may be transparent: what is behind it is the panel, which axe can't see from inside the frame.
  await frame.evaluate(() => {
    const { style } = document.documentElement;
    style.background = 'var(--vscode-panel-background, var(--vscode-editor-background))';
  });
  return frame.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { iframes: false });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(
        (node) => `${id} (${impact}): ${node.html.slice(0, 160)} ${node.any.map(({ message }) => message).join(' ')}`,
      ),
    );
  });
}

/** How a view fits: CSS pixels by which it is too wide, the number of its elements, its language. */
export function measureView(frame) {
  return frame.evaluate(() => {
    const { documentElement } = document;
    return {
      tooWide: documentElement.scrollWidth - documentElement.clientWidth,
      elements: document.querySelectorAll('*').length,
      lang: documentElement.lang,
    };
  });
}
