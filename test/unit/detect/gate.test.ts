/** The gate finds exactly what a plain search finds, in the order of where each literal ends. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createGate } from '../../../src/engine/detect/gate.ts';

const literal = fc.stringMatching(/^[ab:_é1-]{1,4}$/);

it('agrees with a plain search for any literals and texts', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(literal, { minLength: 1, maxLength: 8 }),
      fc.stringMatching(/^[abAB:_éÉx1-]{0,60}$/),
      (literals, text) => {
        const found: string[] = [];
        createGate(literals).scan(text, (index, end) => found.push(`${end}:${literals[index]}`));
        const folded = text.toLowerCase();
        const expected: string[] = [];
        for (let end = 1; end <= folded.length; end++) {
          for (const one of literals) if (folded.slice(0, end).endsWith(one)) expected.push(`${end}:${one}`);
        }
        expect(found.sort()).toEqual(expected.sort());
      },
    ),
  );
});

it('reads text of any characters', () => {
  const found: number[] = [];
  createGate(['key']).scan('\ud800\u0000ſK\uffffKEY\u212aey', (_, end) => found.push(end));
  expect(found).toEqual([8]);
});
