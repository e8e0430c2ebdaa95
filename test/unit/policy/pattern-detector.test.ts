import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detector } from '../../../src/engine/detect/types.ts';
import type { JoinedFinding, PolicySourceInput } from '../../../src/engine/policy/index.ts';
import { clockAt, finding, outbound, setOf, source, today, wordDetector } from './fixture.ts';

const nothing: Detector = { detect: () => [] };
const token = `svc_${'a1'.repeat(20)}`;

function found(policies: unknown, text: string, path?: string, base: Detector = nothing): readonly JoinedFinding[] {
  return setOf([source('user', policies)])
    .patternDetector(base)
    .detect(text, path === undefined ? undefined : { path });
}
const values = (text: string, findings: readonly JoinedFinding[]) =>
  findings.map(({ start, end }) => text.slice(start, end));

describe('custom patterns', () => {
  it('find what they describe, under a rule named after the policy', () => {
    const text = `const a = "${token}";`;
    const [only, ...rest] = found(
      { name: 'svc', pattern: 'svc_[a-zA-Z0-9]{40}', category: 'TOKEN', description: 'Service token' },
      text,
    );
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ rule: 'policy:svc', category: 'TOKEN', title: 'Service token', distinctive: true });
    expect(text.slice(only!.start, only!.end)).toBe(token);
    expect(JSON.stringify(only)).not.toContain(token);
  });

  it('accept inline flags, a group named value, and letters beyond ASCII', () => {
    const text = 'id=CORP-123456; straße-42';
    expect(values(text, found({ name: 'a', pattern: '(?i)corp-(?P<value>[0-9]{6})' }, text))).toEqual(['123456']);
    expect(values(text, found({ name: 'a', pattern: 'stra\\p{L}e-\\d+' }, text))).toEqual(['straße-42']);
    expect(found({ name: 'a', pattern: '(?i)secret' }, '\u017fecret')).toHaveLength(1);
    expect(found({ name: 'a', pattern: '(?i)kelvin' }, '\u212aelvin')).toHaveLength(1);
  });

  it('keep to their paths, with globs; text whose file is not known is searched', () => {
    const policy = { name: 'a', pattern: 'abc[0-9]', paths: ['config/**', '*.env', '!config/public/**'] };
    const hits = (path?: string) => found(policy, 'abc1', path).length;
    expect([hits('config/a/b.yml'), hits('.\\config\\b.yml'), hits('./deep/x.env')]).toEqual([1, 1, 1]);
    expect([hits('src/a.ts'), hits('config/public/a.yml')]).toEqual([0, 0]);
    expect(hits()).toBe(1);
  });

  it('need a keyword near, in any case and within the distance', () => {
    const policy = { name: 'a', pattern: '[0-9]{6}', keywords: ['badge number'], keywordDistance: 20 };
    expect(found(policy, 'Badge Number is 123456')).toHaveLength(1);
    expect(found(policy, '123456 (badge number)')).toHaveLength(1);
    expect(found(policy, `badge number ${' '.repeat(30)} 123456`)).toHaveLength(0);
    expect(found(policy, '123456')).toHaveLength(0);
    expect(found(policy, `\u0130\u0130 Badge number 123456`)).toHaveLength(1);
  });

  it('find values by the name they are assigned to', () => {
    const policy = { name: 'a', variableNames: ['INTERNAL_SECRET', 'corp*pin'] };
    const cases: readonly [string, readonly string[]][] = [
      ['INTERNAL_SECRET=hunter22', ['hunter22']],
      ['export INTERNAL_SECRET="two words"', ['two words']],
      ["internal_secret: 'quoted-1'", ['quoted-1']],
      ['{"internal_secret": "json \\" value"}', ['json \\" value']],
      ['const cfg = { corpDoorPin: `1234-5678` }', ['1234-5678']],
      ['settings["corp_pin"] = "4711-4711"', ['4711-4711']],
      ['app.INTERNAL_SECRET := "goes-in-go"', ['goes-in-go']],
      [':internal_secret => "rubyish"', ['rubyish']],
      ['const INTERNAL_SECRET: string = "annotated"', ['annotated']],
      ['INTERNAL_SECRET = b"python"', ['python']],
      ['INTERNAL_SECRET = """many\nlines"""', ['many\nlines']],
      ['INTERNAL_SECRET == "compared"', []],
      ['INTERNAL_SECRET=process.env.OTHER', []],
      ['INTERNAL_SECRET = getSecret()', []],
      ['internal_secret: true', []],
      ['internal_secret: internal_secret', []],
      ['INTERNAL_SECRET=${FROM_SHELL}', []],
      ['MY_INTERNAL_SECRET=other-name', []],
      ['INTERNAL_SECRET = "never closed', []],
      ['INTERNAL_SECRET', []],
    ];
    for (const [text, expected] of cases) expect(values(text, found(policy, text)), text).toEqual(expected);
    const text = 'INTERNAL_SECRET="abc-42-def"';
    expect(values(text, found({ name: 'a', variableNames: ['internal_secret'], pattern: '[0-9]+' }, text))).toEqual([
      '42',
    ]);
  });

  it('are no longer run once they expire, are off, or are replaced', () => {
    const clock = clockAt(today);
    const detector = setOf([source('user', { name: 'a', pattern: 'abc', expires: '2026-06-01' })], {
      clock,
    }).patternDetector(nothing);
    expect(detector.detect('abc')).toHaveLength(1);
    clock.time += 86_400_000;
    expect(detector.detect('abc')).toHaveLength(0);
    expect(found({ name: 'a', pattern: 'abc', enabled: false }, 'abc')).toHaveLength(0);
  });
});

describe('overlaps', () => {
  const text = 'url=svc://user:hunter2@host/path';
  const base = wordDetector({ hunter2: 'database-url' });

  it('are joined into the span of both, under the policies of both', () => {
    const set = setOf([source('user', { name: 'urls', pattern: 'svc://[^ ]+', enforcement: 'monitor' })]);
    const [only, ...rest] = set.patternDetector(base).detect(text) as JoinedFinding[];
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ start: 4, end: text.length, rule: 'policy:urls', also: ['database-url'] });
    expect(set.decide(only!, outbound)).toMatchObject({ enforcement: 'block', policy: 'database-urls' });
  });

  it('with a policy that only observes change nothing but who is asked', () => {
    const set = setOf([
      source('workspace', { name: 'urls', pattern: 'svc://[^ ]+', enforcement: 'warn', transform: 'none' }),
    ]);
    const [only, ...rest] = set.patternDetector(base).detect(text) as JoinedFinding[];
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ start: text.indexOf('hunter2'), rule: 'database-url', also: ['policy:urls'] });
    expect(set.decide(only!, outbound)).toMatchObject({ enforcement: 'block', transform: 'tokenize' });
  });

  it('leave findings sorted, apart, inside the text, covering every secret, and never looser than without the patterns', () => {
    const word = fc.constantFrom('abc', 'bcd', 'cde', 'ab', 'xyz', ' ', 'svc');
    const sample = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
    const policies = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('p1', 'p2', 'p3'),
        pattern: fc.constantFrom('bcda?b?', 'abc+', 'c[a-z ]{3}', 'e.*x', 'xyz'),
        enforcement: fc.constantFrom('warn', 'monitor'),
        transform: fc.constantFrom('tokenize', 'redact', 'none'),
      }),
      { selector: (each) => each.name, maxLength: 3 },
    );
    fc.assert(
      fc.property(sample, policies, (content, rules) => {
        const words = wordDetector({ cde: 'aws-x', xyz: 'github-x' });
        const set = setOf([source('workspace', rules)]);
        const findings = set.patternDetector(words).detect(content) as readonly JoinedFinding[];
        findings.forEach((each, index) => {
          expect(each.start).toBeGreaterThanOrEqual(index === 0 ? 0 : findings[index - 1]!.end);
          expect(each.end).toBeGreaterThan(each.start);
          expect(each.end).toBeLessThanOrEqual(content.length);
        });
        for (const secret of words.detect(content)) {
          const cover = findings.find((each) => each.start <= secret.start && secret.end <= each.end);
          expect(cover).toBeDefined();
          expect(set.decide(cover!, outbound)).toMatchObject({ enforcement: 'block' });
          expect(set.decide(cover!, outbound).transform).not.toBe('none');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leave the base detector alone where no custom policy is in force', () => {
    const findings = [finding('aws-x')];
    expect(
      setOf([])
        .patternDetector({ detect: () => findings })
        .detect('x'),
    ).toBe(findings);
  });
});

describe('time', () => {
  const scan = (input: readonly PolicySourceInput[], text: string) => {
    const detector = setOf(input).patternDetector(nothing);
    const started = performance.now();
    detector.detect(text);
    return performance.now() - started;
  };

  it.each([
    ['(a+)+$', `${'a'.repeat(200_000)}!`],
    ['(a|a)*b', 'a'.repeat(200_000)],
    ['(?i)(x+x+)+y', 'x'.repeat(200_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(200_000)],
    ['(.*a){20}', 'b'.repeat(100_000)],
    ['(\\w+\\s?)*:', 'word '.repeat(40_000)],
  ])('%s stays linear', (pattern, text) => {
    const sources = [source('user', { name: 'a', pattern })];
    scan(sources, text.slice(0, 2000));
    expect(scan(sources, text)).toBeLessThan(2_500);
  });

  it('variable names and globs that nest stay linear', () => {
    const names = [source('user', { name: 'a', variableNames: ['aa*a*a*a*a*a*a*b', 'aa'] })];
    expect(scan(names, `${'a'.repeat(500_000)}=`)).toBeLessThan(1_500);
    expect(scan(names, 'aa = "'.repeat(50_000))).toBeLessThan(1_500);
    const globs = setOf([
      source('user', { name: 'a', pattern: 'abc', paths: ['**/*a*a*/**/*b*b*/**/*c'] }),
    ]).patternDetector(nothing);
    const started = performance.now();
    globs.detect('abc', { path: `${'a/'.repeat(200)}${'ab'.repeat(2000)}` });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('1,000 policies with literals cost one pass over a text without them', () => {
    const policies = Array.from({ length: 1000 }, (_, index) => ({
      name: `p${index}`,
      pattern: `corp${index}_[a-z]{20}`,
    }));
    const detector = setOf([source('organization', policies)]).patternDetector(nothing);
    const text = 'const user = await load(request.id); // nothing to see\n'.repeat(3600);
    const best = Math.min(
      ...Array.from({ length: 10 }, () => {
        const started = performance.now();
        detector.detect(text);
        return performance.now() - started;
      }),
    );
    expect(best).toBeLessThan(8);
    expect(detector.detect(`x = corp7_${'q'.repeat(20)}`)).toMatchObject([{ rule: 'policy:p7' }]);
  });

  it('more policies than the gate can hold are still all in force', () => {
    const policies = Array.from({ length: 5000 }, (_, index) => ({
      name: `p${index}`,
      pattern: `a-long-enough-literal-${index}x`,
    }));
    policies.push({ name: 'umlaut', pattern: '[0-9]{4}', keywords: ['prüfung'] } as never);
    const detector = setOf([source('organization', policies)]).patternDetector(nothing);
    expect(detector.detect('a-long-enough-literal-4999x')).toHaveLength(1);
    expect(detector.detect('PRÜFUNG 1234')).toHaveLength(1);
  });
});
