import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SentinelFinding } from '../../../src/engine/sentinel/index.ts';
import { InsertedCode } from '../../../src/extension/sentinel/inserted-code.ts';
import { type Change, insertedSpan, moveSpan } from '../../../src/extension/sentinel/insertion.ts';
import { applyChanges, TextMirror } from '../../../src/extension/sentinel/mirror.ts';

const code = 'db.query("select * from users where id = " + id);';
const none = () => undefined;

describe('what counts as inserted', () => {
  it('one large piece does; typing, completion, undo and redo do not', () => {
    expect(insertedSpan([{ offset: 10, replaced: 0, text: code }], 'none', none)).toEqual({
      start: 10,
      end: 10 + code.length,
    });
    expect(insertedSpan([{ offset: 10, replaced: 0, text: 'x' }], 'none', none)).toBeUndefined();
    expect(insertedSpan([{ offset: 10, replaced: 3, text: 'getUserById' }], 'none', none)).toBeUndefined();
    expect(insertedSpan([{ offset: 10, replaced: 0, text: code }], 'undo', none)).toBeUndefined();
    expect(insertedSpan([{ offset: 10, replaced: 0, text: code }], 'redo', none)).toBeUndefined();
    expect(insertedSpan([{ offset: 0, replaced: 0, text: ' '.repeat(80) }], 'none', none)).toBeUndefined();
    expect(insertedSpan([], 'none', none)).toBeUndefined();
  });

  it('a formatter does not: white space, quotes, semicolons', () => {
    const before = `function f(){return "${'a'.repeat(40)}"}`;
    const after = `function f() {\n  return '${'a'.repeat(40)}';\n}`;
    expect(insertedSpan([{ offset: 0, replaced: before.length, text: after }], 'none', () => before)).toBeUndefined();
    const rewritten = `function f() {\n  return eval('${'a'.repeat(40)}');\n}`;
    expect(insertedSpan([{ offset: 0, replaced: before.length, text: rewritten }], 'none', () => before)).toBeDefined();
  });

  it('several changes of one edit give one span in the new text', () => {
    const text = 'aaaa\nbbbb\ncccc';
    const changes = [
      { offset: 10, replaced: 4, text: code },
      { offset: 0, replaced: 2, text: code },
    ];
    const span = insertedSpan(changes, 'none', (offset, length) => text.slice(offset, offset + length))!;
    const after = applyChanges(text, changes);
    expect(after.slice(span.start, span.start + code.length)).toBe(code);
    expect(after.slice(span.end - code.length, span.end)).toBe(code);
  });
});

describe('the mirror', () => {
  const change = (length: number): fc.Arbitrary<Change> =>
    fc
      .tuple(fc.nat(length), fc.nat(length), fc.string({ maxLength: 12 }))
      .map(([a, b, text]) => ({ offset: Math.min(a, b), replaced: Math.abs(a - b), text }));

  it('equals the text after any series of changes, however seldom it is asked', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.string(), fc.boolean()), { maxLength: 30 }),
        (start, steps) => {
          const mirror = new TextMirror(start);
          let text = start;
          for (const [a, b, insert, ask] of steps) {
            const offset = a % (text.length + 1);
            const replaced = b % (text.length - offset + 1);
            const changes = [{ offset, replaced, text: insert }];
            text = applyChanges(text, changes);
            mirror.record(changes);
            if (ask) expect(mirror.text).toBe(text);
          }
          expect(mirror.text).toBe(text);
        },
      ),
    );
  });

  it('a span that no change touches keeps its text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 30, maxLength: 60 }), change(60), (text, raw) => {
        const span = { start: 10, end: 20 };
        const offset = Math.min(raw.offset, text.length);
        const one = { offset, replaced: Math.min(raw.replaced, text.length - offset), text: raw.text };
        const touches = one.offset < span.end && one.offset + one.replaced > span.start;
        const inside = one.offset > span.start && one.offset < span.end;
        fc.pre(!touches && !inside);
        const moved = moveSpan(span, one)!;
        expect(applyChanges(text, [one]).slice(moved.start, moved.end)).toBe(text.slice(10, 20));
      }),
    );
  });
});

describe('insertions of a document', () => {
  const finding = (start: number, end: number): SentinelFinding => ({
    start,
    end,
    line: 1,
    endLine: 1,
    rule: 'sql-built-query',
    cwe: 89,
    family: 'sql',
    severity: 'error',
    confidence: 'high',
    message: 'A query is built from text.',
    why: '',
    attack: '',
    safe: '',
  });

  function reviewed() {
    const inserted = new InsertedCode();
    inserted.apply([{ offset: 100, replaced: 0, text: code }], { start: 100, end: 100 + code.length });
    const [todo] = inserted.take();
    inserted.settle(todo!.id, [finding(3, 8)]);
    return inserted;
  }

  it('findings move with changes before them and stay through changes after them', () => {
    const inserted = reviewed();
    expect(inserted.findings()).toMatchObject([{ start: 103, end: 108, base: 100 }]);
    inserted.apply([{ offset: 0, replaced: 2, text: 'twelve chars' }], undefined);
    inserted.apply([{ offset: 900, replaced: 0, text: 'x' }], undefined);
    expect(inserted.findings()).toMatchObject([{ start: 113, end: 118 }]);
    expect(inserted.take()).toEqual([]);
  });

  it('a change inside asks for a new review and hides the old findings until then', () => {
    const inserted = reviewed();
    inserted.apply([{ offset: 110, replaced: 1, text: 'y' }], undefined);
    expect(inserted.findings()).toEqual([]);
    expect(inserted.take()).toHaveLength(1);
  });

  it('typing elsewhere is never reviewed', () => {
    const inserted = reviewed();
    inserted.apply([{ offset: 50, replaced: 0, text: 'eval(x)' }], undefined);
    expect(inserted.take()).toEqual([]);
  });

  it('overlapping insertions become one; a deleted one goes', () => {
    const inserted = reviewed();
    inserted.apply([{ offset: 120, replaced: 0, text: code }], { start: 120, end: 120 + code.length });
    expect(inserted.take()).toMatchObject([{ span: { start: 100, end: 100 + 2 * code.length } }]);
    inserted.apply([{ offset: 0, replaced: 900, text: '' }], undefined);
    expect(inserted.empty).toBe(true);
  });

  it('a dismissed finding stays quiet, also after another review', () => {
    const inserted = reviewed();
    expect(inserted.dismiss(inserted.findings()[0]!.id)).toBe(true);
    expect(inserted.findings()).toEqual([]);
    inserted.apply([{ offset: 110, replaced: 1, text: 'y' }], undefined);
    inserted.settle(inserted.take()[0]!.id, [finding(4, 9)]);
    expect(inserted.findings()).toEqual([]);
    expect(inserted.dismiss('9.9')).toBe(false);
  });
});
