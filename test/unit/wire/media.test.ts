import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaOfBase64, mediaOfBytes, toBase64 } from '../../../src/engine/wire/media.ts';
import { type Place, walk } from '../../../src/engine/wire/walk.ts';
import { canary, fixture, spellings } from '../guard/fixture.ts';
import { picture } from './requests/rich.ts';

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from([
    ...parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])),
    ...Array.from({ length: 32 }, (_, index) => index * 7),
  ]);

describe('media', () => {
  it.each([
    ['image/png', picture],
    ['image/jpeg', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['image/gif', bytes('GIF89a')],
    ['image/webp', bytes('RIFF', 0x24, 0, 0, 0, 'WEBPVP8 ')],
    ['image/avif', bytes(0, 0, 0, 0x20, 'ftypavif')],
    ['image/heic', bytes(0, 0, 0, 0x20, 'ftypheic')],
    ['application/pdf', bytes('%PDF-1.7\n%', 0xe2, 0xe3, 0xcf, 0xd3)],
    ['audio/wav', bytes('RIFF', 0x24, 0, 0, 0, 'WAVEfmt ')],
    ['video/mp4', bytes(0, 0, 0, 0x20, 'ftypisom')],
  ])('of type %s is known by its first bytes', (type, data) => {
    expect(mediaOfBytes(data)).toBe(type);
    expect(mediaOfBase64(toBase64(data))).toBe(type);
    expect(toBase64(data)).toBe(Buffer.from(data).toString('base64'));
  });

  it('is never text, whatever it begins with', () => {
    const beginnings = ['GIF89a', '%PDF-1.4\n', 'BM', 'RIFF', 'ID3', 'II*', '<svg', '\u0089PNG', 'OggS', ''];
    fc.assert(
      fc.property(
        fc.constantFrom(...beginnings),
        fc.string({ unit: fc.constantFrom('a', 'b', 'X', '0', '9', ' ', '=', '\n', '\t', 'ä', 'é', '日', '👋', '"') }),
        (start, text) => {
          const data = Buffer.from(`${start}${text}`, 'utf8');
          expect(mediaOfBytes(data)).toBeUndefined();
          expect(mediaOfBase64(data.toString('base64'))).toBeUndefined();
        },
      ),
    );
  });

  it('is nothing that is not base64 all through', () => {
    const base64 = toBase64(picture);
    for (const text of [`${base64} `, `${base64}!`, base64.slice(0, -1), `${base64}\n${canary}`, '', '====']) {
      expect(mediaOfBase64(text)).toBeUndefined();
    }
  });
});

describe('a media place', () => {
  const place: Place = { keys: { images: { leaf: 'media' } } };

  it('passes bare base64 of a picture, and names its type', () => {
    const walked = walk({ images: [toBase64(picture)] }, place);
    expect(walked.unscannable).toEqual(['image/png']);
    expect(walked.leaves).toEqual([]);
  });

  it('masks a secret in the base64 of a text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const { session } = fixture();
        const text = Buffer.from(`${before} ${canary} ${after}`, 'utf8').toString('base64');
        const walked = walk({ images: [text] }, place);
        expect(walked.unscannable).toEqual([]);
        const masked = session.mask({ leaves: walked.leaves });
        const body = JSON.stringify(walked.rebuild(masked.texts));
        for (const spelling of spellings(canary)) expect(body).not.toContain(spelling);
      }),
    );
  });

  it('collects and rebuilds in one order, also beside media', () => {
    const body = { images: [toBase64(picture), 'some text', toBase64(picture), 'more text'], after: 'the end' };
    const walked = walk(body, place);
    expect(walked.leaves.map(({ text }) => text)).toEqual(['some text', 'more text', 'after', 'the end']);
    expect(walked.rebuild(['1', '2', 'after', '3'])).toEqual({
      images: [toBase64(picture), '1', toBase64(picture), '2'],
      after: '3',
    });
  });
});
