/** Fixes: what they do, that each family has one, and that one that does not hold is not offered. */
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/engine/sentinel/fixes/verify.ts';
import { createSentinel, type SentinelFinding } from '../../../src/engine/sentinel/index.ts';
import { clock, grammars, readExamples, sentinel } from './support.ts';

async function mend(language: string, text: string): Promise<string | undefined> {
  const { findings } = await sentinel.review({ text, language });
  const fix = findings.find((finding) => finding.fix !== undefined)?.fix;
  return fix === undefined ? undefined : applyEdits(text, fix.edits);
}

describe('a fix', () => {
  test.each([
    [
      'pg: numbered parameters',
      'javascript',
      "import { Pool } from 'pg';\nconst pool = new Pool();\nfunction f(name, id) {\n  return pool.query(`SELECT * FROM t WHERE name = '${name}' AND id = ${id}`);\n}",
      "pool.query('SELECT * FROM t WHERE name = $1 AND id = $2', [name, id])",
    ],
    [
      'mysql2: question marks, before the callback',
      'javascript',
      "const mysql = require('mysql2');\nfunction f(c, id, cb) {\n  c.query('SELECT * FROM t WHERE id = ' + id, cb2 => cb(cb2));\n}",
      "c.query('SELECT * FROM t WHERE id = ?', [id], cb2 => cb(cb2))",
    ],
    [
      'sqlite3: a tuple',
      'python',
      'import sqlite3\ndef f(cur, name):\n    cur.execute(f"SELECT * FROM t WHERE name = \'{name}\'")\n',
      'cur.execute("SELECT * FROM t WHERE name = ?", (name,))',
    ],
    [
      'psycopg: the query in a variable',
      'python',
      'import psycopg\ndef f(cur, name):\n    q = "SELECT * FROM t WHERE name = \'%s\'" % name\n    cur.execute(q)\n',
      'q = "SELECT * FROM t WHERE name = %s"\n    cur.execute(q, (name,))',
    ],
    [
      'exec to execFile, with its import',
      'javascript',
      "const { exec } = require('child_process');\nfunction f(url, cb) { exec(`git clone ${url} --depth=1`, cb); }",
      "const { exec, execFile } = require('child_process');\nfunction f(url, cb) { execFile('git', ['clone', url, '--depth=1'], cb); }",
    ],
    [
      'shell=True to a list',
      'python',
      "import subprocess\ndef f(host):\n    subprocess.run(f'ping -c 1 {host}', shell=True, check=True)\n",
      'subprocess.run(["ping", "-c", "1", str(host)], check=True)',
    ],
    [
      'os.system to subprocess',
      'python',
      "import os\ndef f(p):\n    os.system('ls ' + p)\n",
      'import subprocess\nimport os\ndef f(p):\n    subprocess.run(["ls", str(p)], check=False)',
    ],
    [
      'innerHTML to textContent',
      'javascript',
      "el.innerHTML = 'Hello ' + location.hash;",
      "el.textContent = 'Hello ' + location.hash;",
    ],
    [
      'values escaped in a response',
      'python',
      "@app.route('/')\ndef f():\n    return make_response('Hello ' + request.args['n'])\n",
      "make_response('Hello ' + escape(request.args['n']))",
    ],
    ['eval to literal_eval', 'python', 'def f(text):\n    return eval(text)\n', 'ast.literal_eval(text)'],
    ['eval to JSON.parse', 'javascript', 'const f = (text) => eval(text);', 'JSON.parse(text)'],
    ['md5 to sha256', 'python', 'import hashlib\ntoken = hashlib.md5(seed).hexdigest()\n', 'hashlib.sha256(seed)'],
    [
      'sha1 to sha256',
      'javascript',
      "const token = crypto.createHash('sha1').update(seed).digest('hex');",
      "crypto.createHash('sha256')",
    ],
    ['Math.random to crypto', 'javascript', 'const token = Math.random().toString(36);', 'crypto.getRandomValues('],
    [
      'random to the system’s generator',
      'python',
      'import random\ntoken = random.randint(0, 9)\n',
      'random.SystemRandom().randint(0, 9)',
    ],
    [
      'verify=False taken out',
      'python',
      'import requests\nrequests.get(url, verify=False, timeout=3)\n',
      'requests.get(url, timeout=3)',
    ],
    [
      'rejectUnauthorized switched on',
      'javascript',
      'new https.Agent({ rejectUnauthorized: false });',
      'rejectUnauthorized: true',
    ],
    [
      'a secret to the environment',
      'javascript',
      `const dbPassword = 'hunter2!${'q'.repeat(4)}';`,
      'process.env.DB_PASSWORD',
    ],
    [
      'a secret to the environment, in Python',
      'python',
      `API_KEY = '${'a1b2'.repeat(6)}'\n`,
      'import os\nAPI_KEY = os.environ["API_KEY"]',
    ],
    [
      'yaml.load to safe_load',
      'python',
      'import yaml\ndef f(s):\n    return yaml.load(s, Loader=yaml.Loader)\n',
      'yaml.safe_load(s)',
    ],
    ['a longer key', 'python', 'from Crypto.PublicKey import RSA\nRSA.generate(1024)\n', 'RSA.generate(3072)'],
    [
      'autoescape',
      'python',
      'from jinja2 import Environment\nEnvironment(loader=l)\n',
      'Environment(loader=l, autoescape=True)',
    ],
  ])('%s', async (_, language, text, expected) => {
    expect(await mend(language, text)).toContain(expected);
  });

  test.each([
    [
      'a table’s name is no value',
      'python',
      "import sqlite3\ndef f(cur, t):\n    cur.execute('DELETE FROM ' + t + ' WHERE id = 1')\n",
    ],
    ['the driver is unknown', 'javascript', "db.query('SELECT * FROM t WHERE id = ' + req.query.id);"],
    [
      'a pattern is more than a value',
      'python',
      'import sqlite3\ndef f(cur, t):\n    cur.execute(f"SELECT * FROM t WHERE a LIKE \'%{t}%\'")\n',
    ],
    [
      'a pipe needs the shell',
      'python',
      "import subprocess\ndef f(a):\n    subprocess.run(f'cat {a} | sort', shell=True)\n",
    ],
    ['markup would be lost', 'javascript', "el.innerHTML = '<b>' + location.hash + '</b>';"],
    [
      'a fast hash is no better for a password',
      'python',
      'import hashlib\ndef f(password):\n    return hashlib.md5(password).hexdigest()\n',
    ],
  ])('is not offered where %s', async (_, language, text) => {
    const { findings } = await sentinel.review({ text, language });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter((finding) => finding.fix !== undefined)).toEqual([]);
  });
});

test('each fix that is offered removes its finding, leaves the others and brings none', async () => {
  let offered = 0;
  const families = new Set<string>();
  for (const { text, language } of readExamples().filter((example) => example.verdict === 'bad')) {
    const { findings } = await sentinel.review({ text, language });
    for (const finding of findings) {
      if (finding.fix === undefined) continue;
      offered++;
      families.add(finding.family);
      expect(finding.fix.title).not.toBe('');
      const after = await sentinel.review({ text: applyEdits(text, finding.fix.edits), language });
      expect(count(after.findings, finding.rule)).toBeLessThan(count(findings, finding.rule));
      expect(after.findings.length).toBeLessThan(findings.length);
    }
  }
  expect(offered).toBeGreaterThan(40);
  for (const family of ['sql', 'command', 'code', 'xss', 'crypto', 'random', 'tls', 'secret', 'data'])
    expect(families).toContain(family);
});

function count(findings: readonly SentinelFinding[], rule: string): number {
  return findings.filter((finding) => finding.rule === rule).length;
}

test('a secret that the detector finds goes to the environment', async () => {
  const value = `hunter2!${'q'.repeat(4)}`;
  const withDetector = createSentinel({
    grammars,
    clock,
    detector: {
      detect(text) {
        const start = text.indexOf(value);
        if (start < 0) return [];
        const title = 'A database URL';
        return [
          {
            start,
            end: start + value.length,
            rule: 'database-url',
            category: 'CONN',
            kind: 'secret',
            confidence: 'high',
            tier: 1,
            distinctive: true,
            title,
            why: '',
          },
        ];
      },
    },
  });
  const text = `    db = psycopg.connect("postgres://app:${value}@db/x")\n`;
  const { findings } = await withDetector.review({ text, language: 'python' });
  expect(findings.map((finding) => finding.rule)).toEqual(['secret/database-url']);
  expect(applyEdits(text, findings[0]?.fix?.edits ?? [])).toBe(
    '    import os\n    db = psycopg.connect(os.environ["DB"])\n',
  );
  expect(JSON.stringify(findings)).not.toContain(value);
});
