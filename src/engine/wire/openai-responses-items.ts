/**
 * What of an answer goes back with its calls: reasoning items as they came, and the phase of its message. A reasoning item is only of use
 * with what it holds: its id alone leads nowhere when nothing is stored.
 * Source: https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items
 */
import { type Fields, listOf, wordOf } from './fields.ts';
import type { Position } from './interleave.ts';
import type { JsonObject } from './walk.ts';

/** One of `item` and `phase` (`commentary`, `final_answer`) is present. */
export type ResponseItem = { readonly at: Position; readonly item?: JsonObject; readonly phase?: string };

export function isResponseItem(item: object): item is ResponseItem {
  return 'at' in item && ('item' in item || 'phase' in item);
}

/** The reasoning item for the next request: unchanged but for its `status`, which a request does not have. */
export function reasoningItem(item: Fields): JsonObject | undefined {
  const readable = listOf(item.content).some((part) => wordOf(part.text) !== undefined);
  if (wordOf(item.encrypted_content) === undefined && !readable) {
    return undefined;
  }
  const given = Object.entries(item).filter(([name, value]) => name !== 'status' && value !== null);
  return { ...Object.fromEntries(given), summary: listOf(item.summary) } as JsonObject;
}
