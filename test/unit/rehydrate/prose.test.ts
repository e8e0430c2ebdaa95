/** Lesson 22: a value restored into rendered Markdown never ends up in an address, an attribute or a tag, however the text is built. */
import { describe, expect, it } from 'vitest';
import { madeUp, openSession, plantedDetector } from '../tokenize/harness.ts';

const value = madeUp('prose', 24);
const session = openSession(plantedDetector([{ value }]));
const token = session.tokenize(value).content;

/** `§` stands for the token, `¶` for the value. */
const restored = (template: string) => {
  const text = template.replaceAll('§', token);
  const result = session.rehydrate(text, { sink: 'prose' });
  return result.content.replaceAll(token, '§').replaceAll(value, '¶');
};

describe('where nothing is rendered into an address', () => {
  it.each([
    ['plain words', 'the key is §, see', 'the key is ¶, see'],
    ['inline code', 'run `export KEY=§` now', 'run `export KEY=¶` now'],
    [
      'a fenced block',
      'see\n\n```sh\ncurl https://api.example/?key=§\n```\n',
      'see\n\n```sh\ncurl https://api.example/?key=¶\n```\n',
    ],
    ['a block with tildes', '~~~\n[a](§)\n~~~', '~~~\n[a](¶)\n~~~'],
    [
      'a longer fence round a shorter one',
      '````\n```\n<img src="§">\n```\n````\n§',
      '````\n```\n<img src="¶">\n```\n````\n¶',
    ],
    [
      'a fence in a list',
      '1. a\n   ```sh\n   K=§\n   ```\n2. b §\n\n```\n[a](§)\n```',
      '1. a\n   ```sh\n   K=¶\n   ```\n2. b ¶\n\n```\n[a](¶)\n```',
    ],
    ['a quotation', '> it is §', '> it is ¶'],
    ['a table', '| a | b |\n|---|---|\n| § | `§` |', '| a | b |\n|---|---|\n| ¶ | `¶` |'],
    ['a connection string', '`postgres://app:§@db.internal:5432/x`', '`postgres://app:¶@db.internal:5432/x`'],
    ['after a finished link', 'see [docs](https://e.x/a) for §', 'see [docs](https://e.x/a) for ¶'],
    ['after an address', 'see https://e.x/a for §', 'see https://e.x/a for ¶'],
    ['a link text', '[§](https://e.x/)', '[¶](https://e.x/)'],
    ['after a closed tag', 'a<br>§ and <b class="x">§', 'a<br>¶ and <b class="x">¶'],
    [
      'after code that quotes a tag',
      'put it in `<script src="x">` and `<img>`: §',
      'put it in `<script src="x">` and `<img>`: ¶',
    ],
    ['after code that quotes a link', '`[a](b` then §', '`[a](b` then ¶'],
    ['after a comparison', 'if a < b and § > c', 'if a < b and ¶ > c'],
    ['after a comment', '<!-- x --> §', '<!-- x --> ¶'],
    ['the next paragraph', '[a](http://e.x/"\n\n§', '[a](http://e.x/"\n\n¶'],
  ])('restores in %s', (_, given, expected) => {
    expect(restored(given)).toBe(expected);
  });
});

describe('where a value would leave the machine', () => {
  it.each([
    ['a link target', '[a](§)'],
    ['a link target, later', '[a](https://e.x/?q=§)'],
    ['an image', '![a](https://e.x/§.png)'],
    ['an image’s description', '![§](https://e.x/)'],
    ['an image in a link', '[![a](b)](https://e.x/§)'],
    ['a target in angle brackets', '[a](<https://e.x/ §>)'],
    ['a target with a bracket in it', '[a](<b)§>)'],
    ['a target with an escaped bracket', '[a](b\\)§)'],
    ['a target with nested brackets', '[a](b(c)§)'],
    ['a target over lines', '[a](\n  §)'],
    ['a title', '[a](b "§")'],
    ['a title that looks finished', '[a](b "c)§")'],
    ['a reference definition', '[a]: https://e.x/§'],
    ['a definition over lines', '[a]:\n   https://e.x/§'],
    ['a definition with the value alone', '[a]:\n§'],
    ['a definition in a quotation', '> [a]: §'],
    ['an address in angle brackets', '<https://e.x/§>'],
    ['a scheme of any kind', '<foo:§>'],
    ['a bare address', 'https://e.x/?q=§'],
    ['a bare address in capitals', 'HTTPS://e.x/?q=§'],
    ['an address without scheme', 'www.e.x/§'],
    ['a mail address', 'mailto:§@e.x'],
    ['a command', 'command:workbench.x?§'],
    ['a command link', '[run](command:x?%5B%22§%22%5D)'],
    ['a tag’s attribute', '<img src="https://e.x/§">'],
    ['an attribute without quotes', '<img src=§>'],
    ['an attribute behind a closing sign in quotes', '<img alt=">" src="§">'],
    ['an attribute over lines', '<img\n  src="§">'],
    ['an attribute over a blank line in a block', '<div title="\n\n§">'],
    ['a tag’s name', '<§>'],
    ['a closing tag', '</§>'],
    ['a style sheet', '<style>\na{background:url(§)}'],
    ['a script', '<script>\nfetch("§")'],
    ['a script inside of a false attribute', 'x <a href="<script>\n\n```\n§'],
    ['an attribute that is open in raw text', 'x <pre><div a="\n\n§'],
    ['an attribute that a comment seems to hold', '<!---><img src="http://e.x/?<!--->§'],
    ['a comment', '<!-- § -->'],
    ['an entity for a bracket', '&lt;img src="§">'],
    ['a numeric entity for a bracket', '&#60;img src=§>'],
    ['an entity in a scheme', '&#104;ttps://e.x/§'],
    ['entities for slashes', 'https:&#47;&#47;e.x/§'],
    ['escaped slashes', 'https:\\/\\/e.x/§'],
    ['an info string', '```§\n'],
    ['an info string with tildes', '~~~ a §\n'],
    ['unclosed inline code', '`code [a](§)'],
    ['inline code that is none', '\\`[a](§)`'],
    ['inline code itself', '`[a](§)`'],
    ['code over a table’s cells', '| `a | <img src="§"> |'],
  ])('keeps the token in %s', (_, given) => {
    expect(restored(given)).toBe(given);
    expect(session.rehydrate(given.replaceAll('§', token), { sink: 'prose' }).warnings[0]).toEqual({
      code: 'unsafe-sink',
      token,
    });
  });
});

describe('a block that is drawn', () => {
  it.each([
    ['Mermaid', '```mermaid\nclick A "https://e.x/§"\n```'],
    ['Mermaid with an image', '~~~ Mermaid\nA@{ img: "//e.x/§" }\n~~~'],
    ['braces', '```{mermaid}\n§\n```'],
    ['extensions to look up', '```vscode-extensions\n§.x\n```'],
    ['a list', '- ```mermaid\n  A@{ img: "//e.x/§" }\n  ```'],
    ['a quotation', '> ```mermaid\n> §\n> ```'],
    ['an indented one', '  ```mermaid\n  §\n  ```'],
    ['one behind a doubtful one', '\t```\n```mermaid\n§'],
    ['an HTML block', '<div>\n```mermaid\n§'],
  ])('keeps the token: %s', (_, given) => {
    expect(restored(given)).toBe(given);
  });

  it('is over where it ends', () => {
    expect(restored('```mermaid\na <b\n```\n§\n\n```sh\n§\n```')).toBe('```mermaid\na <b\n```\n¶\n\n```sh\n¶\n```');
    expect(restored('```mermaids\n§\n```')).toBe('```mermaids\n¶\n```');
  });
});

it('keeps the token of an address where a renderer makes a link of it, which the text behind it would lead elsewhere', () => {
  const address = `https://app:${madeUp('linked', 16)}@db.e.x`;
  const own = openSession(plantedDetector([{ value: address }]));
  const mark = own.tokenize(address).content;
  for (const text of [`${mark}.evil.e.x/`, `- see ${mark}`, `\`${mark}.evil.e.x`]) {
    expect(own.rehydrate(text, { sink: 'prose' }).content).toBe(text);
  }
  const fenced = (inside: string) => `\`\`\`\nURL=${inside}\n\`\`\`\n`;
  expect(own.rehydrate(fenced(mark), { sink: 'prose' }).content).toBe(fenced(address));
});

describe('fences that are none, or not for every renderer', () => {
  const image = '![a](https://e.x/?q=§)';
  it.each([
    ['closed already', `\`\`\`\nx\n\`\`\`\n${image}`],
    ['closed by more backquotes', `\`\`\`\nx\n\`\`\`\`\`\n${image}`],
    ['indented and closed at the margin', `   \`\`\`\nx\n\`\`\`\n${image}`],
    ['in a list that ends', `- a\n  \`\`\`\n${image}`],
    ['on a list’s line', `- \`\`\`\n${image}`],
    ['in a quotation that ends', `> \`\`\`\n${image}`],
    ['in a quotation', `> \`\`\`\n> ${image}`],
    ['indented by a tab', `\t\`\`\`\n${image}`],
    ['with a backquote in its info', `\`\`\` a\`b\n${image}`],
    ['inside an HTML block', `<div>\n\`\`\`\n\n${image}`],
    ['inside an HTML block in a list', `- <div>\n\`\`\`\n\n${image}`],
    ['inside a comment', `<!--\n\`\`\`\n-->\n${image}`],
    ['inside pre', `<pre>\n\n\`\`\`\n</pre>\n${image}`],
    ['as a definition’s address', `[x]:\n\`\`\`\n${image}`],
    ['inside a definition’s label', `[x\n\`\`\`\n]: y\n${image}`],
    ['inside a definition’s title', `[x]: y "\n\`\`\`\n"\n${image}`],
    ['inside mathematics', `$$\n\`\`\`\n$$\n${image}`],
    ['closed with other signs behind', `\`\`\`\nx\n\`\`\`~\n${image}`],
    ['closed with a tab behind', `\`\`\`\nx\n\`\`\`\t\n${image}`],
    ['with a lone carriage return', `\`\`\`\rx\r\`\`\`\r${image}`],
    ['closed by a value’s line', `\`\`\`\nx\n\`\`\`   \n${image}`],
  ])('are not believed when %s', (_, given) => {
    expect(restored(given)).toBe(given);
  });

  it('are read after the value was put in: a value can’t close a block unseen', () => {
    const closing = `${madeUp('closing', 12)}\n\`\`\`\n`;
    const tricky = openSession(plantedDetector([{ value: closing }, { value }]));
    const [first, second] = [closing, value].map((one) => tricky.tokenize(one).content) as [string, string];
    const answer = `\`\`\`\n${first}![a](${second})\n`;
    expect(tricky.rehydrate(answer, { sink: 'prose' }).content).toBe(`\`\`\`\n${closing}![a](${second})\n`);
  });
});

it('is linear: a megabyte of openings takes no time', () => {
  const started = performance.now();
  for (const piece of ['[a](', '<a ', '`', '<!--', '&', 'x', '> ', '<script>']) {
    session.rehydrate(piece.repeat(60_000) + token, { sink: 'prose' });
  }
  expect(performance.now() - started).toBeLessThan(4000);
});
