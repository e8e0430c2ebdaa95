/** The frame of a decoder of JSON events: data that is not JSON is malformed or cut, nothing comes after an error, an end without an end is cut. */
import type { TakumoError } from '../errors.ts';
import type { WireDecoder, WireDelta } from './api.ts';
import { cutError, type Fields, isFields, malformedError } from './fields.ts';

export interface JsonEvents {
  /** The API's name, for the error that says what was expected. */
  readonly api: string;
  /** The deltas of one event, and whether it ends the answer. An error among them is the last. */
  read(event: Fields, name: string): { readonly deltas: readonly WireDelta[]; readonly end?: boolean };
  /** What is still to be said when the stream is over. */
  close?(): readonly WireDelta[];
}

export function createJsonDecoder(events: JsonEvents): WireDecoder {
  let ended = false;
  let failed = false;
  const fail = (error: TakumoError): readonly WireDelta[] => {
    failed = true;
    return [{ kind: 'error', error }];
  };
  return {
    push(event) {
      const data = event.data.trim();
      if (failed || data === '') {
        return [];
      }
      if (data === '[DONE]') {
        ended = true;
        return [];
      }
      let body: unknown;
      try {
        body = JSON.parse(data);
      } catch {
        return fail(event.cut === true ? cutError() : malformedError('an event that is not JSON', events.api));
      }
      if (!isFields(body)) {
        return fail(malformedError('an event that is not an object', events.api));
      }
      let said: ReturnType<JsonEvents['read']>;
      try {
        said = events.read(body, event.event);
      } catch (error) {
        // Deeper than the stack: a call's arguments are written as text again.
        if (error instanceof RangeError) {
          return fail(malformedError('an event that is nested too deep', events.api));
        }
        throw error;
      }
      ended ||= said.end === true;
      failed = said.deltas.at(-1)?.kind === 'error';
      return said.deltas;
    },
    end() {
      if (failed) {
        return [];
      }
      const rest = events.close?.() ?? [];
      return ended ? rest : [...rest, ...fail(cutError())];
    },
  };
}
