/** Reads the chat out of the page. Runs inside the browser: it may use nothing from outside its own body. */
export function readChatRows() {
  const rows = [...document.querySelectorAll('.interactive-session .monaco-list-row[data-index]')]
    .filter((row) => row.querySelector('.interactive-item-container') !== null)
    .sort((one, other) => Number(one.dataset.index) - Number(other.dataset.index));
  return rows.map((row) => {
    const item = row.querySelector('.interactive-item-container');
    const code = [...item.querySelectorAll('.interactive-result-code-block')].map(codeOf);
    return {
      kind: item.classList.contains('interactive-request') ? 'request' : 'response',
      text: textOf(item),
      code,
      links: [...item.querySelectorAll('.rendered-markdown a, .rendered-markdown img')].map(
        (element) =>
          element.getAttribute('data-href') ?? element.getAttribute('href') ?? element.getAttribute('src') ?? '',
      ),
      complete: !item.classList.contains('chat-response-loading'),
    };
  });

  /** An editor keeps its lines in any order and writes spaces as no-break spaces. */
  function codeOf(block) {
    return [...block.querySelectorAll('.view-lines > .view-line')]
      .sort((one, other) => Number.parseFloat(one.style.top) - Number.parseFloat(other.style.top))
      .map((line) => line.textContent.replaceAll('\u00a0', ' '))
      .join('\n');
  }

  function textOf(item) {
    const copy = item.cloneNode(true);
    const blocks = [...item.querySelectorAll('.interactive-result-code-block')];
    copy.querySelectorAll('.interactive-result-code-block').forEach((block, at) => {
      block.replaceWith(`\n${codeOf(blocks[at])}\n`);
    });
    for (const hidden of copy.querySelectorAll('.header, .chat-footer-toolbar, style')) hidden.remove();
    for (const block of copy.querySelectorAll(
      'p, li, pre, h1, h2, h3, tr, .progress-container, .chat-tool-invocation-part',
    )) {
      block.append('\n');
    }
    return copy.textContent
      .replaceAll('\u00a0', ' ')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }
}
