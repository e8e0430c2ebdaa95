/**
 * HTTP to the policy server. The key goes to the server's own origin and nowhere else: no redirect is followed, and plain http is spoken
 * with this machine only. Every request has a time and a size limit.
 */
import { type ErrorCode, TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { isLoopback } from '../upstream/address.ts';

export interface Connection {
  /** Resolves when the headers are in. The caller's signal ends the request and its body. */
  get(
    path: string,
    request: { readonly headers?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<Response>;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly apiKey: Redacted<string>;
  readonly fetch?: typeof fetch;
}

/** Throws `sync-unreachable` for an address that isn't one to send a key to, `sync-unauthorized` for a key that can't be one. */
export function createConnection({ url, apiKey, fetch = globalThis.fetch }: ConnectionOptions): Connection {
  const base = serverAddress(url);
  if (!/^[\x21-\x7e]+$/.test(apiKey.reveal())) {
    throw new TakumoError('sync-unauthorized', 'The key for the policy server holds characters that no key has.');
  }
  return {
    get: (path, { headers, signal }) =>
      fetch(new URL(path, base), {
        headers: { ...headers, authorization: `Bearer ${apiKey.reveal()}` },
        redirect: 'manual',
        cache: 'no-store',
        signal,
      }),
  };
}

/** The server's address with a path that ends in a slash. */
function serverAddress(text: string): URL {
  const fail = (why: string): never => {
    throw new TakumoError('sync-unreachable', why, {
      action: 'Correct the address of the policy server.',
    });
  };
  if (!URL.canParse(text)) return fail("The policy server's address is not an address.");
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return fail("The policy server's address must begin with https.");
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return fail("The policy server's address is plain http, which is for this machine only.");
  if (url.username !== '' || url.password !== '')
    return fail("The policy server's address must hold no user name or password.");
  if (url.search !== '' || url.hash !== '') return fail("The policy server's address must end with its path.");
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** The error for an answer that isn't what was asked for. */
export function errorOfStatus(response: Response): TakumoError {
  const { status } = response;
  if (status === 401 || status === 403) {
    const message = 'The policy server refuses the key.';
    return new TakumoError('sync-unauthorized', message, {
      status,
      action: 'Sign in again, or ask who administers the policies.',
    });
  }
  const redirected = status === 0 || (status >= 300 && status < 400);
  const message = redirected
    ? 'The policy server sends elsewhere, and the key goes nowhere else.'
    : `The policy server answered with HTTP ${status}.`;
  const seconds = Number(response.headers.get('retry-after'));
  const retry = seconds > 0 && seconds <= 3600 ? { retryAfterMs: seconds * 1000 } : {};
  return new TakumoError('sync-unreachable', message, { ...(status > 0 ? { status } : {}), ...retry });
}

/** The error for no answer: the network's own message may hold the address and is left out. */
export function errorOfSilence(timedOut: boolean): TakumoError {
  const code: ErrorCode = 'sync-unreachable';
  return new TakumoError(
    code,
    timedOut ? 'The policy server did not answer in time.' : "The policy server can't be reached.",
  );
}

/** The body as text, or `bundle-malformed` when it is longer than anybody's bundle. */
export async function readText(response: Response, longest: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > longest)
      throw new TakumoError('bundle-malformed', 'The policy server sends more than a bundle can hold.');
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}
