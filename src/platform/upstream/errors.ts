/** Every way a request to a provider can fail, as an error of the closed set. The key never stands in a message. */
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { errorOfProvider } from '../../engine/wire/provider-error.ts';

/** A provider may echo the key it was sent: it is taken out. */
export function withoutKey(text: string, key: Redacted<string> | undefined): string {
  const secret = key?.reveal() ?? '';
  return secret.length < 8 ? text : text.replaceAll(secret, '[API key]');
}

/** A 4xx or 5xx with its body, from which the key is gone. */
export function errorOfResponse(
  status: number,
  headers: Headers,
  body: string,
  requestId: string | undefined,
  key?: Redacted<string>,
): TakumoError {
  const retryAfterMs = readRetryAfter(headers, Date.now());
  return errorOfProvider(parse(body, key), {
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
  const { code, proxy } = causeOf(error, address);
  const where = address === undefined ? 'the provider' : address.host;
  const reason = proxy ?? reasons[code] ?? (isTlsCode(code) ? reasons.EPROTO : undefined) ?? 'the connection failed';
  return new TakumoError('upstream-unreachable', `${where} can't be reached: ${reason}.`, {
    action:
      proxy === undefined
        ? 'Check the address, the network and the proxy, and that a local server is running.'
        : 'Check the proxy of the editor (http.proxy) and of the system.',
    ...(code === '' ? {} : { systemCode: code }),
  });
}

/** True for what went wrong after the connection stood: in the certificate, or in TLS itself. */
export function isTlsCode(code: string): boolean {
  return /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH$)/.test(code);
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
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock of this machine right?)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate could not be verified',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate was issued by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate was issued by an authority that is not known here (does a proxy read the traffic?)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS as it should (is it an http address?)',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP (is it an https address?)',
};

/** The system's code, and what is wrong with the proxy when the connection failed there. */
function causeOf(error: unknown, address: URL | undefined): { readonly code: string; readonly proxy?: string } {
  let code = '';
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const cause = at as { code?: unknown; errors?: readonly unknown[]; port?: unknown; address?: unknown };
    const refused = /Proxy response \((\d{3})\)/.exec(at.message)?.[1];
    if (refused !== undefined) {
      const what = refused === '407' ? 'the proxy wants to know who you are' : 'the proxy refused the connection';
      return { code: `PROXY_${refused}`, proxy: `${what} (${refused})` };
    }
    if (typeof cause.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(cause.code)) {
      const known = Object.hasOwn(reasons, cause.code) || isTlsCode(cause.code);
      if (known || code === '') {
        code = cause.code;
      }
      const port = Number(address?.port || (address?.protocol === 'http:' ? 80 : 443));
      if (known && address !== undefined && typeof cause.port === 'number' && cause.port !== port) {
        return { code, proxy: `the proxy at ${String(cause.address)}:${cause.port} does not answer` };
      }
      if (known && cause.errors === undefined) {
        return { code };
      }
    }
    at = at.cause ?? cause.errors?.[0];
  }
  return { code };
}

/** JSON may spell the key with escapes, so it is taken out of the strings that are meant. */
function parse(text: string, key: Redacted<string> | undefined): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? withoutKey(value, key) : value));
  } catch {
    // An HTML page of a proxy says nothing that a person could use.
    return /^\s*</.test(text) ? undefined : text;
  }
}
