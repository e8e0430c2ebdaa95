import { expect, it } from 'vitest';
import { unlinked } from '../../../src/extension/hold/unlinked.ts';

it.each([
  ['[Allow](command:workbench.action.quit)', 'Allow(command:workbench.action.quit)'],
  ['[a\u200b](https://e.x)', 'a(https://e.x)'],
  ['ls \u202egnp.x lruc\u202c', 'ls gnp.x lruc'],
  ['a\r\n\t b\u2028c\u0007', 'a b c'],
  ['x'.repeat(300), `${'x'.repeat(200)}…`],
  ['create_issue', 'create_issue'],
])('is a plain line: %j', (given, expected) => {
  expect(unlinked(given)).toBe(expected);
});
