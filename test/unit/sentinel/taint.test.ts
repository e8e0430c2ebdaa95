/** Values: what makes one dangerous, what makes it harmless, and how it moves. */
import { describe, expect, test } from 'vitest';
import { sentinel } from './support.ts';

async function severities(language: string, text: string): Promise<string[]> {
  return (await sentinel.review({ text, language })).findings.map((finding) => finding.severity);
}

describe('JavaScript', () => {
  test.each([
    ['from the request', 'eval(req.query.x)', ['error']],
    ['through a variable', 'const a = req.query.x;\nconst b = a.trim();\neval(b)', ['error']],
    ['through destructuring', 'const { x } = req.body;\neval(x)', ['error']],
    ['through a nested pattern and another name', 'const { user: { code: c } } = req.body;\neval(c)', ['error']],
    ['through +=', "let s = 'a';\ns += req.query.x;\neval(s)", ['error']],
    ['through a list', 'const parts = [];\nparts.push(req.query.x);\neval(parts.join(" "))', ['error']],
    ['through an object', 'const o = { code: req.query.x, n: 1 };\neval(o.code)', ['error']],
    ['not from another key', "const o = { code: req.query.x, n: '1' };\neval(o.n)", []],
    ['on one of two ways', "let s = '1';\nif (a) { s = req.query.x; }\neval(s)", ['error']],
    ['on neither way', "let s = '1';\nif (a) { s = '2'; }\neval(s)", []],
    ['in a conditional expression', "eval(a ? '1' : req.query.x)", ['error']],
    ['overwritten', "let s = req.query.x;\ns = '1';\neval(s)", []],
    ['a constant condition', "let s = '1';\nif (false) { s = req.query.x; }\neval(s)", []],
    ['a callback', "items.forEach((item) => { eval('a.' + item); })", ['warning']],
    ['a function sees constants declared later', "function f() { eval(CODE); }\nconst CODE = '1';", []],
    ['a number', "exec('kill ' + Number(req.query.pid))", []],
    ['membership in a list', "if (!['a', 'b'].includes(req_x)) return;\nexec('run ' + req_x)", []],
    [
      'an anchored pattern',
      "const n = req.query.n;\nif (!/^[a-z]+$/.test(n)) { throw new Error('no'); }\nexec('run ' + n)",
      [],
    ],
    [
      'a pattern that is not anchored',
      "const n = req.query.n;\nif (!/[a-z]+/.test(n)) { throw new Error('no'); }\nexec('run ' + n)",
      ['error'],
    ],
    ['all but letters taken out', "exec('run ' + req.query.n.replace(/[^a-z]/g, ''))", []],
    ['a sanitizer of another kind', 'exec("run " + escapeHtml(req.query.n))', ['error']],
    ['a constant from another module', "import { DIR } from './a.js';\nexec(`ls ${DIR}`)", []],
    ['an aliased import', "import { exec as run } from 'node:child_process';\nrun('ls ' + req.query.x)", ['error']],
    ['a required namespace', "const c = require('child_process');\nc.exec('ls ' + req.query.x)", ['error']],
  ])('%s', async (_, text, expected) => {
    expect(await severities('javascript', text)).toEqual(expected);
  });
});

describe('Python', () => {
  test.each([
    ['from the request', "eval(request.args['x'])", ['error']],
    ['f-string', 'import os\nx = input()\nos.system(f"ls {x}")', ['error']],
    ['format', 'import os\nx = input()\nos.system("ls {}".format(x))', ['error']],
    ['percent', 'import os\nx = input()\nos.system("ls %s" % x)', ['error']],
    ['percent with a number', 'import os\ndef f(x):\n    os.system("kill %d" % x)', []],
    ['a route’s parameter', '@app.route("/<x>")\ndef f(x):\n    eval(x)', ['error']],
    ['a parameter', 'import os\ndef f(x):\n    os.system("ls " + x)', ['warning']],
    ['tuple targets', 'a, b = 1, input()\neval(b)', ['error']],
    ['with statement', 'import os\nwith open("x") as f:\n    os.system("ls " + f.read())', ['warning']],
    ['walrus', 'if (x := input()):\n    eval(x)', ['error']],
    ['int()', 'import os\nos.system("kill " + str(int(input())))', []],
    ['membership', 'import os\nx = input()\nif x in ("a", "b"):\n    os.system("run " + x)', []],
    ['isdigit', 'import os\nx = input()\nif not x.isdigit():\n    raise ValueError()\nos.system("run " + x)', []],
    [
      'after the guarded branch',
      'import os\nx = input()\nif x in ("a", "b"):\n    pass\nos.system("run " + x)',
      ['error'],
    ],
    ['elif', 'import os\nx = input()\nif a:\n    x = "1"\nelif b:\n    x = "2"\nelse:\n    x = "3"\nos.system(x)', []],
    [
      'an attribute of self',
      'import os\nclass A:\n    def f(self):\n        self.c = "ls " + input()\n        os.system(self.c)',
      ['error'],
    ],
    ['an indented fragment', '        x = input()\n        eval(x)\n    return 1\n', ['error']],
    ['a lambda', 'f = lambda x: eval(x)', ['warning']],
  ])('%s', async (_, text, expected) => {
    expect(await severities('python', text)).toEqual(expected);
  });
});

test('places are of the text that was given, in fragments too', async () => {
  const text = '        if a:\n            eval(input())\n    else:\n        eval(input())\n';
  const { findings } = await sentinel.review({ text, language: 'python' });
  expect(findings.map((finding) => [finding.line, text.slice(finding.start, finding.end)])).toEqual([
    [2, 'eval(input())'],
    [4, 'eval(input())'],
  ]);
});

test.each(['ts', 'typescript', 'tsx', 'TypeScript', 'jsx', 'js', 'javascriptreact', 'typescriptreact', 'mjs'])(
  '%s is known',
  async (language) => {
    expect(await severities(language, 'eval(location.hash)')).toEqual(['error']);
  },
);

test('the message names the input, and no part of a secret', async () => {
  const secret = `hunter2!${'q'.repeat(6)}`;
  const { findings } = await sentinel.review({
    text: `const dbPassword = '${secret}';\neval(req.query.x)`,
    language: 'js',
  });
  expect(JSON.stringify(findings.map(({ fix, ...rest }) => rest))).not.toContain(secret);
  expect(findings[1]?.message).toContain('`req.query');
});
