import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTakumoError } from '../../../src/engine/errors.ts';
import { canonicalJson, type Json, type OpenBundleOptions, openBundle } from '../../../src/engine/policy/index.ts';
import { verifyEd25519 } from '../../../src/platform/sync/verify.ts';
import { clockAt, finding, outbound, setOf, source, thrown, today } from './fixture.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
const hour = 3_600_000;

const good = {
  version: 1,
  organization: 'acme',
  scope: {},
  revision: 7,
  issuedAt: new Date(today - hour).toISOString(),
  expiresAt: new Date(today + hour).toISOString(),
  failMode: 'fail_closed',
  settings: {},
  policies: [{ name: 'aws-keys', enforcement: 'warn' }],
} satisfies Json;

function signed(text: string) {
  const bytes = Buffer.from(text);
  return {
    payload: bytes.toString('base64'),
    signature: sign(null, bytes, privateKey).toString('base64'),
    keyId: 'k1',
  };
}
const signedJson = (value: Json) => signed(canonicalJson(value));

function opened(envelope: unknown, more: Partial<OpenBundleOptions> = {}) {
  const pinned = { organization: 'acme', keyId: 'k1', publicKey: raw };
  return openBundle({ signed: envelope, pinned, verify: verifyEd25519, clock: clockAt(today), ...more });
}

describe('a bundle', () => {
  it('that is good gives its policies by scope, its settings and its terms', () => {
    const bundle = opened(
      signedJson({
        ...good,
        scope: { team: 'core', repository: 'host/o/n' },
        settings: {
          zdr: { value: true, locked: true },
          pause: { value: false, locked: true },
          unscannable: { value: 'block', locked: false },
          posture: { value: 'protect', locked: false },
          rehydrate: { value: { mode: 'tools:create_file', neverCategories: ['PII'], shell: 'keep' }, locked: true },
        },
        policies: [
          { name: 'aws-keys', enforcement: 'warn', locked: true },
          { name: 'aws-keys', enforcement: 'block', scope: 'team' },
          { name: 'svc', pattern: 'svc_[a-z]+', scope: 'repository' },
        ],
      }),
    );
    expect(bundle).toMatchObject({
      organization: 'acme',
      revision: 7,
      failMode: 'fail_closed',
      expiresAt: today + hour,
      scope: { team: 'core' },
    });
    expect(bundle.sources.map((each) => [each.source, each.policies.length, each.revision])).toEqual([
      ['organization', 1, 7],
      ['team', 1, 7],
      ['repository', 1, 7],
    ]);
    expect(bundle.settings).toMatchObject({
      zdr: { value: true, locked: true },
      pause: { value: false, locked: true },
      rehydrate: { value: { mode: { tools: ['create_file'] }, neverCategories: ['PII'], shell: 'keep' }, locked: true },
    });
  });

  it.each([
    ['another key id', { ...signedJson(good), keyId: 'k2' }, 'bundle-signature-invalid'],
    [
      'another payload',
      { ...signedJson(good), payload: signedJson({ ...good, revision: 8 }).payload },
      'bundle-signature-invalid',
    ],
    ['a short signature', { ...signedJson(good), signature: 'AAAA' }, 'bundle-signature-invalid'],
    ['no base64', { ...signedJson(good), payload: '!!!!' }, 'bundle-malformed'],
    ['base64 without padding', { ...signedJson(good), signature: 'AAA' }, 'bundle-malformed'],
    ['another organization', signedJson({ ...good, organization: 'globex' }), 'bundle-wrong-organization'],
    [
      'an expiry that is past',
      signedJson({ ...good, expiresAt: new Date(today - 6 * 60_000).toISOString() }),
      'bundle-expired',
    ],
    [
      'a birth in the future',
      signedJson({ ...good, issuedAt: new Date(today + 6 * 60_000).toISOString() }),
      'bundle-malformed',
    ],
    ['an expiry before its birth', signedJson({ ...good, expiresAt: good.issuedAt }), 'bundle-malformed'],
    ['a later version', signedJson({ ...good, version: 2 }), 'bundle-malformed'],
    ['a field it does not know', signedJson({ ...good, extra: 1 }), 'bundle-malformed'],
    [
      'a setting it does not know',
      signedJson({ ...good, settings: { other: { value: 1, locked: true } } }),
      'bundle-malformed',
    ],
    [
      'a mode it does not know',
      signedJson({ ...good, policies: [{ name: 'aws-keys', enforcement: 'maybe' }] }),
      'bundle-malformed',
    ],
    [
      'a pattern it cannot run',
      signedJson({ ...good, policies: [{ name: 'a', pattern: '(?=a)' }] }),
      'bundle-malformed',
    ],
    ['a fail mode it does not know', signedJson({ ...good, failMode: 'open' }), 'bundle-malformed'],
    ['revision 0', signedJson({ ...good, revision: 0 }), 'bundle-malformed'],
    ['a payload that is not canonical', signed(JSON.stringify(good)), 'bundle-malformed'],
    ['a name given twice', signed('{"version":1,"version":1}'), 'bundle-malformed'],
    ['no object', signed('[]'), 'bundle-malformed'],
    ['no JSON', signed('{'), 'bundle-malformed'],
    ['no envelope', null, 'bundle-malformed'],
    ['an empty envelope', {}, 'bundle-malformed'],
  ])('with %s is refused', (_, envelope, code) => {
    expect(thrown(() => opened(envelope)).code).toBe(code);
  });

  it('tells where in the payload it is wrong', () => {
    const error = thrown(() => opened(signedJson({ ...good, policies: [{ enforcement: 'maybe', name: 'aws-keys' }] })));
    expect(error.details.position).toMatchObject({ line: 1, field: '/policies/0/enforcement' });
    expect(error.details.position?.column).toBeGreaterThan(100);
  });

  it('never goes back in revision, and bears a clock that is some minutes off', () => {
    expect(thrown(() => opened(signedJson(good), { floor: 8 })).code).toBe('bundle-stale-revision');
    expect(opened(signedJson(good), { floor: 7 }).revision).toBe(7);
    expect(opened(signedJson(good), { clock: clockAt(today + hour + 4 * 60_000) }).revision).toBe(7);
    expect(opened(signedJson(good), { clock: clockAt(today - hour - 4 * 60_000) }).revision).toBe(7);
    expect(opened(signedJson(good), { clock: clockAt(today + 5 * hour), allowExpired: true }).revision).toBe(7);
  });

  it('whatever is signed or sent, only an error of the closed set is thrown', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.json().map((text) => signed(text)),
      fc
        .record({ field: fc.constantFrom(...Object.keys(good)), value: fc.json() })
        .map(({ field, value }) => signedJson({ ...good, [field]: JSON.parse(value) as Json })),
      fc.uint8Array().map((bytes) => ({
        payload: Buffer.from(bytes).toString('base64'),
        signature: sign(null, bytes, privateKey).toString('base64'),
        keyId: 'k1',
      })),
    );
    fc.assert(
      fc.property(anything, (envelope) => {
        try {
          opened(envelope);
        } catch (error) {
          expect(isTakumoError(error), String(error)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('fail modes', () => {
  const bundleOf = (failMode: 'fail_closed' | 'fail_open') => opened(signedJson({ ...good, failMode }));

  it('fail_closed: outbound is refused once the policy expired, and only then', () => {
    const clock = clockAt(today);
    const set = setOf([], { bundle: bundleOf('fail_closed'), clock });
    expect(set.refusal()).toBeUndefined();
    expect([set.failMode, set.revision, set.organization]).toEqual(['fail_closed', 7, 'acme']);
    clock.time = today + hour + 6 * 60_000;
    expect(set.refusal()).toMatchObject({ code: 'outbound-refused' });
    expect(
      setOf([], { floor: { organization: 'acme', revision: 7, failMode: 'fail_closed' } }).refusal(),
    ).toMatchObject({ code: 'outbound-refused' });
  });

  it('fail_open: the last good policy holds on, else the built-ins', () => {
    const set = setOf([], { bundle: bundleOf('fail_open'), clock: clockAt(today + 100 * hour) });
    expect(set.refusal()).toBeUndefined();
    expect(set.decide(finding('aws-x'), outbound)).toMatchObject({ enforcement: 'warn', source: 'organization' });
    const without = setOf([], { floor: { organization: 'acme', revision: 7, failMode: 'fail_open' } });
    expect(without.refusal()).toBeUndefined();
    expect(without.decide(finding('aws-x'), outbound).enforcement).toBe('block');
  });

  it("an organization's policy stands between the built-in one and the user's", () => {
    const set = setOf([source('user', { name: 'aws-keys', enforcement: 'monitor' })], {
      bundle: bundleOf('fail_open'),
    });
    expect(set.decide(finding('aws-x'), outbound)).toMatchObject({ enforcement: 'monitor', source: 'user' });
  });
});

describe('canonical JSON', () => {
  it('follows the examples of RFC 8785', () => {
    const sample =
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
    expect(canonicalJson(JSON.parse(sample) as Json)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const order = JSON.parse(
      '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    ) as Json;
    expect(canonicalJson(order)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });
});
