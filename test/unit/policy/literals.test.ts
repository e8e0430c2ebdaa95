import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { requiredLiterals } from '../../../src/engine/policy/literals.ts';
import { fold } from '../../../src/engine/policy/scan-text.ts';

describe('literals that each match needs', () => {
  it.each([
    ['svc_[a-z]{40}', ['svc_']],
    ['(?i)API_KEY=.+', ['api_key=']],
    ['(foo|bar)?[0-9]+bazooka', ['bazooka']],
    ['(first|second)-[0-9]', ['first', 'second']],
    ['abcd?', ['abc']],
    ['abcd+e', ['abcd']],
    ['a{2}bcd', ['bcd']],
    ['\\bcorp\\.net\\b', ['corp.net']],
    ['x\\x41yyy', ['yyy']],
    ['(?P<value>tok_[0-9]+)', ['tok_']],
    ['[[:alpha:]\\]]+key', ['key']],
    ['\\Qa.b\\E[0-9]long', ['long']],
    ['(abc)*', undefined],
    ['(abc){0,3}', undefined],
    ['abc|[0-9]{9}', undefined],
    ['[A-Z]{32}', undefined],
    ['ab', undefined],
    ['', undefined],
  ] as const)('%s', (pattern, literals) => {
    expect(requiredLiterals(pattern)).toEqual(literals);
  });

  const char = fc.constantFrom(
    'a',
    'b',
    'k',
    's',
    'K',
    'S',
    '-',
    '\\.',
    '\\b',
    '.',
    '[a-k]',
    '\\d',
    '\\x61',
    '\\pL',
    'ß',
    '\\Qka\\E',
    '^',
    '$',
  );
  const quantifier = fc.constantFrom('', '', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '+?', '{,2}');
  const sequenceOf = (atom: fc.Arbitrary<string>) =>
    fc
      .array(
        fc.tuple(atom, quantifier).map(([each, repeat]) => (/^(?:\\b|\^|\$)$/.test(each) ? each : each + repeat)),
        { minLength: 1, maxLength: 5 },
      )
      .map((atoms) => atoms.join(''));
  const patternOf = (atom: fc.Arbitrary<string>) =>
    fc.array(sequenceOf(atom), { minLength: 1, maxLength: 2 }).map((all) => all.join('|'));
  const inner = patternOf(char);
  const group = fc.oneof(
    inner.map((each) => `(${each})`),
    inner.map((each) => `(?i:${each})`),
  );
  const pattern = patternOf(fc.oneof({ weight: 4, arbitrary: char }, { weight: 1, arbitrary: group }));
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        'k',
        's',
        'K',
        'S',
        '-',
        '.',
        '1',
        'ß',
        '\u212a',
        '\u017f',
        ' ',
        'ka',
        'aaa',
        ',',
        '{',
        '}',
        '2',
      ),
      { maxLength: 40 },
    )
    .map((all) => all.join(''));

  it('never keep a pattern from a text that it matches', () => {
    let gated = 0;
    fc.assert(
      fc.property(fc.boolean(), pattern, text, (anyCase, source, sample) => {
        const full = anyCase ? `(?i)${source}` : source;
        let matches: boolean;
        try {
          matches = RE2JS.compile(full).matcher(sample).find();
        } catch {
          return;
        }
        const literals = requiredLiterals(full);
        if (literals) gated += 1;
        if (matches && literals)
          expect(
            literals.some((literal) => fold(sample).includes(literal)),
            full,
          ).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(gated).toBeGreaterThan(100);
  });

  it('are looked for in a folded text of the same length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (sample) => fold(sample).length === sample.length),
      { numRuns: 2000 },
    );
    for (let code = 0; code < 0x1_0000; code += 1)
      if (fold(String.fromCharCode(code)).length !== 1) expect.fail(`U+${code.toString(16)}`);
  });
});
