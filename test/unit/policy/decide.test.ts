import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enforcement, PolicySource } from '../../../src/engine/model.ts';
import {
  builtInPolicies,
  type PolicySet,
  type PolicySourceInput,
  parsePolicies,
  policyOfRule,
} from '../../../src/engine/policy/index.ts';
import { clockAt, finding, inbound, outbound, setOf, source, today } from './fixture.ts';

const custom = { name: 'svc', pattern: 'svc_[a-z]{8}' };
const strictness = { monitor: 0, warn: 1, block: 2, none: 0, tokenize: 1, redact: 2 };

describe('built-in policies', () => {
  it('hold with no other policy: all in block and tokenized, but private hosts, which warn', () => {
    const set = setOf([]);
    for (const rule of [
      'aws-access-key-id',
      'stripe-secret-key',
      'github-token',
      'private-key-rsa',
      'known-value',
      'never-heard-of',
    ]) {
      expect(set.decide(finding(rule), outbound), rule).toMatchObject({
        enforcement: 'block',
        transform: 'tokenize',
        source: 'built-in',
        locked: false,
        revision: 0,
      });
    }
    expect(set.decide(finding('private-host'), outbound)).toMatchObject({
      policy: 'private-hosts',
      enforcement: 'warn',
      transform: 'tokenize',
    });
    expect(set.refusal()).toBeUndefined();
  });

  it('are found by the words a rule id begins with; what none names is in other-secrets', () => {
    expect(policyOfRule('aws-secret-access-key', 'secret')).toBe('aws-keys');
    expect(policyOfRule('awsome-thing', 'secret')).toBe('other-secrets');
    expect(policyOfRule('email', 'pii')).toBe('pii');
  });

  it("follow the detector's word where it gives one", () => {
    const set = setOf([], {
      rules: [
        { id: 'oddly-named', policy: 'aws-keys' },
        { id: 'github-x', policy: 'not-a-policy' },
      ],
    });
    expect(set.decide(finding('oddly-named'), outbound).policy).toBe('aws-keys');
    expect(set.decide(finding('github-x'), outbound).policy).toBe('github-tokens');
  });

  it('can change mode by the settings, and be neither deleted nor left unmasked', () => {
    const set = setOf([], { settings: { 'aws-keys': 'monitor' } });
    expect(set.decide(finding('aws-x'), outbound)).toMatchObject({
      enforcement: 'monitor',
      transform: 'tokenize',
      source: 'user',
    });
    const [policy] = source('user', [{ name: 'aws-keys' }]).policies;
    const hostile = setOf([
      { source: 'user', policies: [{ ...policy!, enabled: false, transform: 'none', direction: 'inbound' }] },
    ]);
    expect(hostile.decide(finding('aws-x'), outbound)).toMatchObject({ enforcement: 'block', transform: 'tokenize' });
    expect(
      builtInPolicies.every(({ name }) => hostile.describe().some((state) => state.name === name && state.builtIn)),
    ).toBe(true);
  });

  it('leave personal data alone until pii is switched on', () => {
    const email = finding('email', { kind: 'pii', category: 'PII' });
    expect(setOf([]).pii).toBe(false);
    expect(setOf([]).decide(email, outbound)).toMatchObject({
      enforcement: 'monitor',
      transform: 'none',
      policy: 'pii',
    });
    const on = setOf([], { settings: { pii: 'warn' } });
    expect(on.pii).toBe(true);
    expect(on.decide(email, outbound)).toMatchObject({ enforcement: 'warn', transform: 'tokenize' });
  });
});

describe('scopes', () => {
  const ruling = (...sources: PolicySourceInput[]) => setOf(sources).decide(finding('aws-x'), outbound);
  const mode = (name: PolicySourceInput['source'], enforcement: Enforcement, more = {}) =>
    source(name, { name: 'aws-keys', enforcement, ...more }, 7);

  it('narrower wins: repository over team over organization over built-in', () => {
    expect(ruling(mode('organization', 'warn'))).toMatchObject({
      enforcement: 'warn',
      source: 'organization',
      revision: 7,
    });
    expect(ruling(mode('organization', 'warn'), mode('team', 'monitor'))).toMatchObject({
      enforcement: 'monitor',
      source: 'team',
    });
    expect(ruling(mode('repository', 'block'), mode('team', 'monitor'))).toMatchObject({
      enforcement: 'block',
      source: 'repository',
    });
    expect(ruling(mode('user', 'monitor'), mode('repository', 'block'))).toMatchObject({
      enforcement: 'monitor',
      source: 'user',
    });
  });

  it('unless the broader is locked: then it is a floor', () => {
    const locked = mode('organization', 'warn', { locked: true });
    expect(ruling(locked, mode('team', 'monitor'))).toMatchObject({
      enforcement: 'warn',
      source: 'organization',
      locked: true,
    });
    expect(ruling(locked, mode('team', 'block'))).toMatchObject({
      enforcement: 'block',
      source: 'team',
      locked: false,
    });
    expect(setOf([locked], { settings: { 'aws-keys': 'monitor' } }).decide(finding('aws-x'), outbound)).toMatchObject({
      enforcement: 'warn',
      locked: true,
    });
    expect(setOf([locked], { settings: { 'aws-keys': 'block' } }).decide(finding('aws-x'), outbound)).toMatchObject({
      enforcement: 'block',
      locked: false,
    });
    const equal = ruling(mode('organization', 'block', { locked: true }), mode('user', 'block'));
    expect(equal).toMatchObject({ locked: true, source: 'organization' });
  });

  it('what a workspace says may only tighten, and its lock holds nobody', () => {
    expect(ruling(mode('workspace', 'monitor'))).toMatchObject({ enforcement: 'block', source: 'built-in' });
    expect(ruling(mode('organization', 'monitor'), mode('workspace', 'block', { locked: true }))).toMatchObject({
      enforcement: 'block',
      source: 'workspace',
      locked: false,
    });
    const off = setOf([
      source('user', custom),
      source('workspace', { ...custom, enabled: false, enforcement: 'monitor' }),
    ]);
    expect(off.decide(finding('policy:svc'), outbound)).toMatchObject({ enforcement: 'block', source: 'user' });
    const observed = setOf([
      source('user', custom),
      source('workspace', { ...custom, enforcement: 'warn', transform: 'none' }),
    ]);
    expect(observed.decide(finding('policy:svc'), outbound)).toMatchObject({
      enforcement: 'block',
      transform: 'tokenize',
    });
  });

  it('the same pattern and matchers under another name is the same policy', () => {
    const set = setOf([
      source('organization', custom),
      source('team', { ...custom, name: 'renamed', enforcement: 'warn' }),
    ]);
    const states = set.describe().filter((state) => !state.builtIn);
    expect(states.map((state) => [state.name, state.inForce])).toEqual([
      ['svc', false],
      ['renamed', true],
    ]);
    expect(states[0]!.notes.join(' ')).toContain('renamed (team) replaces it');
  });
});

describe('deciding', () => {
  it('takes the strictest of several policies, for mode and transform each', () => {
    const set = setOf([
      source('user', [
        { ...custom, enforcement: 'warn', transform: 'redact' },
        { name: 'b', pattern: 'abc', enforcement: 'monitor', transform: 'none' },
      ]),
    ]);
    const joined = set.decide(finding('github-token', { also: ['policy:b', 'policy:svc'] }), outbound);
    expect(joined).toMatchObject({ enforcement: 'block', transform: 'redact', policy: 'github-tokens' });
    expect(joined.because.at(-1)).toContain('The strictest holds: block by github-tokens (built-in), and redact.');
    expect(set.decide(finding('policy:svc'), outbound)).toMatchObject({ enforcement: 'warn', transform: 'redact' });
    expect(set.decide(finding('policy:b'), outbound)).toMatchObject({ enforcement: 'monitor', transform: 'none' });
  });

  it('says why, step by step', () => {
    const set = setOf(
      [source('organization', { name: 'aws-keys', enforcement: 'warn', locked: true, message: 'Ask.' }, 12)],
      { settings: { 'aws-keys': 'block' } },
    );
    expect(set.decide(finding('aws-x'), outbound)).toMatchObject({
      because: [
        'Rule aws-x belongs to the built-in policy aws-keys.',
        'aws-keys (organization, revision 12, locked) says warn, tokenize.',
        'aws-keys (user) says block, tokenize.',
        'The strictest holds: block by aws-keys (user), and tokenize.',
      ],
    });
  });

  it('looks one way where the policy says so', () => {
    const set = setOf([source('user', { ...custom, direction: 'inbound' })]);
    expect(set.decide(finding('policy:svc'), inbound).enforcement).toBe('block');
    expect(set.decide(finding('policy:svc'), outbound)).toMatchObject({ enforcement: 'monitor', transform: 'none' });
  });

  it('keeps masked what a policy masked before it was taken away, and blocks nothing for it', () => {
    expect(setOf([]).decide(finding('policy:gone'), outbound)).toMatchObject({
      enforcement: 'monitor',
      transform: 'tokenize',
    });
  });

  it('a policy expires without a new set, and what it replaced holds again', () => {
    const clock = clockAt(today);
    const set = setOf([source('user', { name: 'aws-keys', enforcement: 'monitor', expires: '2026-06-01' })], { clock });
    expect(set.decide(finding('aws-x'), outbound).enforcement).toBe('monitor');
    clock.time += 86_400_000;
    expect(set.decide(finding('aws-x'), outbound).enforcement).toBe('block');
    expect(set.describe().find((state) => state.source === 'user')).toMatchObject({
      inForce: false,
      notes: ['It has expired.'],
    });
  });

  it('takes under 20 microseconds a finding with 1,000 policies', () => {
    const policies = parsePolicies(
      JSON.stringify(Array.from({ length: 1000 }, (_, index) => ({ name: `p${index}`, pattern: `abc${index}x` }))),
    );
    const set = setOf([{ source: 'organization', policies }]);
    const findings = Array.from({ length: 1000 }, (_, index) =>
      finding(`policy:p${index}`, index % 2 ? { also: ['aws-x', `policy:p${999 - index}`] } : {}),
    );
    const round = () => {
      const started = performance.now();
      for (const each of findings) set.decide(each, outbound);
      return ((performance.now() - started) * 1000) / findings.length;
    };
    const best = Math.min(...Array.from({ length: 10 }, round));
    expect(best).toBeLessThan(20);
  });
});

describe('merging', () => {
  const sources: readonly PolicySource[] = ['organization', 'team', 'repository', 'user', 'workspace'];
  const rule = fc.record({
    name: fc.constantFrom('aws-keys', 'pii', 'svc', 'other'),
    shape: fc.constantFrom('abc[0-9]', 'xyz[0-9]'),
    enforcement: fc.constantFrom<Enforcement>('block', 'warn', 'monitor'),
    transform: fc.constantFrom('tokenize', 'redact', 'none'),
    enabled: fc.boolean(),
    locked: fc.boolean(),
  });
  const layer = fc.record({
    source: fc.constantFrom(...sources),
    rules: fc.uniqueArray(rule, { maxLength: 3, selector: (each) => each.name }),
  });
  const layers = fc.array(layer, { maxLength: 6 });
  type Layer = typeof layer extends fc.Arbitrary<infer T> ? T : never;

  const inputOf = ({ source: name, rules }: Layer): PolicySourceInput =>
    source(
      name as PolicySourceInput['source'],
      rules.map(({ name: policy, shape, ...rest }) => {
        const transform = rest.transform === 'none' && rest.enforcement === 'block' ? 'tokenize' : rest.transform;
        if (policy === 'aws-keys' || policy === 'pii') {
          return {
            name: policy,
            ...rest,
            transform: transform === 'none' ? 'tokenize' : transform,
            enabled: policy === 'aws-keys' || rest.enabled,
          };
        }
        return { name: policy, pattern: shape, ...rest, transform };
      }),
    );
  const probes = [
    finding('aws-x'),
    finding('email', { kind: 'pii' }),
    finding('policy:svc'),
    finding('policy:other'),
    finding('aws-x', { also: ['policy:svc', 'policy:other'] }),
  ];
  const outcome = (set: PolicySet) => probes.map((probe) => set.decide(probe, outbound));

  it("doesn't depend on the order of the sources", () => {
    fc.assert(
      fc.property(layers, fc.nat(), (given, seed) => {
        const inputs = given.map(inputOf);
        const shuffled = [...inputs].sort(
          (a, b) => ((inputs.indexOf(a) * 7919 + seed) % 31) - ((inputs.indexOf(b) * 7919 + seed) % 31),
        );
        expect(outcome(setOf(shuffled))).toEqual(outcome(setOf(inputs)));
      }),
    );
  });

  it('is associative: a layer split into several of the same scope, in any grouping, decides the same', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const split = given.flatMap(({ source: name, rules }) =>
          rules.map((each) => ({ source: name, rules: [each] })),
        );
        expect(outcome(setOf(split.map(inputOf)))).toEqual(outcome(setOf(given.map(inputOf))));
      }),
    );
  });

  it('is monotone: nothing narrower loosens what an organization locked, and no workspace loosens anything', () => {
    fc.assert(
      fc.property(layers, layers, (broad, narrow) => {
        const held = broad
          .filter((each) => each.source === 'organization')
          .map((each) => ({ ...each, rules: each.rules.map((one) => ({ ...one, locked: true })) }));
        const floor = outcome(setOf(held.map(inputOf)));
        const below = narrow.filter((each) => each.source !== 'organization').map(inputOf);
        const after = outcome(setOf([...held.map(inputOf), ...below]));
        const named = new Set<string>(
          held.flatMap((each) =>
            each.rules.filter((one) => one.enabled || one.name === 'aws-keys').map((one) => one.name),
          ),
        );
        ['aws-keys', 'pii', 'svc', 'other'].forEach((name, index) => {
          if (named.has(name)) expectNotLooser(after[index]!, floor[index]!);
        });

        const base = broad.filter((each) => each.source !== 'workspace').map(inputOf);
        const workspace = narrow.map((each) => inputOf({ ...each, source: 'workspace' }));
        const before = outcome(setOf(base));
        outcome(setOf([...base, ...workspace])).forEach((decision, index) => {
          const spoken = before[index]!.because.some((step) => step.includes(' says '));
          if (spoken) expectNotLooser(decision, before[index]!);
        });
      }),
      { numRuns: 300 },
    );
  });

  function expectNotLooser(
    after: { enforcement: Enforcement; transform: keyof typeof strictness },
    before: typeof after,
  ) {
    expect(strictness[after.enforcement]).toBeGreaterThanOrEqual(strictness[before.enforcement]);
    expect(strictness[after.transform]).toBeGreaterThanOrEqual(strictness[before.transform]);
  }
});
