import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTakumoError } from '../../../src/engine/errors.ts';
import { parsePolicies, policyFields, policyJsonSchema, readPolicies } from '../../../src/engine/policy/index.ts';
import { thrown } from './fixture.ts';

const example = {
  name: 'internal-service-token',
  pattern: 'svc_[a-zA-Z0-9]{40}',
  category: 'TOKEN',
  description: 'Internal service-to-service authentication token',
  enforcement: 'block',
};

describe('reading the custom rule', () => {
  it('reads the published example, alone and in a list', () => {
    const [policy] = parsePolicies(JSON.stringify(example));
    expect(policy).toMatchObject({
      name: example.name,
      category: 'TOKEN',
      enforcement: 'block',
      transform: 'tokenize',
      direction: 'both',
      enabled: true,
      locked: false,
    });
    expect(parsePolicies(JSON.stringify([example, { ...example, name: 'other' }]))).toHaveLength(2);
    expect(parsePolicies('[]')).toEqual([]);
  });

  it('reads every field of the table', () => {
    const full = {
      ...example,
      variableNames: ['INTERNAL_*'],
      paths: ['src/**', '!**/*.test.ts'],
      keywords: ['service'],
      keywordDistance: 40,
      transform: 'redact',
      direction: 'outbound',
      enabled: false,
      locked: true,
      message: 'Ask the platform team.',
      expires: '2027-01-31',
    };
    expect(Object.keys(full).sort()).toEqual(
      policyFields
        .filter((field) => !field.bundleOnly)
        .map((field) => field.name)
        .sort(),
    );
    const [policy] = parsePolicies(JSON.stringify(full));
    expect(policy).toMatchObject({
      transform: 'redact',
      direction: 'outbound',
      enabled: false,
      locked: true,
      message: full.message,
    });
    expect(policy!.expires).toBe(Date.parse('2027-02-01T00:00:00Z'));
  });

  it('changes a built-in policy by its name, in what may be changed', () => {
    expect(parsePolicies('{"name":"aws-keys","enforcement":"warn"}')[0]!.matcher).toBeUndefined();
    expect(parsePolicies('{"name":"pii","enabled":false}')[0]!.enabled).toBe(false);
    for (const [field, value] of Object.entries({
      pattern: 'x',
      category: 'KEY',
      paths: ['a'],
      direction: 'inbound',
      enabled: false,
      transform: 'none',
    })) {
      const error = thrown(() =>
        parsePolicies(JSON.stringify({ name: 'aws-keys', enforcement: 'warn', [field]: value })),
      );
      expect(error.code, field).toBe('policy-invalid');
      expect(error.details.position?.field).toBe(`/${field}`);
    }
  });
});

describe('errors of the custom rule', () => {
  const at = (text: string) => {
    const { code, details, message } = thrown(() => parsePolicies(text, 'takumo.policy.json'));
    return { code, message, action: details.action, ...details.position };
  };

  it('an unknown field, with line, column, field and a suggestion', () => {
    const text = '[\n  {\n    "name": "a",\n    "pattern": "abc",\n    "enforcment": "block"\n  }\n]';
    expect(at(text)).toMatchObject({
      code: 'policy-unknown-field',
      file: 'takumo.policy.json',
      line: 5,
      column: 5,
      field: '/0/enforcment',
      action: 'Did you mean enforcement?',
    });
  });

  it('an unknown mode is an error and never a fallback', () => {
    const text = '{"name":"a","pattern":"abc",\n "enforcement":"blok"}';
    expect(at(text)).toMatchObject({
      code: 'policy-invalid',
      line: 2,
      column: 16,
      field: '/enforcement',
      action: 'Did you mean block?',
    });
    expect(readPolicies(text).policies).toEqual([]);
  });

  it('a pattern that RE2 cannot run, with the reason', () => {
    const look = at('{"name":"a","pattern":"(?=x)y"}');
    expect(look).toMatchObject({ code: 'policy-pattern-unsupported', line: 1, column: 23, field: '/pattern' });
    expect(look.message).toContain('look-ahead');
    expect(at('{"name":"a","pattern":"(a)\\\\1"}').message).toContain('back references');
    expect(at('{"name":"a","pattern":"[a-"}').message).toContain('missing closing ]');
    expect(at('{"name":"a","pattern":"a{5000}"}').message).toContain('invalid repeat count');
  });

  it.each([
    ['{"name":"a"}', 'pattern or variableNames'],
    ['{"pattern":"abc"}', 'needs a name'],
    ['{"name":"a b","pattern":"abc"}', 'name must fit'],
    ['{"name":"a","pattern":"a*"}', 'matches an empty text'],
    ['{"name":"a","pattern":"abc","transform":"none"}', 'must be warn or monitor'],
    ['{"name":"a","pattern":"abc","keywordDistance":5}', 'needs keywords'],
    ['{"name":"a","pattern":"abc","keywords":["ab"],"keywordDistance":0}', 'whole number'],
    ['{"name":"a","pattern":"abc","keywords":[]}', 'not an empty one'],
    ['{"name":"a","pattern":"abc","keywords":"ab"}', 'list of strings'],
    ['{"name":"a","pattern":"abc","paths":["{a,b}{a,b}{a,b}{a,b}"]}', 'braces'],
    ['{"name":"a","pattern":"abc","paths":["*a*a*a*a*a"]}', 'three `*`'],
    ['{"name":"a","variableNames":["*"]}', 'characters'],
    ['{"name":"a","variableNames":["a*"]}', 'two characters in a row'],
    ['{"name":"a","pattern":"abc","enabled":"yes"}', 'true or false'],
    ['{"name":"a","pattern":"abc","expires":"2027-02-31"}', 'expires must be'],
    ['{"name":"a","pattern":"abc","expires":"tomorrow"}', 'expires must be'],
    ['{"name":"a","pattern":"abc","scope":"team"}', 'no field of this name'],
    ['{"name":"a","pattern":"abc","name":"b"}', 'given twice'],
    ['[{"name":"a","pattern":"abc"},{"name":"a","pattern":"abd"}]', 'already in this document'],
    ['{"name":"a","pattern":"abc",}', 'not valid JSON'],
    ['// no\n{"name":"a","pattern":"abc"}', 'not valid JSON'],
    ['{"name":"a","pattern":"abc"} {}', 'not valid JSON'],
    ['', 'not valid JSON'],
    ['7', 'must be an object'],
    ['["a"]', 'must be an object'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'nested deeper'],
  ])('%s', (text, message) => {
    const error = at(text);
    expect(error.message).toContain(message);
    expect(error.line).toBeGreaterThan(0);
    expect(error.column).toBeGreaterThan(0);
  });

  it('reports everything that is wrong, and keeps the rules that are right', () => {
    const read = readPolicies(
      '[{"name":"a","pattern":"abc"},{"name":"b","patern":"x","enforcement":"no"},{"name":"c","pattern":"("}]',
    );
    expect(read.policies.map((policy) => policy.name)).toEqual(['a']);
    expect(read.errors.map((error) => error.code)).toEqual([
      'policy-unknown-field',
      'policy-invalid',
      'policy-invalid',
      'policy-pattern-unsupported',
    ]);
  });

  it('names no value of the file', () => {
    const secret = `sk_${'Z9'.repeat(12)}`;
    for (const text of [
      `{"name":"${secret} "}`,
      `{"name":"a","pattern":"(${secret}"}`,
      `{"name":"a","pattern":"abc","enforcement":"${secret}"}`,
    ]) {
      expect(JSON.stringify(readPolicies(text).errors.map((error) => [error.message, error.details]))).not.toContain(
        secret,
      );
    }
  });
});

describe('whatever it is given', () => {
  it('throws nothing but a positioned error, in bounded time', () => {
    const started = performance.now();
    const rule = fc.record(
      Object.fromEntries(
        policyFields.map((field) => [
          field.name,
          fc.oneof(
            fc.json().map((text) => JSON.parse(text)),
            fc.string(),
            fc.constantFrom(...(field.values ?? ['abc'])),
          ),
        ]),
      ),
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      rule.map((each) => JSON.stringify(each)),
      fc.array(rule).map((each) => JSON.stringify(each)),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          parsePolicies(input);
        } catch (error) {
          expect(isTakumoError(error)).toBe(true);
          expect((error as { details: { position: { line: number } } }).details.position.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it.each([
    ['deep nesting', '['.repeat(1_000_000)],
    ['many fields', `{${Array.from({ length: 20_000 }, (_, index) => `"f${index}":1`).join(',')}}`],
    [
      'many rules',
      JSON.stringify(Array.from({ length: 9_000 }, (_, index) => ({ name: `n${index}`, pattern: `abc${index}` }))),
    ],
    ['one long string', JSON.stringify({ name: 'a', pattern: 'x'.repeat(2_000_000) })],
    ['large number', `{"name":"a","pattern":"abc","keywords":["ab"],"keywordDistance":1e${'9'.repeat(400)}}`],
    ['large repeat', JSON.stringify({ name: 'a', pattern: '(x{1000}){1000}' })],
    ['a large program', JSON.stringify({ name: 'a', pattern: '\\pL{999}' })],
    ['broken escapes', '"\\u12'],
  ])('%s is read in bounded time', (_, text) => {
    const started = performance.now();
    readPolicies(text);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('the JSON Schema', () => {
  const file = new URL('../../../schemas/takumo-policy.schema.json', import.meta.url);

  // To make it again: UPDATE_SCHEMAS=1 npx vitest run test/unit/policy/parse.test.ts && npx biome format --write schemas
  it('is the one in schemas/', () => {
    if (process.env.UPDATE_SCHEMAS) writeFileSync(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policyJsonSchema());
  });
});
