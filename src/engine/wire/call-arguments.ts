/** Arguments of a tool call for APIs that take them as an object and not as JSON text. */
import type { LeafHint } from './api.ts';
import type { Json, JsonObject } from './walk.ts';

/** The arguments as the model wrote them when that is an object, else what the client gave, else nothing. */
export function argumentsObject(text: string, input: unknown): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) {
      return parsed;
    }
  } catch {
    // A model may have written something that is no JSON: what the client made of it is there too.
  }
  return isObject(input) ? input : {};
}

/** Says of every object and array below `value` where it came from. */
export function hintAll(value: Json, hint: LeafHint, hints: WeakMap<object, LeafHint>): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  hints.set(value, hint);
  for (const member of Object.values(value)) {
    hintAll(member as Json, hint, hints);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
