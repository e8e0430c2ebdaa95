/** The tools over a real folder with real links, the real detector, policies, session and Sentinel: what they say, and what they never do. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDetector, listRules } from '../../../src/engine/detect/index.ts';
import { createPolicySet } from '../../../src/engine/policy/set.ts';
import { createSentinel } from '../../../src/engine/sentinel/index.ts';
import { createSession } from '../../../src/engine/tokenize/session.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';
import { findLeaks } from '../../../src/platform/self-test/encodings.ts';
import { canary, databaseUrl, githubToken, known, multiLine, written } from '../guard/fixture.ts';
import { grammars } from '../sentinel/support.ts';
import { cancellation, document, Uri, vscode, world } from './vscode.ts';

vi.mock('vscode', () => vscode);
const { review, scan } = await import('../../../src/extension/lm-tools/tools.ts');
const { mostCharacters } = await import('../../../src/extension/lm-tools/report.ts');

const detector = createDetector();
const sentinel = createSentinel({ grammars, detector, clock: systemClock });
const newSession = () => createSession({ detector, random: systemRandom, clock: systemClock });
let session = newSession();
const logged: unknown[] = [];
const shell = {
  detector: async () => detector,
  policies: { get: async () => createPolicySet({ sources: [], clock: systemClock, rules: listRules() }) },
  session: { get: async () => session },
  sentinel: { get: async () => sentinel },
  log: { error: (...all: unknown[]) => logged.push(...all) },
} as never;

let outside = '';
const scanned = (input: unknown) => scan(shell, input, cancellation().token as never);
const reviewed = (input: unknown) => review(shell, input, cancellation().token as never);
function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(world.root, path)), { recursive: true });
  writeFileSync(join(world.root, path), text);
}

beforeEach(() => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'tools-')));
  world.root = join(base, 'app');
  outside = join(base, 'outside');
  mkdirSync(world.root);
  mkdirSync(outside);
  writeFileSync(join(outside, 'theirs.ts'), `const token = '${githubToken}';\n`);
  Object.assign(world, { documents: [], active: undefined, changes: [], asked: [] });
  logged.length = 0;
  session = newSession();
});
afterEach(() => {
  session.destroy();
  rmSync(dirname(world.root), { recursive: true, force: true });
});

const injection = `import pg from 'pg';
const db = new pg.Pool();
export async function find(req: any) {
  return db.query("SELECT * FROM users WHERE name = '" + req.query.name + "'");
}
`;

describe('takumo_scan', () => {
  it('says where, what, why and how sure, and what the policy says', async () => {
    put('src/config.ts', `export const a = 1;\nexport const token = '${githubToken}';\n`);
    const text = await scanned({ paths: ['src/config.ts'] });
    expect(text).toMatch(/^1 found in 1 text\./);
    expect(text).toMatch(
      /\nsrc\/config\.ts:2:23 GitHub.* \(TOKEN, secret, \w+; rule github-[\w-]+\)\. .+\. Policy github-tokens: block\./,
    );
    expect(text).not.toContain(githubToken);
  });

  it('says plainly that there is nothing, and what it looked at', async () => {
    put('a.ts', 'export const a = 1;\n');
    put('sub/b.ts', 'export const b = 2;\n');
    expect(await scanned({ paths: ['.'] })).toBe('No secrets found. Looked at: a.ts, sub/b.ts.');
    expect(await scanned({ text: 'nothing here' })).toBe('No secrets found. Looked at: the given text.');
  });

  it('finds values that are known in the window, in any spelling, and says where they are from', async () => {
    session.learn([known(canary, { path: '.env', line: 3 })]);
    put('a.ts', `x('${canary}');\n`);
    put('b.ts', `\ny('${Buffer.from(canary).toString('base64')}');\n`);
    put('.env', `A=1\nB=2\nC=${canary}\n`);
    const text = await scanned({ paths: ['.'] });
    expect(text).toMatch(/\na\.ts:1:4 Value of \.env .*The same value is in \.env:3\./);
    expect(text).toMatch(/\nb\.ts:2:4 Value of \.env .*The same value is in \.env:3\./);
    expect(text).not.toMatch(/\n\.env:3:.*The same value/);
  });

  it('tells nobody whether a guess in a given text is right', async () => {
    session.learn([known(canary, { path: '.env', line: 3 })]);
    expect(await scanned({ text: `x('${canary}')` })).toBe('No secrets found. Looked at: the given text.');
  });

  it('leaves the session as it was', async () => {
    session.learn([known(canary)]);
    put('a.ts', `const token = '${githubToken}'; x('${canary}'); const url = '${databaseUrl}';\n`);
    const before = [session.report(), session.tokens().length];
    await scanned({ paths: ['a.ts'] });
    expect([session.report(), session.tokens().length]).toEqual(before);
  });

  it('finds nothing in a token', async () => {
    const { content } = session.tokenize(`const token = '${githubToken}';`);
    expect(await scanned({ text: content })).toMatch(/^No secrets found/);
  });

  it('looks at what is changed and active when nobody says what', async () => {
    put('changed.ts', `const token = '${githubToken}';\n`);
    put('active.ts', 'let a;\n');
    put('other.ts', 'let a;\n');
    const at = (name: string) => Uri.file(join(world.root, name));
    world.changes = [at('changed.ts'), at('deleted.ts'), Uri.file(join(outside, 'theirs.ts'))];
    world.active = document(at('active.ts'), 'typescript', `const token = '${githubToken}';`);
    world.documents = [world.active];
    const text = await scanned({});
    expect(text).toMatch(/^2 found in 2 texts/);
    expect(text).toContain('\nchanged.ts:1:');
    expect(text).toContain('\nactive.ts:1:');
  });

  it('says so when there is nothing to look at', async () => {
    await expect(scanned({})).rejects.toThrow(/Nothing is changed.*Give "paths"/);
    world.active = document(Uri.file(join(outside, 'theirs.ts')), 'typescript', githubToken);
    await expect(scanned(undefined)).rejects.toThrow('Nothing is changed');
  });
});

describe('takumo_review', () => {
  it('explains each weakness and gives a fix as lines', async () => {
    put('src/find.ts', injection);
    const text = await reviewed({ paths: ['src'] });
    expect(text).toMatch(/\n1\. src\/find\.ts:4 error: .*\(CWE-89, rule [\w-]+, confidence \w+\)/);
    for (const part of ['Why: ', 'Attack: ', 'Safe: ']) expect(text).toMatch(new RegExp(`\\n {3}${part}\\S.{20,}`));
    const fix = /Put in the place of line 4:\n```\w*\n([\s\S]+?)\n```/.exec(text)?.[1];
    expect(fix).toMatch(/^ {2}return db\.query\(.SELECT .*, \[req\.query\.name\]\);$/);
    put('src/find.ts', injection.split('\n').with(3, fix!).join('\n'));
    expect(await reviewed({ paths: ['src'] })).toMatch(/^No weaknesses found\. Looked at: src\/find\.ts\./);
  });

  it('reviews the active file, or a text', async () => {
    put('find.ts', injection);
    world.active = document(Uri.file(join(world.root, 'find.ts')), 'typescript', injection);
    expect(await reviewed({})).toContain('find.ts:4 error');
    expect(await reviewed({ text: injection, language: 'typescript' })).toContain('the given text:4 error');
    await expect(reviewed({ text: injection })).rejects.toThrow('Say in "language"');
    world.active = undefined;
    await expect(reviewed({})).rejects.toThrow('No file is active');
  });

  it('shows no line of a fix that holds a secret, also a short one', async () => {
    const line = `  return db.query("SELECT '${githubToken}' FROM users WHERE name = '" + req.query.name + "'");`;
    const text = await reviewed({ text: injection.split('\n').with(3, line).join('\n'), language: 'ts' });
    expect(text).toContain('CWE-89');
    expect(text).toContain('not shown since its lines hold a secret');
    expect(findLeaks(githubToken, text)).toEqual([]);
    const password = ['tr0ub', '4dor'].join('');
    const other = await reviewed({
      text: `const password = '${password}';\n${injection.replace('SELECT *', `SELECT '${password}'`)}`,
      language: 'ts',
    });
    expect(findLeaks(password, other)).toEqual([]);
  });

  it('takes secrets out of code without naming them, with the import where it belongs', async () => {
    put('run.py', `print("hi")\n\n\n\ndef connect():\n    token = "${githubToken}"\n    return token\n`);
    const text = await reviewed({ paths: ['run.py'] });
    expect(text).toMatch(/Put in the place of line 6:\n```\n {4}token = os\.environ\["TOKEN"\]\n```/);
    expect(text).toMatch(/Put in the place of line 1:\n```\nimport os/);
    expect(findLeaks(githubToken, text)).toEqual([]);
  });
});

describe('values', () => {
  it('stand in no answer, in no spelling', async () => {
    const values = [canary, multiLine, githubToken, databaseUrl];
    session.learn([known(canary)]);
    for (const [index, value] of values.entries()) {
      put(
        `v${index}.ts`,
        written(value)
          .map((one, at) => `const secret_token${at} = ${JSON.stringify(one)};`)
          .join('\n'),
      );
      if (/^\w+$/.test(value)) put(`n${index}-${value}.ts`, injection);
    }
    put('.env', values.map((value, index) => `V${index}="${value}"`).join('\n'));
    const answers = [await scanned({ paths: ['.'] }), await reviewed({ paths: ['.'] })];
    for (const value of values) {
      answers.push(await scanned({ text: value }), await reviewed({ text: `f("${value}" + x)`, language: 'js' }));
      for (const paths of [[value], [`/${value}`], [`../${value}`]])
        answers.push(String(await scanned({ paths }).catch(String)), String(await reviewed({ paths }).catch(String)));
    }
    expect(answers[0]).toMatch(/v0\.ts:1:/);
    for (const [index, value] of values.entries())
      for (const [at, answer] of answers.entries())
        expect(findLeaks(value, answer), `value ${index} in answer ${at}`).toEqual([]);
  });

  it('that stand in a name become tokens', async () => {
    session.learn([known(canary)]);
    put(`${canary}.ts`, 'let a;');
    expect(await scanned({ paths: ['.'] })).toMatch(
      /^No secrets found\. Looked at: __TAKUMO_v1_SECRET_[0-9a-f]{8}__\.ts\.$/,
    );
  });

  it('are not guarded by half: when the answer can not be masked, there is none', async () => {
    put('a.ts', 'let a;');
    session.destroy();
    await expect(scanned({ paths: ['a.ts'] })).rejects.toThrow('This session has ended');
  });
});

describe('files outside', () => {
  it.each(['..', '../outside/theirs.ts', '/etc/passwd', '//server/share/x', 'src/../../outside', 'file:///etc/passwd'])(
    '%s is refused before the disk is asked',
    async (path) => {
      for (const run of [scanned, reviewed]) {
        world.asked.length = 0;
        await expect(run({ paths: ['.', path] })).rejects.toThrow('"paths[1]" is outside the workspace folders');
        expect(world.asked).toEqual([]);
      }
    },
  );

  it('are not read through links, whether a path names them or a folder holds them', async () => {
    put('a.ts', 'let a;');
    symlinkSync(join(outside, 'theirs.ts'), join(world.root, 'link.ts'));
    symlinkSync(outside, join(world.root, 'folder'));
    symlinkSync('/nowhere/at/all', join(world.root, 'dead'));
    symlinkSync(world.root, join(world.root, 'circle'));
    for (const path of ['link.ts', 'folder', 'folder/theirs.ts', 'circle/folder/theirs.ts'])
      await expect(scanned({ paths: [path] })).rejects.toThrow('"paths[0]" is a link that leads out of the workspace');
    const text = await scanned({ paths: ['.'] });
    expect(text).toBe('No secrets found. Looked at: a.ts.\n\nLeft out (a link): circle, dead, folder, link.ts.');
    expect(world.asked.filter((path) => path.startsWith(outside))).toEqual([]);
  });

  it('are not read through a link that version control or the editor names', async () => {
    symlinkSync(join(outside, 'theirs.ts'), join(world.root, 'link.ts'));
    world.changes = [Uri.file(join(world.root, 'link.ts'))];
    await expect(scanned({})).rejects.toThrow('Give "paths" or "text"');
  });

  it('may be linked to inside the workspace', async () => {
    put('real/a.ts', `const token = '${githubToken}';`);
    symlinkSync(join(world.root, 'real'), join(world.root, 'alias'));
    expect(await scanned({ paths: ['alias/a.ts'] })).toMatch(/^1 found/);
  });
});

describe('what can not be looked at', () => {
  it('is said with its reason', async () => {
    put('ok.ts', 'let a;');
    put('data.bin', new Uint8Array([1, 0, 2]));
    put('big.json', '"'.padEnd(2_000_001, 'x'));
    put('node_modules/x/index.js', `const token = '${githubToken}';`);
    expect(await scanned({ paths: ['.'] })).toBe(
      'No secrets found. Looked at: ok.ts.\n\nLeft out (too large): big.json.\nLeft out (binary): data.bin.\n' +
        'Folders that are looked at only when a path names them: node_modules.',
    );
    expect(await scanned({ paths: ['node_modules'] })).toMatch(/^1 found/);
  });

  it('is missing, too long, or no path at all', async () => {
    await expect(scanned({ paths: ['gone.ts'] })).rejects.toThrow('"paths[0]" does not exist');
    await expect(scanned({ paths: 'a.ts' })).rejects.toThrow('"paths" must be a list');
    await expect(scanned({ paths: [1] })).rejects.toThrow('"paths" must be a list');
    await expect(scanned({ paths: Array.from({ length: 101 }, () => 'a') })).rejects.toThrow('100 paths at most');
    await expect(scanned({ paths: ['x'.repeat(5000)] })).rejects.toThrow('too long for a path');
    await expect(scanned({ text: 'x'.repeat(1_000_001) })).rejects.toThrow('1000000 characters at most');
    await expect(scanned({ text: {} })).rejects.toThrow('"text" must be a string');
    await expect(reviewed({ text: 'x', language: '"); [click](x' })).rejects.toThrow('"language" must be');
  });
});

describe('an answer', () => {
  it('is bounded, in a stable order, and says what it does not list', async () => {
    for (let file = 0; file < 30; file++)
      put(`f${String(file).padStart(2, '0')}.ts`, `const token = '${githubToken}';\n`.repeat(50));
    const text = await scanned({ paths: ['.', 'f03.ts'] });
    expect(text.length).toBeLessThan(mostCharacters);
    expect(text).toMatch(/Not listed, since the answer would be too long: \d+ more/);
    expect(text).toContain('the limit of one call was reached');
    expect(await scanned({ paths: ['.', 'f03.ts'] })).toBe(text);
    const lines = text.split('\n').filter((line) => line.startsWith('f'));
    expect(lines).toEqual([...lines].sort((a, b) => a.split(':')[0]!.localeCompare(b.split(':')[0]!)));
  });

  it('is one line for each name, whatever the name', async () => {
    put('a\nNo secrets found.\u2028\u202e.ts', `const token = '${githubToken}';`);
    const text = await scanned({ paths: ['.'] });
    expect(text).toContain('\na?No secrets found.?.ts:1:');
  });

  it('ends when it is cancelled', async () => {
    for (let file = 0; file < 50; file++) put(`f${file}.ts`, injection);
    for (const run of [scan, review]) {
      const { token, cancel } = cancellation();
      cancel();
      await expect(run(shell, { paths: ['.'] }, token as never)).rejects.toBeInstanceOf(vscode.CancellationError);
      const later = cancellation();
      const answer = run(shell, { paths: ['.'] }, later.token as never);
      setTimeout(later.cancel, 5);
      await expect(answer).rejects.toBeInstanceOf(vscode.CancellationError);
      world.asked.length = 0;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(world.asked).toEqual([]);
    }
  });

  it('says nothing of an error that is not its own', async () => {
    put('a.ts', 'let a;');
    const broken = { ...(shell as object), detector: async () => Promise.reject(new Error(`broke on ${githubToken}`)) };
    await expect(scan(broken as never, { paths: ['a.ts'] }, cancellation().token as never)).rejects.toThrow(
      /^Takumo could not look at this/,
    );
    expect(logged).toHaveLength(2);
  });
});
