/** Newline-delimited JSON from bytes, as the events that decoders take: one line, one event. Chunks may be cut anywhere. */
import { endlessError, longestEvent, type SseEvent, type SseReader } from './sse.ts';

declare const TextDecoder: new (
  label: string,
) => { decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string };

export function createNdjsonReader(): SseReader {
  const decoder = new TextDecoder('utf-8');
  // A line that goes on is put together once, when it ends: its length may be a stranger's idea.
  let rest: string[] = [];
  let length = 0;
  const feed = (text: string): readonly SseEvent[] => {
    const lines = text.split('\n');
    const open = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = [...rest, lines[0]].join('');
      rest = [];
      length = 0;
    }
    rest.push(open);
    length += open.length;
    if (length > longestEvent) {
      throw endlessError();
    }
    return lines.filter((line) => line.trim() !== '').map((line) => ({ event: '', data: line.trim() }));
  };
  return {
    push: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end() {
      const complete = feed(decoder.decode());
      const last = rest.join('').trim();
      rest = [];
      return last === '' ? complete : [...complete, { event: '', data: last, cut: true }];
    },
  };
}
