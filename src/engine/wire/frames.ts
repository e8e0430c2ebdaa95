/** The reader of a streamed answer, by the framing of its API. */
import type { WireApi } from './api.ts';
import { createNdjsonReader } from './ndjson.ts';
import { createSseReader, type SseReader } from './sse.ts';

export function createFrameReader(framing: WireApi['framing']): SseReader {
  return framing === 'ndjson' ? createNdjsonReader() : createSseReader();
}
