/** Asks the server for the bundle, once: what it answers, in a closed set of outcomes. */
import { isTakumoError, type TakumoError } from '../../engine/errors.ts';
import { type Connection, errorOfSilence, errorOfStatus, readText } from './connection.ts';
import type { SyncState } from './types.ts';

/** `failed`: nothing usable came, and the state says why. */
export type BundleAnswer =
  | { readonly kind: 'bundle'; readonly signed: unknown; readonly etag: string | undefined }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly state: SyncState; readonly error: TakumoError };

export interface BundleRequest {
  readonly connection: Connection;
  readonly path: string;
  readonly etag: string | undefined;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

const longestBody = 8_000_000;

/** Never rejects. */
export async function fetchBundle({ connection, path, etag, timeout, signal }: BundleRequest): Promise<BundleAnswer> {
  const limit = AbortSignal.timeout(timeout);
  try {
    const headers = { accept: 'application/json', ...(etag === undefined ? {} : { 'if-none-match': etag }) };
    const response = await connection.get(path, { headers, signal: AbortSignal.any([signal, limit]) });
    if (response.status === 304 && etag !== undefined) return { kind: 'unchanged' };
    if (response.status !== 200) {
      await response.body?.cancel();
      const error = errorOfStatus(response);
      return { kind: 'failed', state: error.code === 'sync-unauthorized' ? 'unauthorized' : 'stale', error };
    }
    const signed = parse(await readText(response, longestBody));
    return { kind: 'bundle', signed, etag: response.headers.get('etag') ?? undefined };
  } catch (error) {
    if (isTakumoError(error)) return { kind: 'failed', state: 'invalid', error };
    return { kind: 'failed', state: 'offline', error: errorOfSilence(limit.aborted) };
  }
}

/** What isn't JSON is refused where the bundle is opened. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
