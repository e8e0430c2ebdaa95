/**
 * Server-sent events from bytes: one streaming UTF-8 decoder, framing by blank line. Chunks may be cut anywhere, also inside a
 * character or between CR and LF. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { createParser } from 'eventsource-parser';
import { malformedError } from './fields.ts';

declare const TextDecoder: new (
  label: string,
) => { decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string };

export interface SseEvent {
  /** The event's name; empty when there is none. */
  readonly event: string;
  readonly data: string;
  /** The stream ended inside this event: its data may be cut. */
  readonly cut?: boolean;
}

export interface SseReader {
  /** The events that are complete after this chunk. Throws `upstream-malformed` when one is longer than `longestEvent`. */
  push(chunk: Uint8Array): readonly SseEvent[];
  /** What was left without its blank line. */
  end(): readonly SseEvent[];
}

/** Characters of one event, of any framing. More is no answer, and would fill the memory. */
export const longestEvent = 64_000_000;

export function endlessError(): Error {
  return malformedError('an event without an end', 'an API that streams its answers');
}

export function createSseReader(): SseReader {
  const decoder = new TextDecoder('utf-8');
  let ready: SseEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => ready.push({ event: event ?? '', data }),
    onError({ type }) {
      if (type === 'max-buffer-size-exceeded') {
        throw endlessError();
      }
    },
    maxBufferSize: longestEvent,
  });
  const feed = (text: string): readonly SseEvent[] => {
    ready = [];
    if (text !== '') {
      parser.feed(text);
    }
    return ready;
  };
  return {
    push: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end() {
      const complete = feed(decoder.decode());
      return [...complete, ...feed('\n\n').map((event) => ({ ...event, cut: true }))];
    },
  };
}
