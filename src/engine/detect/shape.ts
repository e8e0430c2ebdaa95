/** Verifies the commonest form of a credential: a vendor's prefix, then a run of one alphabet with a known length and edges. */
import { ALNUM, DOT, is, runEnd, startsHere } from './chars.ts';
import { isPlaceholder, isPublicExample } from './placeholders.ts';
import type { Shape, Verify } from './types.ts';

export function verifyShape(shape: Shape, prefix: string): Verify {
  const { alphabet, min, max, grade } = shape;
  const edge = shape.edge ?? alphabet | ALNUM;
  return ({ text }, at, end) => {
    if (!text.startsWith(prefix, at) || !startsHere(text, at)) return undefined;
    // After a dot that could be the value's own, this is the middle of a run that was looked at already.
    if ((alphabet & DOT) !== 0 && text.charCodeAt(at - 1) === 46) return undefined;
    const stop = runEnd(text, end, alphabet, max + 1);
    const length = stop - end;
    if (length < min || length > max || is(text.charCodeAt(stop), edge)) return undefined;
    const body = text.slice(end, stop);
    if (isPublicExample(text.slice(at, stop))) return { start: at, end: stop, example: true };
    if (isPlaceholder(body)) return undefined;
    if (grade === undefined) return { start: at, end: stop };
    const confidence = grade(body, prefix);
    return confidence === undefined ? undefined : { start: at, end: stop, confidence };
  };
}
