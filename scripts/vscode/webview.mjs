/** Finds our webviews in a window (they are frames in frames), and checks them as a person with a screen reader or a large zoom meets them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The frame of a webview that is on screen, by the name of its bundle in dist/views. Waits for it. */
export async function findView(page, name, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    for (const frame of page.frames()) {
      const found = await frame
        .evaluate(
          (sheet) => document.querySelector(sheet) !== null && document.querySelector('main') !== null,
          `link[href*="/views/${name}.css"]`,
        )
        .catch(() => false);
      if (found) return frame;
    }
    if (Date.now() > end) throw new Error(`the webview ${name} is not on screen`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What axe finds wrong in a frame, every rule and every impact: `rule (impact): element`. */
export async function checkAccessibility(frame) {
  await frame.evaluate(readFileSync(axe, 'utf8'));
  return frame.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { iframes: false });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(
        (node) => `${id} (${impact}): ${node.html.slice(0, 160)} ${node.any.map(({ message }) => message).join(' ')}`,
      ),
    );
  });
}

/** How a view fits: what is wider than the view, in CSS pixels, and its elements' number. */
export function measureView(frame, zoom) {
  return frame.evaluate((factor) => {
    const { documentElement } = document;
    const before = documentElement.style.zoom;
    documentElement.style.zoom = String(factor);
    const tooWide = documentElement.scrollWidth - documentElement.clientWidth;
    const measured = { tooWide, elements: document.querySelectorAll('*').length, lang: documentElement.lang };
    documentElement.style.zoom = before;
    return measured;
  }, zoom);
}
