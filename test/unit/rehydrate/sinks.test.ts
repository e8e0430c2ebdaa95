/** Lesson 25: a value is written the way its place needs: into patches, string literals, shell words. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctiveValue, isWellFormed, madeUp, openSession, plantedDetector } from '../tokenize/harness.ts';

const lines = [madeUp('l1'), madeUp('l2'), madeUp('l3')];
const several = lines.join('\n');
const session = openSession(plantedDetector([{ value: several, category: 'KEY' }]));
const token = session.tokenize(several).content;
const code = (text: string, languageId?: string) =>
  session.rehydrate(text.replaceAll('§', token), { sink: 'code', ...(languageId === undefined ? {} : { languageId }) })
    .content;

describe('code', () => {
  it.each([
    ['*** Begin Patch\n*** Add File: a.pem\n+§\n*** End Patch', '+'],
    ['--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-§\n', '-'],
    ['diff --git a/x b/x\n@@ -1 +1 @@\n §\n', ' '],
    ['@@ -1 +1 @@\n+key: §\n', '+'],
  ])('continues a patch line with its sign: %j', (patch, sign) => {
    expect(code(patch)).toBe(patch.replace('§', lines.join(`\n${sign}`)));
  });

  it('leaves lines that are in no patch alone', () => {
    expect(code('a = 1\n+§\n')).toBe(`a = 1\n+${several}\n`);
  });

  it('does not sign lines twice when the value was read from a patch', () => {
    const signed = lines.join('\n+');
    const patched = openSession(plantedDetector([{ value: signed }]));
    const text = `*** Begin Patch\n+${signed}\n`;
    expect(patched.rehydrate(patched.tokenize(text).content, { sink: 'code' }).content).toBe(text);
  });

  it('escapes a value for a string literal of JavaScript, where it would break it', () => {
    expect(code('const a = "§";', 'typescript')).toBe(`const a = "${lines.join('\\n')}";`);
    expect(code("const a = '§';", 'javascript')).toBe(`const a = '${lines.join('\\n')}';`);
    expect(code('const a = `§`;', 'javascript')).toBe(`const a = \`${several}\`;`);
    expect(code('"a\\"§"', 'javascript')).toBe(`"a\\"${lines.join('\\n')}"`);
    expect(code('const a = "§";')).toBe(`const a = "${several}";`);
  });
});

describe('shell', () => {
  it('is linear: a megabyte of openings takes no time', () => {
    const started = performance.now();
    for (const piece of ['<', '<< ', '<<a ', "<<'", 'x ']) {
      session.rehydrate(piece.repeat(200_000), { sink: 'shell' });
    }
    expect(performance.now() - started).toBeLessThan(4000);
  });

  /** Runs a template with the value in it through a real shell and gives what its command printed. */
  const printed = (secret: string, template: string): string => {
    const fresh = openSession(plantedDetector([{ value: secret, distinctive: false }]));
    const own = fresh.tokenize(secret).content;
    const command = fresh.rehydrate(template.replace('§', own), { sink: 'shell' }).content;
    return execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  };
  const templates = [
    `printf %s §`,
    `printf %s "§"`,
    `printf %s '§'`,
    `A=§; printf %s "$A"`,
    `A="§"; printf %s "$A"`,
    `printf %s "$(printf %s '§')"`,
    `printf %s "$(printf %s "§")"`,
    `(printf %s '§')`,
    `cat <<'EOF'\n§\nEOF\n`,
    `cat <<EOF\n§\nEOF\n`,
    `cat <<-"E-F" | cat\n\t§\n\tE-F\n`,
    `# it isn't §\nprintf %s '§'`.replace('§', 'this'),
    `echo "it's" >/dev/null; printf %s §`,
    `echo a\\'b >/dev/null; printf %s "§"`,
    `true && printf %s §;`,
  ];

  it.each(templates)('keeps a value one word, none of it run: %j', (template) => {
    const hostile = [
      '$(touch /nowhere/x)`id`',
      `a'b"c\\d$e`,
      'a b;c|d&e>f<g(h)i*j?k[l]m{n}o~p#q!r',
      '-n',
      "''",
      '\\',
      '$',
      'x\ny',
    ];
    for (const secret of hostile) expect(printed(secret, template).replace(/\n$/, '')).toBe(secret);
  });

  it('does so for any value', () => {
    fc.assert(
      fc.property(
        distinctiveValue.filter((one) => !one.includes('\0') && isWellFormed(one)),
        fc.constantFrom(...templates),
        (secret, template) => {
          expect(printed(secret, template).replace(/\n$/, '')).toBe(secret);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('writes a plain value as it is', () => {
    const plain = madeUp('plain');
    const fresh = openSession(plantedDetector([{ value: plain }]));
    const own = fresh.tokenize(plain).content;
    expect(fresh.rehydrate(`curl -H X-Key:${own} "a ${own}"`, { sink: 'shell' }).content).toBe(
      `curl -H X-Key:${plain} "a ${plain}"`,
    );
  });

  it('lets no line of a value escape from a comment', () => {
    const fresh = openSession(plantedDetector([{ value: 'x\necho run', distinctive: false }]));
    const own = fresh.tokenize('x\necho run').content;
    expect(fresh.rehydrate(`true # ${own}\n`, { sink: 'shell' }).content).toBe('true # x\n# echo run\n');
  });
});
