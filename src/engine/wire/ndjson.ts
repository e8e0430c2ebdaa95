/** Newline-delimited JSON from bytes, as the events that decoders take: one line, one event. Chunks may be cut anywhere. */
import type { SseEvent, SseReader } from './sse.ts';

declare const TextDecoder: new (
  label: string,
) => { decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string };

export function createNdjsonReader(): SseReader {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  const feed = (text: string): readonly SseEvent[] => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    return lines.filter((line) => line.trim() !== '').map((line) => ({ event: '', data: line.trim() }));
  };
  return {
    push: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end() {
      const complete = feed(decoder.decode());
      const last = rest.trim();
      rest = '';
      return last === '' ? complete : [...complete, { event: '', data: last, cut: true }];
    },
  };
}
