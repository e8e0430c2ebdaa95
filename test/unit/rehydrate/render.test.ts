/**
 * What a hostile model writes is restored, rendered by a real Markdown renderer and read by a real HTML parser: no attribute, tag name or
 * script of the result may hold the value, since the chat would fetch it, or a click would send it.
 */
import fc from 'fast-check';
import { marked } from 'marked';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { expect, it } from 'vitest';
import { createDetector } from '../../../src/engine/detect/index.ts';
import { createSession } from '../../../src/engine/tokenize/session.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';

/** Unlike any word of the pieces, and not an address by itself. */
const value = `Vz9${'kQ7mR2xT'}5pL`;
const session = createSession({ detector: createDetector(), clock: systemClock, random: systemRandom });
session.learn([{ value, category: 'SECRET', rule: 'known-value', title: 'A value' }]);
const token = session.tokenize(value).content;

/** What Markdown and HTML give a hostile writer to confuse a reader with. */
const pieces = [
  '[a](',
  '![a](',
  '](',
  ')',
  '[',
  '![',
  ']',
  ']:',
  '\n[x]: ',
  '[x]',
  '[x][y]',
  'http://e.x/',
  'https://e.x?q=',
  'www.e.x/',
  'mailto:a@',
  '<http://e.x/',
  '<mailto:',
  'command:',
  '<',
  '>',
  '<img src="http://e.x/?',
  '<img src=',
  '<a href=',
  '<a href="',
  '"',
  "'",
  '<!--',
  '-->',
  '<!-->',
  '<!--->',
  '<div>',
  '</div>',
  '<pre>',
  '</pre>',
  '<script>',
  '<b>',
  '<textarea>',
  '<svg>',
  '<![CDATA[',
  '<?',
  '<!X',
  '<div a="',
  "<div a='",
  '<x-y ',
  '<br>',
  '<i ',
  '<details>',
  '<summary>',
  '?',
  '=',
  '/',
  '{',
  '\n',
  '\n\n',
  '\n```\n',
  '```',
  '\n   ```\n',
  '\n ```js\n',
  '\n````\n',
  '\n~~~\n',
  '~~~',
  '\n```~\n',
  '\n``` x\n',
  '\n>```\n',
  '`',
  '``',
  '- ',
  '\n- ',
  '\n  ',
  '\n    ',
  '\n1. ',
  '> ',
  '\n> ',
  '\n>\n> ',
  '\\',
  '&lt;',
  '&#60;',
  '&amp;',
  '&#x3c;img src=',
  '\t',
  '\r',
  '\r\n',
  ' ',
  '(',
  'text',
  '\n$$\n',
  '\n---\n',
  '\n===\n',
  '|a|b|\n|-|-|\n|',
  '* * *',
  '\n# ',
  '\u00a0',
  '\u2028',
  '\f',
];

const hostile = fc
  .array(fc.oneof({ weight: 1, arbitrary: fc.constant(token) }, { weight: 5, arbitrary: fc.constantFrom(...pieces) }), {
    minLength: 2,
    maxLength: 16,
  })
  .map((parts) => `${parts.join('')}${token}`);

it('no restored value reaches an attribute, a tag or a script of the rendered answer', () => {
  let restored = 0;
  fc.assert(
    fc.property(hostile, (written) => {
      const { content, rehydratedCount } = session.rehydrate(written, { restorable: new Set([token]), sink: 'prose' });
      if (rehydratedCount === 0) return;
      restored += rehydratedCount;
      expect(leaksIn(parseFragment(marked.parse(content, { gfm: true, async: false })))).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
  // The law is not kept by restoring nothing.
  expect(restored).toBeGreaterThan(2000);
});

function leaksIn(node: DefaultTreeAdapterTypes.Node): string[] {
  const found: string[] = [];
  const holds = (text: string) => text.toLowerCase().includes(value.toLowerCase());
  if ('tagName' in node) {
    if (holds(node.tagName)) found.push('a tag name');
    for (const { name, value: text } of node.attrs)
      if (holds(name) || holds(text)) found.push(`${node.tagName} ${name}`);
    if (node.tagName === 'script' || node.tagName === 'style') {
      if (node.childNodes.some((child) => 'value' in child && holds(child.value))) found.push(node.tagName);
    }
  }
  if ('childNodes' in node) for (const child of node.childNodes) found.push(...leaksIn(child));
  if ('content' in node) found.push(...leaksIn(node.content));
  return found;
}
