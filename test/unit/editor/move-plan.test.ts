/** Moving a secret to `.env`: for each language the text that is left, the entry that is added, and what is left alone. */
import { describe, expect, it } from 'vitest';
import { type FoundSecret, planMove } from '../../../src/extension/editor/move-plan.ts';
import { applyEdits } from '../../../src/extension/editor/restore-lines.ts';

const key = ['sk', 'Zq7xT9kLm2Pv4'].join('-');

/** The text after the move; `«…»` marks the secret in the source. */
function move(
  languageId: string,
  marked: string,
  more: { rule?: string; path?: string; env?: Record<string, string> } = {},
) {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace('«', '').replace('»', '');
  const secrets: FoundSecret[] = [{ start, end, rule: more.rule ?? 'openai-api-key' }];
  const entries = Object.entries(more.env ?? {}).map(([name, value]) => ({ name, value }));
  const plan = planMove({ text, languageId, path: more.path ?? 'src/app.x' }, secrets, entries);
  return plan && { text: applyEdits(text, plan.edits), added: plan.additions, leaves: plan.leaves, names: plan.names };
}

describe('the way each language reads the variable', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['typescript', `const key = '«${key}»';`, 'const key = process.env.OPENAI_API_KEY;'],
    ['typescript', `const a: string = "«${key}»", b = 1;`, 'const a: string = process.env.OPENAI_API_KEY, b = 1;'],
    ['javascript', `f(\`«${key}»\`)`, 'f(process.env.OPENAI_API_KEY)'],
    ['javascript', `const key = «${key}»`, 'const key = process.env.OPENAI_API_KEY'],
    ['typescriptreact', `<Chat apiKey="«${key}»" />`, '<Chat apiKey={process.env.OPENAI_API_KEY} />'],
    ['typescriptreact', `const apiKey="«${key}»";`, 'const apiKey=process.env.OPENAI_API_KEY;'],
    ['python', `key = "«${key}»"`, 'import os\n\nkey = os.environ["OPENAI_API_KEY"]'],
    ['python', `«${key}»`, 'import os\n\nos.environ["OPENAI_API_KEY"]'],
    ['python', `"«${key}»"`, 'import os\n\nos.environ["OPENAI_API_KEY"]'],
    ['python', `import os\nkey = '«${key}»'`, 'import os\nkey = os.environ["OPENAI_API_KEY"]'],
    ['python', `key = r'«${key}»'`, 'import os\n\nkey = os.environ["OPENAI_API_KEY"]'],
    [
      'go',
      `package main\n\nvar key = "«${key}»"\n`,
      'package main\n\nimport "os"\n\nvar key = os.Getenv("OPENAI_API_KEY")\n',
    ],
    [
      'go',
      `package main\nimport (\n\t"fmt"\n)\nvar k = \`«${key}»\``,
      'package main\nimport (\n\t"os"\n\t"fmt"\n)\nvar k = os.Getenv("OPENAI_API_KEY")',
    ],
    [
      'go',
      `package a\nimport "os"\nconst key = "«${key}»"`,
      'package a\nimport "os"\nvar key = os.Getenv("OPENAI_API_KEY")',
    ],
    ['ruby', `key = '«${key}»'`, 'key = ENV.fetch("OPENAI_API_KEY")'],
    ['java', `String key = "«${key}»";`, 'String key = System.getenv("OPENAI_API_KEY");'],
    ['kotlin', `const val KEY = "«${key}»"`, 'val KEY = System.getenv("OPENAI_API_KEY")'],
    [
      'csharp',
      `public const string Key = "«${key}»";`,
      'public static readonly string Key = System.Environment.GetEnvironmentVariable("OPENAI_API_KEY");',
    ],
    [
      'csharp',
      `const string key = @"«${key}»";`,
      'string key = System.Environment.GetEnvironmentVariable("OPENAI_API_KEY");',
    ],
    ['php', `$key = '«${key}»';`, "$key = getenv('OPENAI_API_KEY');"],
    ['rust', `let key = "«${key}»";`, 'let key = std::env::var("OPENAI_API_KEY").expect("OPENAI_API_KEY is not set");'],
    ['powershell', `$key = '«${key}»'`, '$key = $env:OPENAI_API_KEY'],
    ['shellscript', `export API_KEY=«${key}»`, 'export API_KEY="${OPENAI_API_KEY}"'],
    [
      'shellscript',
      `curl -H "Authorization: Bearer «${key}»" x`,
      'curl -H "Authorization: Bearer ${OPENAI_API_KEY}" x',
    ],
    [
      'shellscript',
      `curl -H 'Authorization: Bearer «${key}»' x`,
      `curl -H 'Authorization: Bearer '"\${OPENAI_API_KEY}"'' x`,
    ],
    ['shellscript', `KEY='«${key}»'`, 'KEY="${OPENAI_API_KEY}"'],
    ['yaml', `    API_KEY: «${key}»`, '    API_KEY: ${OPENAI_API_KEY}'],
    ['dockercompose', `  - "API_KEY=«${key}»"`, '  - "API_KEY=${OPENAI_API_KEY}"'],
    ['yaml', `env: { API_KEY: «${key}» }`, 'env: { API_KEY: "${OPENAI_API_KEY}" }'],
  ];
  it.each(cases)('%s: %s', (languageId, source, expected) => {
    const moved = move(languageId, source);
    expect(moved?.text).toBe(expected);
    expect(moved?.added).toEqual([{ name: 'OPENAI_API_KEY', value: key }]);
    expect(moved?.leaves).toBe('reference');
  });

  it('takes a literal as a whole, escapes resolved', () => {
    const moved = move('javascript', `h = { Authorization: 'Bearer «${key}»\\n' }`, { rule: 'bearer-token' });
    expect(moved?.text).toBe('h = { Authorization: process.env.AUTHORIZATION }');
    expect(moved?.added).toEqual([{ name: 'AUTHORIZATION', value: `Bearer ${key}\n` }]);
  });

  it('keeps the line ends of the file', () => {
    expect(move('python', `# a\r\nkey = '«${key}»'\r\n`)?.text).toBe(
      '# a\r\nimport os\r\n\r\nkey = os.environ["OPENAI_API_KEY"]\r\n',
    );
  });

  it.each([
    ['#!/usr/bin/env python3\n# c\n"""Doc\nstring."""\n\n', 'import sys\n'],
    ['from __future__ import annotations\n', 'import sys\n'],
    ['', 'from a import b\n'],
  ])('puts the import of Python where it may stand: after %j', (head, rest) => {
    expect(move('python', `${head}${rest}key = '«${key}»'\n`)?.text).toBe(
      `${head}import os\n${rest}key = os.environ["OPENAI_API_KEY"]\n`,
    );
  });
});

describe('what is no place for an expression', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['json', `{ "apiKey": "«${key}»" }`],
    ['markdown', `The key is «${key}».`],
    ['toml', `key = "«${key}»"`],
    ['javascript', `// the old key was «${key}»`],
    ['javascript', `const a = { "«${key}»": 1 };`],
    ['javascript', `const a = \`\${x} «${key}»\`;`],
    ['javascript', `tag\`«${key}»\``],
    ['python', `a = f"Bearer «${key}» {x}"`],
    ['python', `a = b"«${key}»"`],
    ['java', `@Value("«${key}»")`],
    ['rust', `const KEY: &str = "«${key}»";`],
    ['php', `const KEY = '«${key}»';`],
    ['csharp', `var a = $"«${key}»";`],
    ['ruby', `a = "#{x} «${key}»"`],
    ['yaml', `        key: «${key}»`],
  ];
  it.each(cases)('%s keeps the name: %s', (languageId, source) => {
    const path = languageId === 'yaml' ? '.github/workflows/ci.yml' : 'a.x';
    const moved = move(languageId, source, { path });
    expect(moved?.leaves).toBe('name');
    expect(moved?.text).toBe(source.replace(`«${key}»`, 'OPENAI_API_KEY'));
    expect(moved?.added).toEqual([{ name: 'OPENAI_API_KEY', value: key }]);
  });

  it('refuses what no reader of .env files reads alike', () => {
    expect(move('markdown', `a «it's "all" \`$quotes\`\n» b`)).toBeUndefined();
  });

  it('does not take a long text for the sake of one word in it', () => {
    const moved = move('javascript', `const sql = '${'select 1; '.repeat(40)}«${key}»';`);
    expect(moved?.leaves).toBe('name');
  });
});

describe('names and entries', () => {
  it.each([
    ["const stripeKey = '«v»'", 'stripe-secret-key', 'STRIPE_SECRET_KEY'],
    ["const billingKey = '«v»'", 'stripe-secret-key', 'BILLING_KEY'],
    ["accessKeyId: '«v»'", 'aws-access-key-id', 'AWS_ACCESS_KEY_ID'],
    ["db.password = '«v»'", 'key-assignment', 'PASSWORD'],
    ['"smtpPassword": "«v»"', 'key-assignment', 'SMTP_PASSWORD'],
    ["f('«v»')", 'key-assignment', 'SECRET'],
    ["url: '«v»'", 'postgresql-url', 'DATABASE_URL'],
    ["const PATH = '«v»'", 'key-assignment', 'APP_PATH'],
    ["const ld_preload = '«v»'", 'key-assignment', 'APP_LD_PRELOAD'],
    ["let naïveÜ = '«v»'", 'key-assignment', 'SECRET'],
    ["const apiKey: string | undefined = '«v»'", 'key-assignment', 'API_KEY'],
    ["x = { ['some-key']: '«v»' }", 'key-assignment', 'SOME_KEY'],
    ['const a = "«v»"', 'policy:own rule', 'SECRET'],
  ])('%s (%s) is %s', (source, rule, name) => {
    expect(move('typescript', source.replace('v', 'Zq7xT9kLm2Pv4'), { rule })?.names).toEqual([name]);
  });

  it('reuses the name of a value that is there, and never overwrites one', () => {
    const source = `const key = '«${key}»';`;
    const same = move('typescript', source, { env: { MY_KEY: key, OPENAI_API_KEY: 'another' } });
    expect(same).toMatchObject({ text: 'const key = process.env.MY_KEY;', added: [] });
    const other = move('typescript', source, { env: { OPENAI_API_KEY: 'another', OPENAI_API_KEY_2: 'third' } });
    expect(other).toMatchObject({ text: 'const key = process.env.OPENAI_API_KEY_3;' });
    expect(other?.added).toEqual([{ name: 'OPENAI_API_KEY_3', value: key }]);
  });

  it('moves several, each value once', () => {
    const text = `a = '${key}'; b = '${key}'; c = '${key}9';`;
    const at = [...text.matchAll(/'([^']+)'/g)].map((match) => ({
      start: match.index + 1,
      end: match.index + match[0].length - 1,
      rule: 'openai-api-key',
    }));
    const plan = planMove({ text, languageId: 'javascript', path: 'a.js' }, at, []);
    expect(applyEdits(text, plan?.edits ?? [])).toBe(
      'a = process.env.OPENAI_API_KEY; b = process.env.OPENAI_API_KEY; c = process.env.OPENAI_API_KEY_2;',
    );
    expect(plan?.additions).toHaveLength(2);
  });

  it('never names a variable after a value', () => {
    const plan = planMove(
      { text: `${key}: '${key}x'`, languageId: 'javascript', path: 'a.js' },
      [{ start: key.length + 3, end: key.length * 2 + 4, rule: 'key-assignment' }],
      [],
      () => true,
    );
    expect(plan?.names).toEqual(['SECRET']);
  });
});
