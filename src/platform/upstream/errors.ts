/** Every way a request to a provider can fail, as an error of the closed set. The key never stands in a message. */
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { errorOfProvider } from '../../engine/wire/provider-error.ts';

/** A 3xx, 4xx or 5xx with its body. A provider may echo the key it was sent: it is taken out. */
export function errorOfResponse(
  status: number,
  headers: Headers,
  body: string,
  requestId: string | undefined,
  key: Redacted<string> | undefined,
): TakumoError {
  const secret = key?.reveal() ?? '';
  const text = secret.length < 8 ? body : body.replaceAll(secret, '[API key]');
  const retryAfterMs = readRetryAfter(headers, Date.now());
  return errorOfProvider(parse(text), {
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Milliseconds to wait, from `retry-after-ms` or `Retry-After` (seconds or an HTTP date). Source: RFC 9110, 10.2.3. */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const exact = headers.get('retry-after-ms');
  if (exact !== null && /^\d{1,9}(?:\.\d+)?$/.test(exact)) {
    return Math.ceil(Number(exact));
  }
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,7}(?:\.\d+)?$/.test(text)) {
    return Math.ceil(Number(text) * 1000);
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** What fetch threw. `address` is named in the message; its host is the setting's own. */
export function errorOfFetch(error: unknown, address: URL | undefined, outer: AbortSignal): TakumoError {
  if (outer.aborted) {
    return new TakumoError('aborted', 'The request was cancelled.');
  }
  if (isTakumoError(error)) {
    return error;
  }
  if (error instanceof Error && error.name === 'LimitReached') {
    return new TakumoError(
      'upstream-timeout',
      `The provider sent nothing for ${Math.round(Number(error.message) / 1000)} seconds.`,
      {
        action: 'Try again, or check that the provider is up.',
      },
    );
  }
  const cause = causeOf(error);
  const where = address === undefined ? 'the provider' : address.host;
  return new TakumoError(
    'upstream-unreachable',
    `${where} can't be reached: ${reasons[cause] ?? 'the connection failed'}.`,
    {
      action: 'Check the address, the network and the proxy, and that a local server is running.',
    },
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address (connection refused)',
  ENOTFOUND: 'its name is unknown (no such host, or no network)',
  EAI_AGAIN: 'its name could not be looked up (no network?)',
  ECONNRESET: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain holds a self-signed one',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate could not be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
};

function causeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const { code, errors } = at as { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string' && Object.hasOwn(reasons, code)) {
      return code;
    }
    at = at.cause ?? errors?.[0];
  }
  return '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An HTML page of a proxy says nothing that a person could use.
    return /^\s*</.test(text) ? undefined : text;
  }
}
