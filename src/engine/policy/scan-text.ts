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

/** Lower case as RE2's `(?i)` compares: the long s and the Kelvin sign fold onto `s` and `k`. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('\u017f') ? lower.replaceAll('\u017f', 's') : lower;
}
