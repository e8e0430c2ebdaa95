/** Restores every string of a parsed JSON value, and pairs up the strings of two JSON texts. */
import type { RehydrateResult, RehydrateWarning, ValueResult } from '../tokenize/types.ts';

/** A copy with each string put through `restore`, property names included; what holds no token is shared with the argument. */
export function rehydrateEach(value: unknown, restore: (text: string) => RehydrateResult): ValueResult {
  const warnings: RehydrateWarning[] = [];
  let rehydratedCount = 0;
  const text = (original: string): string => {
    const result = restore(original);
    rehydratedCount += result.rehydratedCount;
    warnings.push(...result.warnings);
    return result.content;
  };
  return { value: walk(value, text), rehydratedCount, warnings };
}

const deepest = 200;

function walk(value: unknown, text: (original: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((item) => walk(item, text, depth + 1));
  const entries = Object.entries(value).map(([name, item]) => [text(name), walk(item, text, depth + 1)] as const);
  return Object.fromEntries(entries);
}

/** Tells `remember` of each pair of strings that differ, in two JSON texts of one shape; strings that are JSON texts are entered. */
export function rememberStrings(
  restored: string,
  original: string,
  remember: (restored: string, original: string) => void,
): void {
  const pair = (now: unknown, before: unknown, depth: number): void => {
    if (depth > deepest) return;
    if (typeof now === 'string' && typeof before === 'string') {
      if (now === before) return;
      remember(now, before);
      if (/^\s*[[{"]/.test(before)) pairTexts(now, before, depth + 1);
      return;
    }
    if (typeof now !== 'object' || typeof before !== 'object' || now === null || before === null) return;
    const right = Object.entries(before);
    Object.entries(now).forEach(([name, item], index) => {
      const other = right[index];
      if (other === undefined) return;
      pair(name, other[0], depth + 1);
      pair(item, other[1], depth + 1);
    });
  };
  const pairTexts = (now: string, before: string, depth: number): void => {
    try {
      pair(JSON.parse(now), JSON.parse(before), depth);
    } catch {
      // A text that is no JSON has no strings to pair.
    }
  };
  pairTexts(restored, original, 0);
}
