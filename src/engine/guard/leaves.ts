/**
 * Turns the leaves of a walked body into what the session masks, and the masked texts back: files inside a prompt become leaves of their
 * own with a path, a short value carries the key that gives it its meaning, and equal strings are masked once.
 */
import { TakumoError } from '../errors.ts';
import { lineAt } from '../lines.ts';
import type { Leaf } from '../tokenize/types.ts';
import type { LeafHint } from '../wire/api.ts';
import type { Walk, WalkLeaf } from '../wire/walk.ts';
import { placeInSearchResult, segmentsOf } from './attachments.ts';

/** A leaf for the session, with what is known of its place. */
export interface PlacedLeaf extends Leaf {
  readonly kind: WalkLeaf['kind'];
  readonly place: string;
  /** The line in the file at which `text` begins. */
  readonly line: number;
  /** Characters before the value, when its key was put in front of it. */
  readonly lead: number;
}

export interface LeafPlan {
  readonly leaves: readonly PlacedLeaf[];
  /** The walk's texts, from the texts of `leaves`. */
  join(masked: readonly string[]): readonly string[];
}

/** Plans the masking of a walked body. `places` says where an object of the body came from. */
export function planLeaves(walked: Walk, places: WeakMap<object, LeafHint>): LeafPlan {
  const leaves: PlacedLeaf[] = [];
  const shared = new Map<string, number>();
  const parts: (number | readonly number[])[] = [];
  for (const leaf of walked.leaves) {
    const hint = places.get(leaf.owner);
    const place = hint?.place ?? 'request';
    if (hint === undefined || leaf.kind === 'constant') {
      const key = `${leaf.kind} ${leaf.key ?? ''}\0${leaf.text}`;
      let index = shared.get(key);
      if (index === undefined) {
        index = leaves.push({ ...single(leaf, place, undefined, 1), echo: true }) - 1;
        shared.set(key, index);
      }
      parts.push(index);
      continue;
    }
    const echo = hint.person === true ? {} : { echo: true, ...(hint.sent === undefined ? {} : { sent: hint.sent }) };
    const segments = segmentsOf(leaf.text);
    if (segments.length <= 1) {
      const segment = segments[0];
      const path = segment?.path ?? hint.path;
      parts.push(leaves.push({ ...single(leaf, place, path, segment?.line ?? hint.line ?? 1), ...echo }) - 1);
    } else {
      parts.push(
        segments.map(
          (segment) =>
            leaves.push({
              text: segment.text,
              kind: leaf.kind,
              place,
              line: segment.line ?? 1,
              lead: 0,
              ...echo,
              ...(segment.path === undefined ? {} : { path: segment.path }),
            }) - 1,
        ),
      );
    }
  }
  return {
    leaves,
    join: (masked) =>
      parts.map((part) =>
        typeof part === 'number' ? unwrap(leaves[part]!, masked[part]!) : part.map((index) => masked[index]!).join(''),
      ),
  };
}

/** File and line of an offset in a placed leaf. */
export function locate(leaf: PlacedLeaf, offset: number): { readonly file?: string; readonly line: number } {
  if (leaf.path !== undefined) {
    return { file: leaf.path, line: leaf.line + lineAt(leaf.text, offset) - 1 };
  }
  const found = leaf.place.startsWith('result of') ? placeInSearchResult(leaf.text, offset) : undefined;
  return found === undefined ? { line: lineAt(leaf.text, offset) } : { file: found.path, line: found.line };
}

function single(leaf: WalkLeaf, place: string, path: string | undefined, line: number): PlacedLeaf {
  const lead = leaf.key !== undefined && isPlainPair(leaf.key, leaf.text) ? `"${leaf.key}": "` : '';
  return {
    text: lead === '' ? leaf.text : `${lead}${leaf.text}"`,
    kind: leaf.kind,
    place,
    line,
    lead: lead.length,
    ...(path === undefined || lead !== '' ? {} : { path }),
  };
}

/** Key and value can stand in a JSON line without any escaping. */
function isPlainPair(key: string, text: string): boolean {
  return /^[\w.-]{1,64}$/.test(key) && JSON.stringify(text) === `"${text}"`;
}

function unwrap(leaf: PlacedLeaf, masked: string): string {
  if (leaf.lead === 0) {
    return masked;
  }
  if (masked.startsWith(leaf.text.slice(0, leaf.lead)) && masked.endsWith('"') && masked.length > leaf.lead) {
    return masked.slice(leaf.lead, -1);
  }
  throw new TakumoError('request-invalid', 'A value next to its key could not be masked exactly, so nothing was sent.');
}
