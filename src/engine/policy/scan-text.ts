/** A text with its folded form, which is made once and only if a policy asks for it. */

import type { ScanText } from './types.ts';

export function createScanText(text: string): ScanText {
  let folded: string | undefined;
  return {
    text,
    get folded() {
      folded ??= fold(text);
      return folded;
    },
  };
}

/**
 * Lower case, of the same length: offsets hold in both. At least what RE2's `(?i)` takes for equal is equal, so a literal that isn't in
 * the folded text isn't in the text; the long s folds onto `s`, and the dotted capital I, whose lower case is two units, onto `i`.
 */
export function fold(text: string): string {
  const lower = (text.includes('\u0130') ? text.replaceAll('\u0130', 'i') : text).toLowerCase();
  return lower.includes('\u017f') ? lower.replaceAll('\u017f', 's') : lower;
}
