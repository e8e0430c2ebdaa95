/** Follows the server's stream of revisions until it ends, falls silent or is aborted. */
import { createParser } from 'eventsource-parser';
import { isTakumoError, type TakumoError } from '../../engine/errors.ts';
import { type Connection, errorOfSilence, errorOfStatus } from './connection.ts';
import type { SyncTimings } from './types.ts';

export interface StreamOptions {
  readonly connection: Connection;
  readonly path: string;
  readonly timings: Pick<SyncTimings, 'requestTimeout' | 'streamSilence'>;
  readonly lastEventId: string | undefined;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** A revision was announced; undefined when the announcement can't be read, which may be any. */
  readonly onRevision: (revision: number | undefined) => void;
  readonly onEventId: (id: string) => void;
}

const longestEvent = 65_536;

/** Resolves when the stream is over, with the error if it never opened or broke. Never rejects. */
export async function followStream(options: StreamOptions): Promise<TakumoError | undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  let timer = setTimeout(() => ended.abort(), options.timings.requestTimeout);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => ended.abort(), options.timings.streamSilence);
  };
  try {
    const headers = {
      accept: 'text/event-stream',
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    };
    const response = await options.connection.get(options.path, { headers, signal });
    if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return errorOfStatus(response);
    }
    alive();
    options.onOpen();
    await readEvents(response, options, alive);
    return undefined;
  } catch (error) {
    return isTakumoError(error) ? error : errorOfSilence(ended.signal.aborted);
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

async function readEvents(response: Response, options: StreamOptions, alive: () => void): Promise<void> {
  const parser = createParser({
    maxBufferSize: longestEvent,
    // What can't stand in a header can't be sent back.
    onId: (id) => {
      if (/^[\x21-\x7e]{1,100}$/.test(id)) options.onEventId(id);
    },
    onEvent: ({ event, data }) => {
      if (event === undefined || event === 'message' || event === 'revision') options.onRevision(readRevision(data));
    },
  });
  const decoder = new TextDecoder();
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    alive();
    parser.feed(decoder.decode(part, { stream: true }));
  }
}

function readRevision(data: string): number | undefined {
  try {
    const { revision } = JSON.parse(data) as { revision?: unknown };
    return typeof revision === 'number' && Number.isSafeInteger(revision) ? revision : undefined;
  } catch {
    return undefined;
  }
}
